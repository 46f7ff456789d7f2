"""Checks that do not agree with themselves are found by grading the same work several times."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from grader.courses import quarantine
from grader.courses.models import Assignment
from grader.jobs.models import Job
from grader.regrades import flaky
from grader.regrades.choice import Choice
from grader.regrades.errors import ChoiceInvalid
from grader.regrades.models import Proposal, Regrade
from grader.regrades.outcome import agreement_of
from grader.store.sessions import session_scope
from grader.submissions.options import GradingOptions, options_of

Campus = Any
SOFTMAX = "t-softmax-ce"


def start(campus: Campus, repeats: int = 4) -> Regrade:
    with session_scope(campus.engine, write=True) as session:
        choice = Choice(exercises=(SOFTMAX,))
        return flaky.start(session, campus.course, choice, repeats, user_id=None, shelf=campus.shelf)


def wavering(campus: Campus) -> Any:
    """A worker's answers in which one check depends on the number of threads."""

    def by(submission_id: str, options: GradingOptions) -> Any:
        report = campus.report(["gradients"] if options.threads == 2 else [])
        seed = (options.seeds or (0,))[0]
        made = report.provenance.model_copy(update={"seed": seed, "threads": options.threads})
        return report.model_copy(update={"provenance": made})

    return by


def test_each_repeat_has_a_seed_of_its_own_and_threads_alternate(campus: Campus) -> None:
    campus.graded("ada", seed=77)
    regrade = start(campus)
    with session_scope(campus.engine) as session:
        query = select(Job).join(Proposal, Proposal.job_id == Job.id).order_by(Proposal.repeat)
        made = [options_of(job.options) for job in session.scalars(query)]
    assert [one.threads for one in made] == [1, 2, 1, 2]
    # Else nobody could see whether a check in quarantine is mended.
    assert all(one.ignore_quarantine for one in made)
    seeds = [one.seeds for one in made]
    assert seeds[0] == (77,)
    assert len(set(seeds)) == 4
    assert regrade.kind == "flake"


def test_a_check_that_does_not_agree_is_found_and_suggested(campus: Campus) -> None:
    ada, ben = campus.graded("ada"), campus.graded("ben")
    regrade = start(campus)
    assert campus.work(wavering(campus)) == 8
    with session_scope(campus.engine) as session:
        found = agreement_of(session, regrade)
        assert [(one.check, one.disagreeing, one.runs) for one in found.checks] == [("gradients", 2, 8)]
        assert {one.submission for one in found.checks[0].examples} == {ada, ben}
        assert {one.threads for one in found.checks[0].examples[0].failed} == {2}
        (suggested,) = flaky.suggestions(session, regrade)
    assert (suggested.exercise_id, suggested.check_id) == (SOFTMAX, "gradients")
    with session_scope(campus.engine, write=True) as session:
        assignment = session.get_one(Assignment, suggested.assignment_id)
        quarantine.put(session, assignment, campus.exercise, "gradients", suggested.sentence, None)
    with session_scope(campus.engine) as session:
        assert flaky.suggestions(session, regrade) == []


def test_checks_that_kept_their_results_are_not_said_to_agree(campus: Campus) -> None:
    campus.graded("ada")

    def by(submission_id: str, options: GradingOptions) -> Any:
        report = campus.report()
        made = report.provenance.model_copy(update={"checks": tuple(sorted(options.checks or ()))})
        return report.model_copy(update={"provenance": made})

    regrade = campus.regrade(by, kind="flake", repeats=2, checks=["gradients"])
    with session_scope(campus.engine) as session:
        found = agreement_of(session, regrade)
    assert (found.agreeing, found.not_compared, found.checks) == (1, 0, ())


def test_checks_that_agree_are_not_suggested(campus: Campus) -> None:
    campus.graded("ada")
    regrade = start(campus)
    campus.work()
    with session_scope(campus.engine) as session:
        found = agreement_of(session, regrade)
        assert found.checks == ()
        assert found.agreeing == len(campus.exercise.checks)
        assert flaky.suggestions(session, regrade) == []


def test_several_exercises_are_looked_at_apart(campus: Campus) -> None:
    other = campus.shelf.catalog.get("t-pairwise")
    campus.graded("ada")
    bens = campus.graded("ben", assignment=campus.other, exercise=other)

    def by(submission_id: str, options: GradingOptions) -> Any:
        if submission_id != bens:
            return campus.report()
        return campus.report([other.checks[0].id] if options.threads == 2 else [], exercise=other)

    regrade = campus.regrade(by, kind="flake", repeats=2, exercises=[SOFTMAX, "t-pairwise"])
    with session_scope(campus.engine) as session:
        (check,) = agreement_of(session, regrade).checks
        assert check.check == f"t-pairwise/{other.checks[0].id}"
        assert agreement_of(session, regrade, SOFTMAX).checks == ()
        (suggested,) = flaky.suggestions(session, regrade)
    assert (suggested.assignment_id, suggested.check_id) == (campus.other.id, other.checks[0].id)


@pytest.mark.parametrize("repeats", [0, 1, 51])
def test_the_number_of_repeats_is_bounded(campus: Campus, repeats: int) -> None:
    campus.graded("ada")
    with pytest.raises(ChoiceInvalid, match="repeats"):
        start(campus, repeats)
