"""Finds jobs whose worker has vanished: back to the queue, or, after too many times, an honest end."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grader.catalog.services import Catalog
from grader.courses.models import Assignment
from grader.jobs import services as jobs
from grader.jobs.services import Claimed
from grader.store.sessions import session_scope
from grader.submissions import outcomes
from grader.submissions.models import Submission
from grader.submissions.tasks import seed_of


def reap_jobs(engine: Engine, catalog: Catalog, max_attempts: int) -> int:
    """Deal with every job whose lease has run out, in one transaction; how many there were."""
    with session_scope(engine) as session:
        if not jobs.any_expired(session):
            return 0
    with session_scope(engine, write=True) as session:
        returned, given_up = jobs.reap(session, max_attempts)
        for claimed in returned:
            outcomes.returned(session, claimed)
        for claimed in given_up:
            _give_up(session, catalog, claimed)
    return len(returned) + len(given_up)


def _give_up(session: Session, catalog: Catalog, claimed: Claimed) -> None:
    submission = session.get_one(Submission, claimed.submission_id)
    exercise_id = session.get_one(Assignment, submission.assignment_id).exercise_id
    seed = seed_of(submission.id)
    report = outcomes.given_up_report(catalog, exercise_id, claimed.failures, seed)
    outcomes.add_report(session, claimed, report)
