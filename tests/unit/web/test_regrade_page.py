"""One regrade: what would change, the checks behind it, the rows, an example; how far it is."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from grader.regrades.models import Regrade
from grader.store.sessions import session_scope

PAGE = "/instructor/courses/ml/regrades"


def text_of(page: Any) -> str:
    html = re.sub(r"<(script|style|textarea).*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rise(world: Any) -> Any:
    """As `world.report`, with the public failure passed."""
    return world.report(world.check("one_vector"), world.check("two_rows"), hidden(world))


def fall(world: Any) -> Any:
    """As `world.report`, with the check that had passed failed."""
    failed = {"status": "failed", "points": 0.0}
    return world.report(
        world.check("one_vector", message="Now it is found.", **failed),
        world.check("two_rows", message="As before.", **failed),
        hidden(world),
    )


def hidden(world: Any) -> Any:
    return world.check("shapes", visibility="hidden", status="failed", points=0.0, max_points=2.0)


@pytest.fixture
def two(world: Any) -> tuple[str, str, str]:
    """A regrade in which Ada rises and Ben falls: its id, and their submissions."""
    ada, ben = world.graded("ada"), world.graded("ben")
    return world.regrade({ada: rise(world), ben: fall(world)}), ada, ben


def rows_of(page: Any) -> list[str]:
    """Logins of the rows, in their order."""
    return re.findall(r'<td class="pick"><input[^>]+aria-label="([^"]+)"', page.text)


def test_the_difference_is_seen_at_a_glance(world: Any, two: tuple[str, str, str]) -> None:
    said = text_of(world.client("ines").get(f"{PAGE}/{two[0]}"))
    assert "What would change" in said
    assert "1 student rises 1 student falls 0 unchanged" in said
    assert "Nothing has changed yet for anyone." in said
    assert "Title of two_rows. two_rows 1 passes now" in said
    assert "Title of one_vector. one_vector 1 no longer passes" in said
    assert "All: 2 submissions of 2 students" in said
    assert "Only rises: 1 submission of 1 student" in said
    assert "1 student rises, 1 falls" in said


def test_rows_are_sorted_and_filtered_by_the_address(world: Any, two: tuple[str, str, str]) -> None:
    client, page = world.client("ines"), f"{PAGE}/{two[0]}"
    assert rows_of(client.get(page)) == ["ben", "ada"], "falls first"
    assert rows_of(client.get(f"{page}?sort=student")) == ["ada", "ben"]
    assert rows_of(client.get(f"{page}?sort=-change")) == ["ada", "ben"]
    assert rows_of(client.get(f"{page}?outcome=rise")) == ["ada"]
    assert rows_of(client.get(f"{page}?student=BE")) == ["ben"]
    assert rows_of(client.get(f"{page}?check=one_vector")) == ["ben"]
    assert "No submission matches these filters." in client.get(f"{page}?check=nothing").text
    assert rows_of(client.get(f"{page}?sort=nothing&outcome=nothing&page=-3")) == ["ben", "ada"]


def test_the_csv_has_exactly_what_is_shown(world: Any, two: tuple[str, str, str]) -> None:
    client, page = world.client("ines"), f"{PAGE}/{two[0]}"
    address = re.search(r'href="([^"]+difference.csv[^"]*)"', client.get(f"{page}?outcome=fall").text)
    assert address is not None
    answer = client.get(unescape(address[1]))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["student"], row["outcome"], row["old"], row["new"]) == ("ben", "fall", "1", "0")
    assert row["one_vector"] == "passed → failed"
    both = list(csv.DictReader(io.StringIO(client.get(f"{page}/difference.csv?sort=student").text)))
    assert [one["student"] for one in both] == ["ada", "ben"]


def test_an_example_shows_the_check_before_and_after(world: Any, two: tuple[str, str, str]) -> None:
    client, (regrade, ada, ben) = world.client("ines"), two
    page = client.get(f"{PAGE}/{regrade}/example?check=one_vector&way=failed")
    said = text_of(page)
    assert "Submission of Ben" in said
    assert "The only one" in said
    assert "Now it is found." in said
    assert f'href="/submissions/{ben}#check-one_vector"' in page.text
    assert "def" in said, "with the code"
    page = client.get(f"{PAGE}/{regrade}/example?check=two_rows&submission={ada}")
    assert "The rows of softmax do not sum to 1." in text_of(page)
    # What does not flip is no example, whatever is asked for.
    for asked in ("check=two_rows&way=failed", f"check=one_vector&submission={ada}", "check=<b>"):
        assert client.get(f"{PAGE}/{regrade}/example?{asked}").status_code == 404


def test_one_student_is_one(world: Any) -> None:
    ada = world.graded("ada")
    page = world.client("ines").get(f"{PAGE}/{world.regrade({ada: rise(world)})}")
    assert "Now: 1 student with a score" in page.text
    assert "If you apply all of it: 1 student with a score" in page.text


def test_examples_lead_to_the_next_one(world: Any) -> None:
    ids = [world.graded("ada"), world.graded("ben")]
    regrade = world.regrade({one: rise(world) for one in ids})
    client = world.client("ines")
    first = client.get(f"{PAGE}/{regrade}/example?check=two_rows&way=passed")
    assert "Example 1 of 2" in first.text
    following = re.search(r'href="([^"]+)">Next<', first.text)
    assert following is not None
    assert "Example 2 of 2" in client.get(unescape(following[1])).text


def test_alerts_thresholds_and_provenance(world: Any, two: tuple[str, str, str]) -> None:
    regrade = world.regrade({two[1]: rise(world).model_copy(update={"exercise_version": "f" * 64})})
    said = text_of(world.client("ines").get(f"{PAGE}/{regrade}?of=now"))
    assert "Reports before 000000000000 · local · torch 2.13.0" in said
    assert "Reports after ffffffffffff · local · torch 2.13.0" in said
    assert "50 % 1 reaches it ada" in said
    alerting = world.regrade({one: fall(world) for one in two[1:]})
    assert "Nobody passes “Title of one_vector.” any more" in text_of(
        world.client("ines").get(f"{PAGE}/{alerting}")
    )


def test_while_it_runs(world: Any) -> None:
    ada, _ = world.graded("ada"), world.graded("ben")
    regrade = world.regrade({ada: rise(world)})
    client, page = world.client("ines"), f"{PAGE}/{regrade}"
    shown = client.get(page)
    assert "1 of 2 graded" in shown.text
    assert "Nothing has changed yet for anyone." in text_of(shown)
    assert "It is safe to close this page" in shown.text
    assert rows_of(shown) == [], "a difference that changes all the time is shown on demand"
    assert rows_of(client.get(f"{page}?of=now")) == ["ada", "ben"]
    found = client.get(f"{page}/progress").json
    assert (found["state"], found["total"], found["done"], found["waiting"]) == ("running", 2, 1, 1)
    assert found["headline"] == "1 of 2 graded"
    assert found["share"] == 0.5

    assert world.send(client, f"{page}/pause").status_code == 303
    assert client.get(f"{page}/progress").json["state"] == "paused"
    assert "Go on" in client.get(page).text
    assert world.send(client, f"{page}/resume").status_code == 303
    assert client.get(f"{page}/progress").json["state"] == "running"
    assert world.send(client, f"{page}/cancel").status_code == 303
    said = text_of(client.get(page))
    assert "1 of 2 were never graded again" in said
    assert "1 of 2 was never graded. Apply what is there all the same." in said
    assert world.send(client, f"{page}/pause").status_code == 409


@pytest.mark.parametrize("act", ["pause", "resume", "cancel", "apply", "take-back"])
def test_forged_forms_change_nothing(world: Any, two: tuple[str, str, str], act: str) -> None:
    answer = world.client("ines").post(f"{PAGE}/{two[0]}/{act}", data={"which": "all"})
    assert answer.status_code == 400
    with session_scope(world.engine) as db:
        assert db.get_one(Regrade, two[0]).cancelled_at is None


def test_what_students_wrote_is_shown_as_text(world: Any) -> None:
    ada = world.graded("ada")
    worse = world.report(
        world.check("one_vector", status="failed", points=0.0, message="<script>alert(1)</script>")
    )
    regrade = world.regrade({ada: worse})
    page = world.client("ines").get(f"{PAGE}/{regrade}/example?check=one_vector")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_many_rows_come_in_pages(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.web.regrades.tables.PAGE_ROWS", 2)
    ids = [world.graded("ada") for _ in range(5)]
    regrade = world.regrade({one: rise(world) for one in ids})
    client = world.client("ines")
    first = client.get(f"{PAGE}/{regrade}?sort=student")
    assert len(rows_of(first)) == 2
    assert "1 to 2 of 5" in first.text
    last = client.get(f"{PAGE}/{regrade}?sort=student&page=99")
    assert "5 to 5 of 5" in last.text
    assert "CSV of all 5 rows" in last.text
    lines = client.get(f"{PAGE}/{regrade}/difference.csv?page=2").text.splitlines()
    assert len(lines) == 6, "a CSV has all pages"


def test_a_file_goes_out_and_comes_in(world: Any, two: tuple[str, str, str]) -> None:
    client = world.client("ines")
    data = client.get(f"{PAGE}/{two[0]}/export").data
    sent = {"file": (io.BytesIO(data), "regrade.zip"), "reason": "From the other server."}
    answer = world.send(client, f"{PAGE}/import", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "Out of a file" in page.text
    assert rows_of(page) == ["ben", "ada"]
    assert "From the other server." in client.get(PAGE).text


def test_a_regrades_file_may_be_larger_than_homework(world: Any, two: tuple[str, str, str]) -> None:
    world.app.config["MAX_CONTENT_LENGTH"] = 100_000
    large = b"x" * 300_000
    sent = {"file": (io.BytesIO(large), "regrade.zip")}
    answer = world.send(world.client("ines"), f"{PAGE}/import", sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "The file cannot be read as a zip." in answer.text
    # Those who do not teach the course are cut off as everywhere.
    sent = {"file": (io.BytesIO(large), "regrade.zip")}
    answer = world.send(world.client("ada"), f"{PAGE}/import", sent, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_the_list_says_what_came_of_each(world: Any, two: tuple[str, str, str]) -> None:
    said = text_of(world.client("ines").get(PAGE))
    assert "A check was mended." in said
    assert "Graded again · Softmax and cross-entropy · Ines" in said
    assert "Ready to be looked at Nothing has changed for anyone" in said


def test_the_course_page_leads_there(world: Any) -> None:
    assert f'href="{PAGE}"' in world.client("ines").get("/courses/ml").text
    assert PAGE not in world.client("ada").get("/courses/ml").text
