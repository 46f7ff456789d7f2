"""Points by hand and earlier reports, on the submission's page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.store.sessions import session_scope
from grader.submissions import standing
from grader.submissions.adjustments import history_of
from grader.submissions.models import ReportRow, Submission


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split()).replace(" .", ".")


def headline(page: Any) -> str:
    found = re.search(r'id="headline">(.*?)</h1>', page.text, re.S)
    assert found
    return " ".join(found[1].split())


def give(world: Any, submission_id: str, who: str = "ines", **form: str) -> Any:
    form = {"points": "1.5", "comment": "The idea <b> is right.", **form}
    return world.send(world.client(who), f"/submissions/{submission_id}/points", form)


def kept(world: Any, submission_id: str) -> list[float]:
    with session_scope(world.engine) as db:
        return [row.points for row, _ in history_of(db, submission_id)]


def test_points_are_added_and_removed(world: Any) -> None:
    submission_id = world.graded("ada")
    address = f"/submissions/{submission_id}"
    assert headline(world.client("ada").get(address)) == "1 of 4 points"
    answer = give(world, submission_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}#points")
    page = world.client("ada").get(address)
    assert headline(page) == "2.5 of 4 points"
    assert "1 point from the checks" in page.text
    assert "Your instructor added 1.5 points: The idea <b> is right." in text_of(page)
    assert "<b>" not in page.text
    assert "2.5 of 4 points" in text_of(page).split("Your submissions")[1]
    assert "Points by hand" not in page.text, "the form is the instructor's"

    teacher = world.client("ines").get(address)
    assert "Ines added 1.5 points" in text_of(teacher)
    assert give(world, submission_id, remove="yes", comment="That was Ben's.").status_code == 303
    page = world.client("ada").get(address)
    assert headline(page) == "1 of 4 points"
    assert "left the points as the checks give them: That was Ben's." in text_of(page)
    assert kept(world, submission_id) == [0, 1.5]
    assert "2 entries" in text_of(world.client("ines").get(address))


def test_points_taken_never_lead_below_zero(world: Any) -> None:
    submission_id = world.graded("ada")
    assert give(world, submission_id, points="-2,5").status_code == 303
    page = world.client("ada").get(f"/submissions/{submission_id}")
    assert headline(page) == "0 of 4 points"
    assert "Your instructor took 2.5 points away:" in text_of(page)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"points": "many"}, "from -1000 to 1000"),
        ({"points": "nan"}, "from -1000 to 1000"),
        ({"points": "1001"}, "from -1000 to 1000"),
        ({"comment": " "}, "needs 1 to 2000 characters"),
    ],
)
def test_what_cannot_be_taken_is_said_in_place(world: Any, form: dict[str, str], said: str) -> None:
    submission_id = world.graded("ada")
    answer = give(world, submission_id, **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(world, submission_id) == []


def test_whoever_did_not_see_the_newest_is_told(world: Any) -> None:
    submission_id = world.graded("ada")
    page = world.client("ines").get(f"/submissions/{submission_id}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    give(world, submission_id, seen=seen[1])
    second = give(world, submission_id, seen=seen[1], comment="My long comment.")
    assert second.status_code == 409
    assert "My long comment." in second.text
    assert kept(world, submission_id) == [1.5]


@pytest.mark.parametrize("login", ["ada", "ben", "otto", "nora"])
def test_only_instructors_of_the_course_give_points(world: Any, login: str) -> None:
    submission_id = world.graded("ada")
    assert give(world, submission_id, who=login).status_code == 404
    assert kept(world, submission_id) == []


def test_a_forged_form_changes_nothing(world: Any) -> None:
    submission_id = world.graded("ada")
    form = {"points": "1", "comment": "x"}
    assert world.client("ines").post(f"/submissions/{submission_id}/points", data=form).status_code == 400
    assert kept(world, submission_id) == []


def regraded(world: Any, submission_id: str) -> tuple[Any, int]:
    """Apply a report with full points; the decision and the report's id."""
    report = world.report(world.check("one_vector"), world.check("two_rows"))
    with session_scope(world.engine, write=True) as db:
        row = ReportRow(
            submission_id=submission_id,
            attempt=1,
            duration_s=0.0,
            verdict="graded",
            score=report.score,
            max_score=report.max_score,
            body=report.model_dump(mode="json"),
        )
        db.add(row)
        db.flush()
        user = world.users["ines"]
        decision = standing.decide(
            db, "0" * 26, {submission_id: row.id}, user_id=user.id, reason="The check was too strict <b>."
        )
        return decision, row.id


def test_a_regrade_is_told_and_its_taking_back(world: Any) -> None:
    submission_id = world.graded("ada")
    address = f"/submissions/{submission_id}"
    assert "Graded again" not in world.client("ada").get(address).text
    decision, _ = regraded(world, submission_id)
    page = world.client("ada").get(address)
    assert headline(page) == "2 of 2 points"
    assert "Graded again: 2 of 2 points, before it was 1 of 4. The check was too strict <b>. Ines" in text_of(
        page
    )
    assert "<b>" not in page.text
    with session_scope(world.engine, write=True) as db:
        standing.take_back(db, db.merge(decision), user_id=world.users["ines"].id, reason="Too hasty.")
    page = world.client("ada").get(address)
    assert headline(page) == "1 of 4 points"
    said = text_of(page)
    assert "A regrade was taken back: 1 of 4 points, before it was 2 of 2. Too hasty." in said
    assert "1 earlier change" in said
    assert "taken back since" in said


def test_the_course_page_announces_regrades_to_those_they_are_about(world: Any) -> None:
    submission_id = world.graded("ada")
    regraded(world, submission_id)
    page = world.client("ada").get("/courses/ml")
    assert "Graded again: 2 of 2 points, before it was 1 of 4" in text_of(page)
    assert f'href="/submissions/{submission_id}"' in page.text
    for login in ("ben", "ines"):
        assert "Graded again" not in world.client(login).get("/courses/ml").text


def test_instructors_see_which_report_counted_when(world: Any) -> None:
    submission_id = world.graded("ada")
    with session_scope(world.engine) as db:
        first = db.get_one(Submission, submission_id).report_id
    _, second = regraded(world, submission_id)
    teacher, student = world.client("ines"), world.client("ada")
    page = teacher.get(f"/submissions/{submission_id}")
    lines = re.findall(rf'href="/submissions/{submission_id}/reports/(\d+)"', page.text)
    assert lines == [str(second), str(first)]
    assert "2 of 2 counts regrade by Ines, just now 1 of 4 graded, just now" in text_of(page)
    assert f"/submissions/{submission_id}/reports" not in student.get(f"/submissions/{submission_id}").text

    earlier = teacher.get(f"/submissions/{submission_id}/reports/{first}")
    assert "This report does not count any more." in earlier.text
    assert "1 of 4 points" in earlier.text
    assert world.canary in earlier.text
    assert "<form" not in earlier.text.split("<main")[1], "there is nothing to change"
    assert "This report counts." in teacher.get(f"/submissions/{submission_id}/reports/{second}").text


def test_a_report_is_reached_through_its_own_submission_alone(world: Any) -> None:
    mine, other = world.graded("ada"), world.graded("ben")
    with session_scope(world.engine) as db:
        report_id = db.get_one(Submission, other).report_id
    teacher = world.client("ines")
    assert teacher.get(f"/submissions/{other}/reports/{report_id}").status_code == 200
    assert teacher.get(f"/submissions/{mine}/reports/{report_id}").status_code == 404
    assert teacher.get(f"/submissions/{mine}/reports/{2**70}").status_code == 404
    assert world.client("ada").get(f"/submissions/{mine}/reports/{report_id}").status_code == 404
