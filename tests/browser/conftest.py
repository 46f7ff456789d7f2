"""A real browser on a real site. Any error on the console fails the test, blocked scripts included."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_site import Site, running
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

# Five seconds would be enough on a machine that does nothing else.
expect.set_options(timeout=60_000)

CHROMIUM = Path("/usr/bin/chromium")
#: Answers that a page meets on purpose in a test are written to the console by the browser too.
EXPECTED = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_FAILED",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skipped with a reason where there is none, unless it is required."""
    if not CHROMIUM.exists():
        if os.environ.get("GRADER_REQUIRE_BROWSER") == "1":
            pytest.fail("A browser is required (GRADER_REQUIRE_BROWSER=1) and /usr/bin/chromium is missing.")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to run as root, as in a container of CI.
        yield playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo with its worker; the sandbox is the functional tests' subject, so the quick one is enough."""
    with running(tmp_path_factory.mktemp("site"), "local") as found:
        yield found


@pytest.fixture(params=[pytest.param({}, id="desk"), pytest.param({"phone": True}, id="phone")])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A fresh browser at the width of a desk and of a phone."""
    yield from watched(chromium, phone=bool(request.param))


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """A fresh browser at the width of a desk alone."""
    yield from watched(chromium, phone=False)


def watched(chromium: Browser, *, phone: bool) -> Iterator[Page]:
    """A page whose console must stay free of errors."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
    context: BrowserContext = chromium.new_context(viewport=size)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    found: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: found.extend(_complaint(message)))
    page.on("pageerror", lambda error: found.append(str(error)))
    yield page
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert found == []
    assert width <= size["width"], "the page is wider than the window"


def _complaint(message: ConsoleMessage) -> list[str]:
    if message.type not in ("error", "warning") or message.text.startswith(EXPECTED):
        return []
    return [message.text]
