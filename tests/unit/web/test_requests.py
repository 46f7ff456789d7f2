"""Students ask for another look on the report's page; instructors answer on a page of the course."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grader.regrades import requests
from grader.store.sessions import session_scope
from grader.submissions import services as submissions
from grader.submissions import standing
from grader.submissions.models import ReportRow, Submission

PAGE = "/instructor/courses/ml/requests"
WHY = "My rows sum to one <b>, as the example says."


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def ask(world: Any, submission_id: str, check: str = "two_rows", reason: str = WHY, who: str = "ada") -> Any:
    form = {"check": check, "reason": reason}
    return world.send(world.client(who), f"/submissions/{submission_id}/requests", form)


def kept(world: Any, submission_id: str) -> list[requests.Asked]:
    with session_scope(world.engine) as db:
        return requests.requests_about(db, submission_id)


def forms_for(page: Any) -> list[str]:
    """Checks that can be asked about on this page."""
    return re.findall(r'name="check" value="([^"]+)"', page.text)


def test_what_failed_or_was_not_run_can_be_asked_about(world: Any) -> None:
    checks = [
        world.check("a"),
        world.check("b", status="failed", points=0.0),
        world.check("c", status="not_run", points=0.0),
        world.check("d", status="error", points=0.0, visibility="hidden"),
        world.check("e", status="skipped", points=0.0),
    ]
    submission_id = world.graded("ada", world.report(*checks))
    assert forms_for(world.client("ada").get(f"/submissions/{submission_id}")) == ["b", "c", "d"]
    assert forms_for(world.client("ines").get(f"/submissions/{submission_id}")) == []


def test_from_question_to_answer(world: Any) -> None:
    submission_id = world.graded("ada")
    answer = ask(world, submission_id)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/submissions/{submission_id}#check-two_rows",
    )
    page = world.client("ada").get(f"/submissions/{submission_id}")
    assert WHY in text_of(page)
    assert "<b>" not in page.text
    assert "Not answered yet" in page.text
    assert forms_for(page) == ["shapes"], "one question at a time"

    teacher = world.client("ines")
    listed = teacher.get(PAGE)
    assert "1 student's request to answer" in text_of(listed)
    assert "Title of two_rows." in listed.text
    assert WHY in text_of(listed)
    assert f"/submissions/{submission_id}#check-two_rows" in listed.text
    (asked,) = kept(world, submission_id)
    regrade = "/instructor/courses/ml/regrades/new?exercise=t-softmax-ce&failed_check=two_rows&request="
    assert f'href="{regrade}{asked.request.id}"' in unescape(listed.text)
    seen = teacher.get(f"/submissions/{submission_id}")
    assert "Ada asked for another look" in text_of(seen)
    assert f'href="{PAGE}#request-{asked.request.id}"' in seen.text

    done = world.send(teacher, f"{PAGE}/{asked.request.id}", {"answer": "Look at\r\nthe axis."})
    assert done.status_code == 303
    page = world.client("ada").get(f"/submissions/{submission_id}")
    assert "Ines answered" in text_of(page)
    assert "Look at\nthe axis." in page.text
    assert forms_for(page) == ["two_rows", "shapes"], "it can be asked once more"
    listed = teacher.get(PAGE)
    assert "Nothing to answer." in listed.text
    assert "Look at\nthe axis." in listed.text


@pytest.mark.parametrize(
    ("check", "reason", "status", "said"),
    [
        ("two_rows", "short <b>", 422, "10 to 2000 characters"),
        ("two_rows", "x" * 2001, 422, "10 to 2000 characters"),
        ("one_vector", WHY, 422, "Nobody can be asked about the check 'one_vector'"),
        ("nothing", WHY, 422, "Nobody can be asked"),
    ],
)
def test_what_cannot_be_taken_is_said_in_place(
    world: Any, check: str, reason: str, status: int, said: str
) -> None:
    submission_id = world.graded("ada")
    answer = ask(world, submission_id, check, reason)
    assert answer.status_code == status
    assert said in text_of(answer)
    assert reason in unescape(answer.text), "what was written stays"
    assert "<b>" not in answer.text
    assert kept(world, submission_id) == []


def test_a_second_question_about_the_same_check_is_refused(world: Any) -> None:
    submission_id = world.graded("ada")
    ask(world, submission_id)
    assert ask(world, submission_id).status_code == 409
    assert len(kept(world, submission_id)) == 1


def test_two_instructors_answer_and_the_second_keeps_their_words(world: Any) -> None:
    submission_id = world.graded("ada")
    ask(world, submission_id)
    (asked,) = kept(world, submission_id)
    address = f"{PAGE}/{asked.request.id}"
    assert world.send(world.client("ines"), address, {"answer": "The first."}).status_code == 303
    second = world.send(world.client("ines"), address, {"answer": "The second."})
    assert second.status_code == 409
    assert "Somebody has answered this request already." in text_of(second)
    assert "The second." in second.text
    assert kept(world, submission_id)[0].request.answer == "The first."


def test_an_answer_needs_words(world: Any) -> None:
    submission_id = world.graded("ada")
    ask(world, submission_id)
    (asked,) = kept(world, submission_id)
    answer = world.send(world.client("ines"), f"{PAGE}/{asked.request.id}", {"answer": " "})
    assert answer.status_code == 422
    assert "needs 1 to 2000 characters" in answer.text


@pytest.mark.parametrize("login", ["ada", "ben", "otto", "nora"])
def test_only_instructors_of_the_course_answer(world: Any, login: str) -> None:
    submission_id = world.graded("ada")
    ask(world, submission_id)
    (asked,) = kept(world, submission_id)
    for slug in ("ml", "other"):
        address = f"/instructor/courses/{slug}/requests/{asked.request.id}"
        assert world.send(world.client(login), address, {"answer": "no"}).status_code == 404
    assert kept(world, submission_id)[0].request.state == "open"
    assert asked.request.id not in world.client("otto").get("/instructor/courses/other/requests").text


def test_only_the_owner_asks(world: Any) -> None:
    submission_id = world.graded("ada")
    for login in ("ben", "ines", "otto", "nora"):
        assert ask(world, submission_id, who=login).status_code == 404
    assert kept(world, submission_id) == []


def test_forged_forms_change_nothing(world: Any) -> None:
    submission_id = world.graded("ada")
    form = {"check": "two_rows", "reason": WHY}
    address = f"/submissions/{submission_id}/requests"
    assert world.client("ada").post(address, data=form).status_code == 400
    assert kept(world, submission_id) == []
    ask(world, submission_id)
    (asked,) = kept(world, submission_id)
    assert world.client("ines").post(f"{PAGE}/{asked.request.id}", data={"answer": "x"}).status_code == 400
    assert kept(world, submission_id)[0].request.state == "open"


def test_the_same_failure_is_counted(world: Any) -> None:
    first = world.graded("ada")
    world.graded("ben")
    ask(world, first)
    page = world.client("ines").get(PAGE)
    assert "Regrade all 2 with the same failure" in page.text
    ask(world, first, "shapes")
    assert world.client("ines").get(PAGE).text.count("Regrade all 2") == 2


def test_a_request_stays_readable_when_its_check_is_gone(world: Any) -> None:
    submission_id = world.graded("ada")
    ask(world, submission_id)
    with session_scope(world.engine, write=True) as db:
        row = db.get_one(Submission, submission_id)
        report = world.report(world.check("new"))
        again = ReportRow(
            submission_id=submission_id,
            attempt=1,
            duration_s=0.0,
            verdict="graded",
            score=1.0,
            max_score=1.0,
            body=report.model_dump(mode="json"),
        )
        db.add(again)
        db.flush()
        standing.stand(db, row, again)
    page = world.client("ada").get(f"/submissions/{submission_id}")
    assert "Requests about other checks Title of two_rows. You asked for another look" in text_of(page)
    assert WHY in text_of(page)


def test_hidden_checks_stay_hidden(world: Any) -> None:
    """The control: the instructor's page of the report holds the canary."""
    submission_id = world.graded("ada")
    ask(world, submission_id, "shapes")
    assert world.canary not in world.client("ada").get(f"/submissions/{submission_id}").text
    assert world.canary in world.client("ines").get(f"/submissions/{submission_id}").text


def test_nothing_can_be_asked_while_it_is_graded(world: Any) -> None:
    submission_id = world.submit("ada")
    assert forms_for(world.client("ada").get(f"/submissions/{submission_id}")) == []
    assert ask(world, submission_id).status_code == 422
    with session_scope(world.engine) as db:
        assert submissions.get(db, submission_id).state == "queued"


def test_the_course_page_tells_instructors_what_waits(world: Any) -> None:
    assert PAGE not in world.client("ada").get("/courses/ml").text
    assert "1 request" not in text_of(world.client("ines").get("/courses/ml"))
    ask(world, world.graded("ada"))
    page = world.client("ines").get("/courses/ml")
    assert PAGE in page.text
    assert "1 request to answer" in text_of(page)
