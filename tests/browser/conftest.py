"""A real chromium, one served instance per session, and visits that may call nobody else."""

import base64
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from rmfeedback.config import HTMX_INTEGRITY
from tests.browser import stage as stages
from tests.browser.visits import Visit, Visitors

HTMX_FILE = Path(__file__).parents[2] / ".ci/cache/htmx.min.js"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium; without one, skip, unless nothing may be skipped."""
    binary = shutil.which("chromium")
    if binary is None:
        _skip("there is no chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stages.Stage]:
    """Serve the instance that all browser tests share."""
    with stages.served(tmp_path_factory.mktemp("stage") / "instance") as stage:
        yield stage


@pytest.fixture(scope="session")
def htmx_bytes() -> bytes | None:
    """Return what the CDN would send, or nothing where nobody has brought it."""
    if not HTMX_FILE.exists():
        return None
    content = HTMX_FILE.read_bytes()
    found = base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert f"sha384-{found}" == HTMX_INTEGRITY, f"{HTMX_FILE} is not the htmx that our pages name"
    return content


@pytest.fixture
def htmx(htmx_bytes: bytes | None) -> bytes:
    """Return htmx; a test that needs it is skipped without."""
    if htmx_bytes is None:
        _skip(f"{HTMX_FILE} is not there; .ci/run brings it")
    return htmx_bytes


@pytest.fixture(scope="session")
def visitors(chromium: Browser, stage: stages.Stage, htmx_bytes: bytes | None) -> Visitors:
    """Return who opens pages; each member of staff signs in once."""
    return Visitors(chromium, stage, htmx_bytes)


@pytest.fixture
def visit(visitors: Visitors) -> Iterator[Callable[..., Visit]]:
    """Begin visits; when the test is over, none may have called a foreign host or displeased the browser."""
    begun: list[Visit] = []

    def begin(role: str | None = None, **options: object) -> Visit:
        begun.append(visitors.begin(role, **options))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()
    assert [url for one in begun for url in one.foreign] == []
    assert [words for one in begun for words in one.complaints] == []


def _skip(reason: str) -> None:
    (pytest.fail if os.environ.get("RMFEEDBACK_NO_SKIPS") else pytest.skip)(reason)
