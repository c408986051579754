"""Who opens a page in the browser, what of it is recorded, and what it may call."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from rmfeedback.config import HTMX_URL
from tests.browser.stage import Stage
from tests.factories import PASSWORD, STAFF

WHO = {role: email for email, role in STAFF.values()}
PHONE, DESK = 390, 1280


@dataclass
class Visit:
    """A page in a browser of its own, with what it called and what the console said."""

    stage: Stage
    context: BrowserContext
    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    scripts_from_elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the served instance."""
        self.page.goto(self.stage.base + path)
        return self.page

    def answer_form(self, code: str, *, language: str = "en") -> Page:
        """Follow a mail's link to the form."""
        page = self.go(f"/a?lang={language}#{code}")
        page.wait_for_selector("#questions")
        return page

    def end(self) -> None:
        """Close the browser of this visit."""
        self.context.close()


class Visitors:
    """Open visits of respondents (no role) and of staff."""

    def __init__(self, chromium: Browser, stage: Stage, htmx: bytes | None) -> None:
        self._chromium = chromium
        self._stage = stage
        self._htmx = htmx
        self._signed_in: dict[str, object] = {}

    def begin(self, role: str | None = None, *, width: int = DESK, **options: object) -> Visit:
        """Return a visit with an empty page, signed in where a role is given."""
        if role is not None:
            options["storage_state"] = self._signed_in.get(role) or self._sign_in(role)
        size = {"width": width, "height": 900}
        # Nothing moves: a colour measured on its way from light to dark would be neither.
        context = self._chromium.new_context(viewport=size, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        visit = Visit(self._stage, context, context.new_page())
        elsewhere = re.compile(f"^(?!{re.escape(self._stage.base)}/)")
        context.route(elsewhere, lambda route: self._answer(visit, route))
        visit.page.on("console", lambda message: _note(visit, message))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        return visit

    def _sign_in(self, role: str) -> object:
        visit = self.begin()
        page = visit.go("/sign-in")
        page.fill("[name=email]", WHO[role])
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        self._signed_in[role] = visit.context.storage_state()
        visit.end()
        return self._signed_in[role]

    def _answer(self, visit: Visit, route: Route) -> None:
        url = route.request.url
        is_htmx = url == HTMX_URL
        (visit.scripts_from_elsewhere if is_htmx else visit.foreign).append(url)
        if is_htmx and self._htmx is not None:
            # The integrity of a script from elsewhere is checked only where the other host allows it.
            allow = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(body=self._htmx, content_type="text/javascript", headers=allow)
        else:
            route.abort()


def _note(visit: Visit, message: ConsoleMessage) -> None:
    is_own_status = "the server responded with a status of 4" in message.text
    is_no_htmx = message.location["url"] == HTMX_URL and "net::ERR_FAILED" in message.text
    if message.type in ("error", "warning") and not is_own_status and not is_no_htmx:
        visit.complaints.append(message.text)
