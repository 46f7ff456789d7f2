"""Version 0003 with what courses have by then: which report counts, on the way up and on the way down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, func, select, text

from grader.jobs.models import Job
from grader.regrades.models import Proposal, Regrade, RegradeRequest
from grader.store import migrate
from grader.store.sessions import create_engine, session_scope
from grader.submissions import standing
from grader.submissions.models import Decision, ReportChange, ReportRow, Submission

MOMENT = "2026-01-02 00:00:00+00"
PEOPLE = (
    f"INSERT INTO course (id, slug, title, timezone, created_at) VALUES ('c', 'ml', 'ML', 'UTC', '{MOMENT}')",
    "INSERT INTO assignment (id, course_id, exercise_id, position) VALUES ('a', 'c', 'e', 1)",
    "INSERT INTO user_account (id, login, name, password_hash, is_admin, created_at)"
    f" VALUES ('ada', 'ada', 'Ada', '', false, '{MOMENT}')",
)
#: Submission -> verdict and score of each of its reports, in their order.
HISTORIES: dict[str, list[tuple[str, float]]] = {
    "graded": [("graded", 3)],
    "hidden": [("graded", 4), ("rejected", 0), ("infra_error", 0)],
    "twice": [("graded", 5), ("graded", 2)],
    "mended": [("infra_error", 0), ("graded", 6)],
    "never": [("infra_error", 0)],
    "refused": [("infra_error", 0), ("rejected", 0)],
    "waiting": [],
}
#: The verdict and score that count for each: the newest graded one, else the newest of all.
COUNTS = {
    "graded": ("graded", 3.0),
    "hidden": ("graded", 4.0),
    "twice": ("graded", 2.0),
    "mended": ("graded", 6.0),
    "never": ("infra_error", 0.0),
    "refused": ("rejected", 0.0),
    "waiting": None,
}


@dataclass
class Site:
    """A database of version 0003 that was one of version 0002."""

    engine: Engine

    def counts(self) -> dict[str, tuple[str, float] | None]:
        """What counts now."""
        with session_scope(self.engine) as session:
            query = select(Submission.id, ReportRow.verdict, ReportRow.score)
            rows = session.execute(query.outerjoin(ReportRow, ReportRow.id == Submission.report_id))
            return {id_: (verdict, score) if verdict else None for id_, verdict, score in rows}

    def propose(self, submission_id: str, score: float, origin: str = "graded") -> int:
        """A report that does not count, as a regrade leaves it; its id."""
        with session_scope(self.engine, write=True) as session:
            regrade = Regrade(course_id="c", kind="run", reason="", choice={})
            session.add(regrade)
            session.flush()
            job = Job(submission_id=submission_id, klass="batch", priority=0, state="done")
            job.batch_id = regrade.id
            run = origin == "graded"
            if run:
                session.add(job)
                session.flush()
            report = ReportRow(
                submission_id=submission_id,
                origin=origin,
                job_id=job.id if run else None,
                attempt=1,
                duration_s=1.0,
                verdict="graded",
                score=score,
                max_score=8.0,
                body={},
            )
            session.add(report)
            session.flush()
            row = Proposal(regrade_id=regrade.id, submission_id=submission_id)
            row.job_id, row.report_id = (job.id, None) if run else (None, report.id)
            session.add(row)
            return report.id

    def apply(self, submission_id: str, report_id: int) -> str:
        with session_scope(self.engine, write=True) as session:
            return standing.decide(session, "b", {submission_id: report_id}, user_id="ada", reason="").id

    def take_back(self, decision_id: str) -> None:
        with session_scope(self.engine, write=True) as session:
            decision = session.get_one(Decision, decision_id)
            standing.take_back(session, decision, user_id="ada", reason="")

    def grade(self, submission_id: str, score: float) -> None:
        """An ordinary grading."""
        with session_scope(self.engine, write=True) as session:
            job = Job(submission_id=submission_id, priority=100, state="done")
            session.add(job)
            session.flush()
            report = ReportRow(submission_id=submission_id, job_id=job.id, attempt=1, duration_s=1.0)
            report.verdict, report.score, report.max_score, report.body = "graded", score, 8.0, {}
            session.add(report)
            session.flush()
            standing.stand(session, session.get_one(Submission, submission_id), report)

    def as_before(self) -> dict[str, tuple[str, float] | None]:
        """What the program of version 0002 takes: the newest graded report, else the newest of all."""
        migrate.downgrade(self.engine, "0002")
        query = text("SELECT submission_id, verdict, score FROM report ORDER BY id")
        found: dict[str, tuple[str, float] | None] = dict.fromkeys(HISTORIES)
        with self.engine.connect() as connection:
            for id_, verdict, score in connection.execute(query):
                last = found[id_]
                if last is None or verdict == "graded" or last[0] != "graded":
                    found[id_] = (verdict, score)
        return found


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in PEOPLE:
            connection.execute(text(statement))
        for id_ in HISTORIES:
            connection.execute(
                text(
                    "INSERT INTO submission (id, assignment_id, user_id, created_at, state, late)"
                    f" VALUES ('{id_}', 'a', 'ada', '{MOMENT}', 'done', false)"
                )
            )
        longest = max(len(reports) for reports in HISTORIES.values())
        # Each submission's reports have those of others between them.
        for number in range(longest):
            for id_, reports in HISTORIES.items():
                if number < len(reports):
                    add_report(engine, connection, id_, *reports[number])


def add_report(engine: Engine, connection: object, id_: str, verdict: str, score: float) -> None:
    job = (
        "INSERT INTO job (submission_id, klass, priority, pool, state, attempt, failures, cancel_requested,"
        f" ready_at, created_at) VALUES ('{id_}', 'interactive', 100, 'cpu', 'done', 1, 0, false,"
        f" '{MOMENT}', '{MOMENT}') RETURNING id"
    )
    job_id = connection.scalar(text(job))  # type: ignore[attr-defined]
    report = (
        "INSERT INTO report (submission_id, job_id, attempt, created_at, duration_s, verdict, score,"
        f" max_score, body) VALUES ('{id_}', {job_id}, 1, '{MOMENT}', 1, '{verdict}', {score}, 8, '{{}}')"
    )
    connection.execute(text(report))  # type: ignore[attr-defined]


@pytest.fixture
def site(empty_url: str) -> Iterator[Site]:
    engine = create_engine(empty_url)
    migrate.upgrade(engine, "0002")
    fill(engine)
    migrate.upgrade(engine)
    yield Site(engine)
    engine.dispose()


def test_what_counted_counts_and_says_since_when(site: Site) -> None:
    assert site.counts() == COUNTS
    with session_scope(site.engine) as session:
        for id_, counts in COUNTS.items():
            history = standing.changes_of(session, id_)
            assert len(history) == (counts is not None)
            assert all(one.decision is None and one.row.previous_id is None for one in history)
            assert [one.row.report_id for one in history] == [
                session.get_one(Submission, id_).report_id
            ] * len(history)
        reports = select(ReportRow.origin, func.count()).group_by(ReportRow.origin)
        assert [tuple(row) for row in session.execute(reports)] == [("graded", 11)]
        assert set(session.scalars(select(Job.hold_requested))) == {False}


def test_what_came_along_can_be_regraded_and_taken_back(site: Site) -> None:
    decision = site.apply("hidden", site.propose("hidden", 7))
    assert site.counts() == {**COUNTS, "hidden": ("graded", 7.0)}
    site.take_back(decision)
    assert site.counts() == COUNTS


def test_nothing_is_lost_on_the_way_down_when_nothing_was_regraded(site: Site) -> None:
    assert site.as_before() == COUNTS
    with site.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM report")) == 11
        assert connection.scalar(text("SELECT count(*) FROM job")) == 11


def proposal_only(site: Site) -> None:
    for id_ in HISTORIES:
        site.propose(id_, 8)
        site.propose(id_, 7, "rescored")


def applied(site: Site) -> None:
    for id_ in HISTORIES:
        site.apply(id_, site.propose(id_, 1))


def counted_anew(site: Site) -> None:
    for id_ in HISTORIES:
        site.apply(id_, site.propose(id_, 1, "rescored"))


def taken_back(site: Site) -> None:
    for id_ in HISTORIES:
        site.take_back(site.apply(id_, site.propose(id_, 8)))


def graded_meanwhile(site: Site) -> None:
    """The proposal is older than the grading, and counts although."""
    for id_ in HISTORIES:
        proposal = site.propose(id_, 1)
        site.grade(id_, 8)
        site.apply(id_, proposal)


def graded_afterwards(site: Site) -> None:
    for id_ in HISTORIES:
        site.apply(id_, site.propose(id_, 1))
        site.grade(id_, 8)


def asked_and_paused(site: Site) -> None:
    """What an older program must not find: a held job, a request."""
    with session_scope(site.engine, write=True) as session:
        job = Job(submission_id="graded", klass="batch", priority=0, state="held", hold_requested=True)
        job.batch_id = "b"
        session.add(job)
        report_id = session.get_one(Submission, "graded").report_id
        session.add(RegradeRequest(submission_id="graded", report_id=report_id, check_id="x", reason="?"))


@pytest.mark.parametrize(
    "what",
    [
        proposal_only,
        applied,
        counted_anew,
        taken_back,
        graded_meanwhile,
        graded_afterwards,
        asked_and_paused,
    ],
)
def test_an_older_program_finds_what_counts_and_no_regrade(site: Site, what: Callable[[Site], None]) -> None:
    what(site)
    counts = site.counts()
    if what is counted_anew:
        # Without any job there is nothing that an older program could find the report by.
        counts["waiting"] = None
    assert site.as_before() == counts
    with site.engine.connect() as connection:
        states = set(connection.scalars(text("SELECT state FROM job")))
    assert states == {"done"}
    migrate.upgrade(site.engine)
    assert site.counts() == counts
    with session_scope(site.engine) as session:
        assert session.scalar(select(func.count()).select_from(ReportChange)) == len(
            [one for one in counts.values() if one]
        )
