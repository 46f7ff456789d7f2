"""An instructor corrects two checks: chooses, watches, reads the difference, applies, takes back; what a
student sees of it. At the width of a desk and of a phone, each with a class of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import corrections
import pytest
from live_site import PATIENCE_S, Site, running
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

REASON = "The check of large scores compared too exactly; ordinary rounding is enough."
#: Milliseconds a regrade of the class may take on a busy machine.
REGRADE_MS = 2 * PATIENCE_S * 1000


@dataclass(frozen=True)
class Class:
    """A course whose checks have just been corrected."""

    site: Site
    #: Login -> submission id; the login begins with what becomes of it (see `corrections.WORK`).
    handed_in: dict[str, str]


@pytest.fixture
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """Twelve students: six will rise, three fall, three stay."""
    folder = tmp_path_factory.mktemp("regrade")
    catalog = corrections.copy_catalog(folder / "catalog")
    data = folder / "data"
    data.mkdir()
    with running(data, "local", catalog=catalog) as site:
        handed_in = corrections.hand_in(site.settings, 12)
        corrections.wait_until_graded(site.settings)
        corrections.correct(catalog)
        yield Class(site, handed_in)


def sign_in(page: Page, site: Site, login: str) -> None:
    page.goto(site.base)
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(f"{login}-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Introduction to machine learning")


def choose(page: Page, site: Site) -> None:
    """From the course page to a regrade that runs."""
    page.get_by_role("link", name="Regrades").click()
    expect(page.get_by_text("Regrades will be listed here")).to_be_visible()
    page.get_by_role("link", name="New regrade").click()
    would = page.locator("#would")
    expect(would).to_contain_text("12 submissions of 12 students")
    # The count follows the form.
    page.get_by_text("More:").click()
    page.get_by_label("Students").fill("f1-2, s1-3")
    expect(would).to_contain_text("2 submissions of 2 students")
    page.get_by_label("Students").fill("zoe")
    expect(would).to_contain_text("has nobody called 'zoe'")
    page.get_by_label("Students").fill("")
    page.get_by_label("Failed this check").select_option("softmax_large_scores")
    expect(would).to_contain_text(re.compile("[0-9]+ submissions"))
    page.get_by_label("Failed this check").select_option("")
    page.get_by_label("Only count points anew").check()
    expect(page.get_by_label("Version of the exercise")).to_be_hidden()
    page.get_by_label("Grade again").check()
    expect(page.get_by_label("Version of the exercise")).to_be_visible()
    expect(would).to_contain_text("12 submissions of 12 students")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Begin").locator("visible=true").click()


def watch(page: Page) -> None:
    """Pause and resume on the way; the difference comes by itself."""
    expect(page.get_by_text("Nothing has changed yet for anyone.")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#headline")).to_have_text(re.compile("^Paused at [0-9]+ of 12$"))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#headline")).to_have_text("What would change", timeout=REGRADE_MS)
    expect(page.get_by_text("Nothing has changed yet for anyone.")).to_be_visible()


def read(page: Page) -> None:
    """The difference, and an example behind it."""
    figures = page.locator(".figures")
    expect(figures).to_contain_text(re.compile(r"6\s+students rise\s+3\s+students fall\s+3\s+unchanged"))
    expect(page.locator("figure.plot")).to_have_count(2)
    expect(page.locator("tbody tr")).to_have_count(12)
    expect(page.locator("tbody tr").first).to_contain_text("falls")
    page.get_by_label("Outcome").select_option("fall")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    assert "outcome=fall" in page.url
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("tbody tr")).to_have_count(12)
    page.get_by_role("link", name="3 no longer pass").click()
    expect(page.get_by_text("Example 1 of 3")).to_be_visible()
    expect(page.get_by_label("Before", exact=True)).to_contain_text("passed")
    expect(page.get_by_label("After", exact=True)).to_contain_text("which is not the right one")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Example 2 of 3")).to_be_visible()
    page.go_back()
    page.go_back()


def test_the_whole_way(page: Page, chromium: Browser, course: Class) -> None:
    sign_in(page, course.site, "teacher")
    choose(page, course.site)
    watch(page)
    address = page.url
    read(page)
    page.goto(address)
    # Tick a row, think better of it, and apply only rises.
    page.locator("tbody tr").first.locator("input").check()
    expect(page.get_by_label("Only the rows ticked above")).to_be_checked()
    expect(page.locator("#ticked")).to_have_text("1")
    page.get_by_label("Only rises").check()
    expect(page.get_by_label("Reason")).to_have_value(REASON)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text(re.compile("^Applied .* by Tomoko Teacher to 6 students"))).to_be_visible()

    student = chromium.new_context().new_page()
    sign_in(student, course.site, "r1-0")
    expect(student.get_by_role("heading", name="Regrades")).to_be_visible()
    submission = f"{course.site.base}/submissions/{course.handed_in['r1-0']}"
    student.goto(submission)
    expect(student.locator("#headline")).to_have_text("8 of 8 points")
    expect(student.get_by_text("Graded again: 8 of 8 points, before it was 7 of 8.")).to_be_visible()
    expect(student.get_by_text(REASON)).to_be_visible()

    page.get_by_role("button", name="Take back").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Taken back for 6 submissions.")
    expect(page.get_by_text("It was applied and taken back.")).to_be_visible()
    student.reload()
    expect(student.locator("#headline")).to_have_text("7 of 8 points")
    student.context.close()

    # And once more, all of it this time.
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text(re.compile("^Applied .* to 12 students"))).to_be_visible()
    page.get_by_role("link", name="Regrades").first.click()
    expect(page.get_by_text("Counts for 12 submissions")).to_be_visible()


def test_a_look_for_flaky_checks(desk: Page, course: Class) -> None:
    sign_in(desk, course.site, "teacher")
    desk.get_by_role("link", name="Regrades").click()
    desk.get_by_role("link", name="Look for flaky checks").click()
    desk.get_by_label("How often each submission is graded").fill("2")
    desk.get_by_label("Students").fill("r1-0 f1-2")
    expect(desk.locator("#would")).to_contain_text("2 submissions of 2 students, 4 gradings")
    desk.get_by_role("button", name="Begin").locator("visible=true").click()
    expect(desk.locator("#headline")).to_have_text("All checks agree", timeout=REGRADE_MS)
