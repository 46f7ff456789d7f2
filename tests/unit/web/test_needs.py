"""What pages say of an exercise that needs an image of its own, and of work that waits for one."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from grader.courses import services as courses
from grader.jobs import services as jobs
from grader.jobs.models import Job
from grader.store.base import now
from grader.store.sessions import session_scope
from grader.submissions import services as submissions

ID = "fastai-clf"
PAGE = f"/courses/ml/exercises/{ID}"
BUILD = "grader image --extra fastai"


@pytest.fixture
def assigned(world: Any) -> Any:
    with session_scope(world.engine, write=True) as db:
        courses.add_assignment(db, courses.course_by_slug(db, "ml"), ID)
    return world


def hand_in(world: Any) -> str:
    client = world.client("ada")
    files = {"files": (io.BytesIO(b"x = 1\n"), "fastai_clf.py")}
    answer = world.send(client, f"{PAGE}/submissions", files, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_exercise_page_names_the_image_and_tells_instructors_what_builds_it(assigned: Any) -> None:
    student, teacher = (assigned.client(login).get(PAGE).text for login in ("ada", "ines"))
    for text in (student, teacher):
        assert "needs the fast.ai image" in text
        assert "pip install &#39;grader[fastai]&#39;" in text
    assert BUILD in teacher
    assert BUILD not in student
    assert "fast.ai" not in assigned.client("ines").get("/courses/ml/exercises/t-softmax-ce").text


def test_what_is_handed_in_waits_for_a_worker_that_has_it(assigned: Any) -> None:
    place = hand_in(assigned)
    with session_scope(assigned.engine, write=True) as db:
        assert jobs.claim(db, "test", ("cpu", "gpu")) is None
        submission_id = place.rstrip("/").rpartition("/")[2]
        job = submissions.job_of(db, submission_id)
        assert job is not None
        assert job.pool == "fastai"
    student, teacher = (assigned.client(login).get(place).text for login in ("ada", "ines"))
    for text in (student, teacher):
        assert "This exercise needs the fast.ai image." in text
        assert "no attempt is used" in text
    assert BUILD in teacher
    assert BUILD not in student


def test_work_that_nobody_takes_is_told_to_the_instructor(assigned: Any) -> None:
    hand_in(assigned)
    assert "waits for the fast.ai image" not in assigned.client("ines").get(PAGE).text
    with session_scope(assigned.engine, write=True) as db:
        db.execute(update(Job).values(created_at=now() - timedelta(minutes=10)))
    assert "1 submission waits for the fast.ai image" in assigned.client("ines").get(PAGE).text
    assert "waits for the fast.ai image" not in assigned.client("ada").get(PAGE).text
    with session_scope(assigned.engine, write=True) as db:
        assert jobs.claim(db, "test", ("fastai",)) is not None
    assert "waits for the fast.ai image" not in assigned.client("ines").get(PAGE).text
