"""The student's way from sign-in to report, in a real browser, at the width of a desk and of a phone."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from live_site import PATIENCE_S, Site
from playwright.sync_api import Browser, Page, Route, expect

from grader.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

EXERCISE = "t-softmax-ce"
FOLDER = ROOT / "reference" / "tensors" / EXERCISE
#: Milliseconds a grading may take on a busy machine.
GRADING_MS = PATIENCE_S * 1000
#: A solution that ends with this pauses between its two functions, so that a page can be looked at.
PAUSING = b"""

_quick, _paused = cross_entropy, []


def cross_entropy(logits, labels):
    import time

    if not _paused:
        _paused.append(time.sleep(4))
    return _quick(logits, labels)
"""


def sign_in(page: Page, site: Site, login: str = "ada") -> None:
    page.goto(site.base)
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(site.passwords[login])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Introduction to machine learning")


def open_exercise(page: Page, site: Site, login: str = "ada") -> None:
    sign_in(page, site, login)
    page.locator("a.leg", has_text="Softmax and cross-entropy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Softmax and cross-entropy")


def wrong(name: str) -> bytes:
    """A known wrong solution without the docstring that names its mistake."""
    return (FOLDER / "wrong" / f"{name}.py").read_text().split('"""', 2)[2].encode()


def notebook() -> bytes:
    sources = ["%matplotlib inline\nimport torch", "half finished", (FOLDER / "softmax.py").read_text()]
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in sources
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def choose(page: Page, name: str, data: bytes) -> None:
    page.locator("#files-input").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})


def test_from_sign_in_to_report(page: Page, site: Site) -> None:
    open_exercise(page, site)
    # The formulas are drawn, not shown as source.
    expect(page.locator(".katex-display")).to_have_count(1)
    choose(page, "softmax.py", wrong("no_keepdim"))
    expect(page.locator("#chosen")).to_contain_text("softmax.py")
    expect(page.locator("#chosen")).to_contain_text("bytes")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/submissions/*")
    # All rows are there from the start.
    expect(page.locator(".check")).to_have_count(9)
    expect(page.get_by_text("It is safe to close this page")).to_be_visible()

    expect(page.locator("#headline")).to_have_text("3.5 of 8 points", timeout=GRADING_MS)
    first = page.locator("details.check[open]")
    expect(first).to_have_count(1)
    expect(first).to_contain_text("This looks like: Silent broadcasting")
    expect(first).to_contain_text("softmax(tensor([[1, 2, 3], [0, 0, 0]]))")
    expect(page.get_by_text("2 of 6 hidden checks passed")).to_be_visible()
    # From the traceback to the line in the file.
    first.get_by_role("link", name=re.compile(r"line \d+ of softmax.py")).click()
    expect(page.locator("li.fault:target")).to_contain_text("e / e.sum(dim=-1)")
    # The report is what a reload shows, too.
    page.reload()
    expect(page.locator("#headline")).to_have_text("3.5 of 8 points")
    expect(page.locator("details.check[open]")).to_have_count(1)


def test_a_notebook(page: Page, site: Site) -> None:
    open_exercise(page, site, "ben")
    choose(page, "lab1.ipynb", notebook())
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/submissions/*")
    expect(page.locator("#headline")).to_have_text("8 of 8 points", timeout=GRADING_MS)
    expect(page.locator(".banner")).to_contain_text("cell 2, line 1 of lab1.ipynb")
    expect(page.locator(".file .cell")).to_have_count(3)


def test_rows_fill_in_place_by_events(desk: Page, site: Site) -> None:
    """Some row is seen to run or to have passed before the report is there; no row moves meanwhile."""
    open_exercise(desk, site)
    choose(desk, "softmax.py", (FOLDER / "softmax.py").read_bytes() + PAUSING)
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url("**/submissions/*")
    before = desk.locator(".check").first.bounding_box()
    expect(desk.locator("#headline")).not_to_contain_text("points")
    expect(desk.locator(".check.passed").first).to_be_visible(timeout=GRADING_MS)
    assert desk.locator(".check.waiting, .check.running").count() > 0
    assert desk.locator(".check").first.bounding_box() == before
    expect(desk.locator("#headline")).to_have_text("8 of 8 points", timeout=GRADING_MS)
    assert desk.locator(".check").first.bounding_box() == before


def test_without_a_stream_the_page_asks(desk: Page, site: Site) -> None:
    """The server has no stream to spare; the page asks again and again and gets the same report."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="")

    desk.route("**/submissions/*/events*", refuse)
    desk.on("request", lambda request: asked.append(request.url) if "/progress" in request.url else None)
    open_exercise(desk, site)
    choose(desk, "softmax.py", wrong("no_max"))
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url("**/submissions/*")
    expect(desk.locator("#headline")).to_contain_text("of 8 points", timeout=GRADING_MS)
    expect(desk.locator("details.check[open]")).to_have_count(1)
    assert asked


def test_a_lost_answer_makes_no_second_submission(desk: Page, site: Site) -> None:
    open_exercise(desk, site)
    attempts = desk.locator(".attempts li")
    before = attempts.count()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.route("**/exercises/*/submissions", lose, times=1)
    choose(desk, "softmax.py", wrong("no_max"))
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.get_by_role("alert")).to_contain_text("The upload did not arrive.")
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url("**/submissions/*")
    desk.go_back()
    desk.reload()
    expect(attempts).to_have_count(before + 1)


@pytest.mark.parametrize("stream", [True, False])
def test_the_report_comes_although_the_server_was_away(desk: Page, site: Site, stream: bool) -> None:
    if not stream:
        desk.route("**/submissions/*/events*", lambda route: route.fulfill(status=503, body=""))
    open_exercise(desk, site)
    choose(desk, "softmax.py", wrong("no_max"))
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url("**/submissions/*")
    # Each answer is what the page asks for when the grading has ended.
    desk.route(desk.url, lambda route: route.abort(), times=1)
    desk.route(f"{desk.url}/progress*", lambda route: route.fulfill(status=502, body="<html>"), times=1)
    expect(desk.locator("#headline")).to_contain_text("of 8 points", timeout=GRADING_MS)
    expect(desk.locator("#news")).to_contain_text("of 8 points")


@pytest.mark.parametrize("stream", [True, False])
def test_signed_out_while_waiting_leads_back_after_signing_in(desk: Page, site: Site, stream: bool) -> None:
    if not stream:
        desk.route("**/submissions/*/events*", lambda route: route.fulfill(status=503, body=""))
    open_exercise(desk, site)
    choose(desk, "softmax.py", wrong("no_max"))
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url("**/submissions/*")
    address = desk.url
    desk.context.clear_cookies(name="grader_session")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sign in", timeout=GRADING_MS)
    desk.get_by_label("Login").fill("ada")
    desk.get_by_label("Password").fill(site.passwords["ada"])
    desk.get_by_role("button", name="Sign in").click()
    desk.wait_for_url(address)
    expect(desk.locator("#headline")).to_contain_text("of 8 points", timeout=GRADING_MS)


def test_handing_in_after_being_signed_out_says_so(desk: Page, site: Site) -> None:
    open_exercise(desk, site)
    choose(desk, "softmax.py", b"x = 1")
    desk.context.clear_cookies(name="grader_session")
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.get_by_role("alert")).to_contain_text("You are not signed in any more.")


def test_long_names_and_lines_stay_inside_the_window(page: Page, site: Site) -> None:
    """The width is measured when the page is closed."""
    open_exercise(page, site)
    line = "<b>" + "x" * 300
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": line}]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    name = "n" * 190 + ".ipynb"
    choose(page, name, notebook)
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/submissions/*")
    expect(page.locator("#headline")).to_have_text("0 of 8 points", timeout=GRADING_MS)
    expect(page.locator(".banner")).to_contain_text("Cell 1 stopped")
    shown = page.locator(".file .name").bounding_box()
    window = page.viewport_size
    assert shown is not None
    assert window is not None
    assert shown["x"] + shown["width"] <= window["width"]


def test_files_can_be_dropped(desk: Page, site: Site) -> None:
    open_exercise(desk, site)
    content = base64.b64encode(b"x = 1\n").decode()
    transfer = desk.evaluate_handle(
        """content => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([atob(content)], "softmax.py"));
            transfer.items.add(new File(["y = 2"], "helper.py"));
            return transfer;
        }""",
        content,
    )
    desk.dispatch_event("#drop", "dragover", {"dataTransfer": transfer})
    expect(desk.locator("#drop")).to_have_class(re.compile("over"))
    desk.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    expect(desk.locator("#chosen li")).to_have_count(2)
    expect(desk.locator("#chosen")).to_contain_text("helper.py")
    expect(desk.locator("#chosen")).to_contain_text("6 bytes")


def test_a_large_file_is_refused_before_it_is_sent(desk: Page, site: Site, tmp_path: Path) -> None:
    open_exercise(desk, site)
    large = tmp_path / "softmax.py"
    large.write_bytes(b"#" * (50 * 1024 * 1024))
    desk.locator("#files-input").set_input_files(large)
    expect(desk.get_by_role("alert")).to_contain_text("at most 20 MB are taken")


def test_what_the_server_refuses_is_said_in_place(desk: Page, site: Site) -> None:
    open_exercise(desk, site)
    desk.route(
        "**/exercises/*/submissions",
        lambda route: route.fulfill(
            status=429, body=json.dumps({"detail": "Too much is waiting.", "next_step": "Wait for one."})
        ),
    )
    choose(desk, "softmax.py", b"x = 1")
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.get_by_role("alert")).to_contain_text("Too much is waiting.")
    expect(desk.get_by_role("button", name="Hand in")).to_be_enabled()


def test_the_instructor_sees_hidden_checks_in_full(page: Page, site: Site) -> None:
    sign_in(page, site, "teacher")
    page.locator("li", has_text="Softmax and cross-entropy").locator("a.aside-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Submissions")
    page.get_by_role("searchbox", name="Student").fill("ada")
    page.get_by_role("button", name="Show").click()
    assert "student=ada" in page.url
    page.locator("tbody a").last.click()
    expect(page.locator("main")).to_contain_text("of Ada Ahn (ada)")


def test_a_token_is_made_shown_once_and_revoked(page: Page, site: Site) -> None:
    sign_in(page, site, "ben")
    page.get_by_role("link", name="Ben Baker").click()
    page.get_by_label("What will use it").fill("laptop")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("The new token")).to_have_value(re.compile("^grd_"))
    page.get_by_role("link", name="Ben Baker").click()
    expect(page.get_by_label("The new token")).to_have_count(0)
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.get_by_text("The token is revoked")).to_be_visible()


def test_the_policy_blocks_what_it_must(chromium: Browser, site: Site) -> None:
    """The control of the watched console: an inline script does not run, and a watcher would see it."""
    page = chromium.new_page()
    sign_in(page, site)
    with page.expect_console_message() as seen:
        page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
            }"""
        )
    assert "Content Security Policy" in seen.value.text
    assert seen.value.type == "error"
    assert page.evaluate("window.ran") is None
    page.close()
