"""Every page is photographed on a phone and on a desk, light and dark: none scrolls sideways, none is blank.

The pictures lie in the folder that RMFEEDBACK_PICTURES names.
"""

import os
import zlib
from pathlib import Path

import pytest

from tests.browser.pages import PAGES
from tests.browser.visits import DESK, PHONE

# A picture of one colour unpacks to two or three kinds of bytes, a page with words to nearly all 256.
FEWEST_KINDS_OF_BYTES, EVERY = 100, 101


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    chosen = os.environ.get("RMFEEDBACK_PICTURES")
    if not chosen:
        return tmp_path_factory.mktemp("pictures")
    Path(chosen).mkdir(parents=True, exist_ok=True)
    return Path(chosen)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_and_shows_something(name, visit, folder):
    way = PAGES[name]
    visited = visit(way.role)
    page = way.walk(visited)
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            picture = page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)

            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert len(set(unpacked(picture)[::EVERY])) >= FEWEST_KINDS_OF_BYTES


def unpacked(png):
    """Return the lines of a PNG as they are before packing: its IDAT chunks, joined and inflated."""
    packed, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(packed)
