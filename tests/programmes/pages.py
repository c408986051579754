"""Send the forms of HR's pages as a browser without scripts does."""

import io
import re
from html import unescape

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart


def hidden(html, name):
    """Return a hidden field's value, as a browser would send it back."""
    return re.findall(rf'name="{name}" value="([^"]*)"', html)[-1]


def send(client, path, html, **fields):
    """Send a form of a page, with its hidden fields."""
    kept = {name: hidden(html, name) for name in ("csrf_token", "carried") if f'name="{name}"' in html}
    return client.post(path, data=kept | fields)


def upload(client, content, filename="people.csv", name="Konzern"):
    """Send a file of people as a browser does, and return its preview."""
    path = "/programmes/pilot/cohorts/new"
    token = hidden(client.get(path).text, "csrf_token")
    # Encoded here: the test client would leave a large body in a file that nobody closes.
    boundary, body = encode_multipart(
        {"csrf_token": token, "name": name, "file": FileStorage(io.BytesIO(content), filename)}
    )
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def form_of(html, action=None):
    """Return what a browser would send of a page's form, untouched: the first whose action ends so."""
    forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", html, re.DOTALL)
    body = next(body for tag, body in forms if action is None or f'{action}"' in tag)
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", body):
        kind = _attribute(tag, "type")
        if kind not in ("radio", "checkbox", "file") or re.search(r"\bchecked\b", tag):
            found[_attribute(tag, "name")] = _attribute(tag, "value")
    for tag, options in re.findall(r"(<select\b[^>]*>)(.*?)</select>", body, re.DOTALL):
        chosen = re.findall(r"<option\b([^>]*)>([^<]*)", options)
        attributes, words = next((o for o in chosen if re.search(r"\bselected\b", o[0])), chosen[0])
        value = _attribute(attributes, "value") if "value=" in attributes else unescape(words)
        found[_attribute(tag, "name")] = value
    for tag, text in re.findall(r"(<textarea\b[^>]*>)(.*?)</textarea>", body, re.DOTALL):
        found[_attribute(tag, "name")] = unescape(text).removeprefix("\n")
    return found


def _attribute(tag, name):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
