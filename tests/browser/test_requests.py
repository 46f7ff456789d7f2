"""A student asks for another look, an instructor answers and gives points, the student reads it."""

from __future__ import annotations

import re

import pytest
from live_site import PATIENCE_S, Site
from playwright.sync_api import Browser, Page, expect

from grader.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

WRONG = ROOT / "reference" / "tensors" / "t-softmax-ce" / "wrong" / "no_keepdim.py"
WHY = "My rows sum to one, as the example asks."
#: Milliseconds a grading may take on a busy machine.
GRADING_MS = PATIENCE_S * 1000


def sign_in(page: Page, site: Site, login: str) -> None:
    page.goto(site.base)
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(site.passwords[login])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Introduction to machine learning")


def hand_in(page: Page) -> None:
    page.locator("a.leg", has_text="Softmax and cross-entropy").click()
    data = WRONG.read_text().split('"""', 2)[2].encode()
    file = {"name": "softmax.py", "mimeType": "text/plain", "buffer": data}
    page.locator("#files-input").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/submissions/*")
    expect(page.locator("#headline")).to_have_text("3.5 of 8 points", timeout=GRADING_MS)


def test_from_question_to_answer(page: Page, chromium: Browser, site: Site) -> None:
    sign_in(page, site, "ada")
    hand_in(page)
    address = page.url
    check = page.locator("details.check[open]").first
    check.get_by_text("Ask for another look").click()
    reason = check.get_by_label("Why should this check be looked at again?")
    reason.fill("short")
    check.get_by_role("button", name="Send the request").click()
    # The browser itself says that ten characters are needed.
    assert reason.evaluate("field => field.validity.tooShort")
    reason.fill(WHY)
    check.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("status").first).to_contain_text("Your request is sent.")
    expect(check).to_contain_text("Not answered yet.")
    expect(check.get_by_text("Ask for another look")).to_have_count(0)

    desk = chromium.new_context().new_page()
    sign_in(desk, site, "teacher")
    desk.get_by_role("link", name=re.compile("request.* to answer")).click()
    request = desk.locator("article", has_text=WHY).first
    expect(request).to_contain_text("Ada Ahn (ada)")
    regrade = request.get_by_role("link", name=re.compile("^Regrade"))
    expect(regrade).to_have_attribute("href", re.compile("exercise=t-softmax-ce&failed_check="))
    request.get_by_label("Your answer").fill("Look at the shape of the total.")
    request.get_by_role("button", name="Answer").click()
    expect(desk.get_by_role("status").first).to_contain_text("Ada Ahn can read your answer now.")
    desk.goto(address)
    desk.get_by_text("Add or take points").click()
    desk.get_by_role("spinbutton", name="Points").fill("1.5")
    desk.get_by_label("Comment").fill("The idea is right.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#headline")).to_have_text("5 of 8 points")
    desk.context.close()

    page.reload()
    expect(page.locator("#headline")).to_have_text("5 of 8 points")
    expect(page.get_by_text("Your instructor added 1.5 points:")).to_be_visible()
    expect(check).to_contain_text("Tomoko Teacher answered")
    expect(check).to_contain_text("Look at the shape of the total.")
