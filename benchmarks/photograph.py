"""Photograph leadership's page of themes in a running demo: the README's picture.

    sh run demo                                              # prints a sign-in for leadership
    PYTHON=$(sh run --print-python)
    "$PYTHON" benchmarks/photograph.py docs/themes.png       # asks for leadership's password

Needs Debian's chromium and the test environment. The picture is 1280 by 900 pixels, in light colours; nothing
but the demo is called.
"""

import argparse
import getpass
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, sync_playwright

SIZE: ViewportSize = {"width": 1280, "height": 900}
MOST_BYTES = 150_000


def main() -> int:
    """Take the picture; return 1 where there is no chromium, no sign-in, or too large a picture."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("file", type=Path)
    asked.add_argument("--base", default="http://127.0.0.1:8000")
    asked.add_argument("--email", default="lin@example.com")
    asked.add_argument("--path", default="/reports/pilot-midpoint")
    given = asked.parse_args()
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip()
    chromium = shutil.which("chromium")
    if chromium is None:
        return _say("There is no chromium here. On Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.route(re.compile(f"^(?!{re.escape(given.base)}/)"), lambda route: route.abort())
        if not _sign_in(page, given.base, given.email, password):
            return _say("Address and password do not fit together. The demo prints both when it starts.")
        page.goto(given.base + given.path)
        picture = page.screenshot()
        browser.close()
    if len(picture) > MOST_BYTES:
        return _say(f"The picture has {len(picture)} bytes, and {MOST_BYTES} are the most for a README.")
    given.file.write_bytes(picture)
    return 0


def _sign_in(page: Page, base: str, email: str, password: str) -> bool:
    page.goto(f"{base}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("main button[type=submit]")
    return urlsplit(page.url).path != "/sign-in"


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
