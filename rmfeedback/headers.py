"""What every reply carries: content security policy and its siblings, and gzip."""

import gzip
from urllib.parse import urlsplit

import flask
from flask import Flask, request

from rmfeedback import script
from rmfeedback.errors import N_, Refused

# The goals pages too: whoever of a pair opens one is as little traced as a respondent.
RESPONDENT_PATHS = ("/a", "/promise")
_SHARED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; "
)
_SMALLEST_WORTH_PACKING = 500
_PACKED_TYPES = ("text/", "application/json", "application/javascript", "image/svg")


class FromElsewhere(Refused):
    status = 403
    message = N_(
        "This came from another site, so nothing was kept. Open the link in your mail, and send it "
        "from the page it opens."
    )


def init(app: Flask) -> None:
    """Put the headers on each reply of an app."""
    settings = app.config["RM"]
    htmx_url = "" if script.is_kept(settings) else settings["HTMX_URL"]
    htmx_host = "{0.scheme}://{0.netloc}".format(urlsplit(htmx_url))
    staff_policy = f"{_SHARED}script-src 'self' {htmx_host if htmx_host != '://' else ''}".strip()

    @app.after_request
    def add(response: flask.Response) -> flask.Response:
        is_respondent = is_respondents_path(request.path)
        headers = response.headers
        policy = _SHARED + "script-src 'self'" if is_respondent else staff_policy
        # A page that shows a mail has a stricter one of its own.
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer" if is_respondent else "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if "static" not in (request.endpoint or "") or is_respondent:
            headers["Cache-Control"] = "no-store"
        return _pack(response)


def is_respondents_path(path: str) -> bool:
    """Tell whether an address belongs to respondents: no cookie, no trace, no third party."""
    return any(path == start or path.startswith(start + "/") for start in RESPONDENT_PATHS)


def is_from_here() -> bool:
    """Tell whether a page of ours sent this request, where no cookie and no token can say so.

    Under `no-referrer` browsers send "Origin: null" from our own page, so the fetch header goes first.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin in (None, "null") or urlsplit(origin).netloc == request.host


def _pack(response: flask.Response) -> flask.Response:
    wants = "gzip" in request.headers.get("Accept-Encoding", "")
    is_text = (response.mimetype or "").startswith(_PACKED_TYPES)
    varies = response.headers.get("Vary")
    response.headers["Vary"] = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"
    if not wants or not is_text or "Content-Encoding" in response.headers or response.status_code == 304:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= _SMALLEST_WORTH_PACKING:
        # A fixed time: the file header would otherwise carry the clock.
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
