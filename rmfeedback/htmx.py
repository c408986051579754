"""page(): the whole page or one block of it. The only reader of HX- headers."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from jinja2_fragments.flask import render_block


def is_fragment() -> bool:
    """Tell whether htmx asks for a part; boosted links and restored history want the whole page."""
    headers = request.headers
    whole = "HX-Boosted" in headers or headers.get("HX-History-Restore-Request") == "true"
    return "HX-Request" in headers and not whole


def page(template: str, block: str = "main", status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render a template, or for htmx only its block; block, element id and target share one name."""
    body = render_block(template, block, **context) if is_fragment() else render_template(template, **context)
    return reply(body, status)


def reply(body: str | bytes, status: int = 200) -> Response:
    """Return what was rendered, whole or as a block."""
    return Response(body, status, {"Vary": "HX-Request"})


def refusal(template: str, status: int, **context: Any) -> ResponseReturnValue:
    """Render the page that says no; htmx swaps it into the whole of main."""
    response = make_response(page(template, "main", status, **context))
    if is_fragment():
        response.headers["HX-Retarget"] = "#main"
        response.headers["HX-Reswap"] = "outerHTML"
    return response
