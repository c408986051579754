// The pages work without this file. It takes the code out of the address bar, gives every form sent one length,
// and counts beside a comment what is typed. It keeps nothing and calls nobody.
"use strict";

const SENT_BYTES = 20480;

function takeCode() {
  const code = location.hash.match(/[a-z2-7]{16,}/i)?.[0];
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search);
  const form = document.createElement("form");
  form.method = "post";
  form.action = location.pathname === "/a/goals" ? "/a/goals" : "/a";
  const lang = new URLSearchParams(location.search).get("lang");
  for (const [name, value] of Object.entries(lang ? { code, lang } : { code })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

// Fired whenever a form's fields are gathered, the pressed button among them.
addEventListener("formdata", ({ formData }) => {
  const body = new URLSearchParams();
  for (const [name, value] of formData) body.append(name, value.replace(/\r\n?|\n/g, "\r\n"));
  const length = `${body}&pad=`.length;
  formData.append("pad", "0".repeat((SENT_BYTES - (length % SENT_BYTES)) % SENT_BYTES));
});

addEventListener("input", ({ target }) => {
  const limit = document.getElementById(`${target.id}-limit`);
  if (!limit) return;
  limit.dataset.words ||= limit.textContent;
  limit.textContent = `${target.value.length.toLocaleString(document.documentElement.lang)} / ${limit.dataset.words}`;
});

addEventListener("hashchange", takeCode);
takeCode();
