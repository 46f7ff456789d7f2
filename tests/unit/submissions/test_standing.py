"""Which report counts: any order of gradings, regrades and taking back, against a model in ten lines."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

# Other tables refer to theirs, in a process of its own too.
import grader.accounts.models
import grader.courses.models  # noqa: F401
from grader.errors import UsageError
from grader.jobs import services as jobs
from grader.judge.report import Verdict
from grader.store.base import new_id
from grader.store.sessions import create_engine, session_scope
from grader.submissions import outcomes, standing
from grader.submissions.models import Adjustment, Decision, EventRow, ReportChange, ReportRow, Submission

School = Any
VERDICTS: tuple[Verdict, ...] = ("graded", "rejected", "infra_error")


def counts(school: School, submission_id: str) -> int | None:
    with session_scope(school.engine) as session:
        return session.get_one(Submission, submission_id).report_id


def newest(school: School) -> int:
    with session_scope(school.engine) as session:
        return session.scalars(select(func.max(ReportRow.id))).one()


def propose(school: School, submission: Submission, score: float, verdict: Verdict = "graded") -> int:
    """Store a proposal as a worker does; its report's id."""
    with session_scope(school.engine, write=True) as session:
        job = jobs.enqueue(session, submission.id, "batch", batch_id=new_id())
        claimed = jobs.claim(session, "test", ("cpu",), job_id=job.id)
    assert claimed is not None
    assert outcomes.store_report(school.engine, claimed, school.report(score, verdict))
    return newest(school)


def apply(
    school: School, reports: dict[str, int], reason: str = "mended", who: str | None = None
) -> Decision:
    with session_scope(school.engine, write=True) as session:
        return standing.decide(session, new_id(), reports, user_id=who, reason=reason)


def take_back(school: School, decision: Decision, who: str | None = None) -> Decision:
    with session_scope(school.engine, write=True) as session:
        ours = session.get_one(Decision, decision.id)
        return standing.take_back(session, ours, user_id=who, reason="a slip")


def test_of_ordinary_gradings_the_newest_graded_one_counts(school: School) -> None:
    row = school.submit()
    assert counts(school, row.id) is None
    for verdict, counts_now in (
        ("infra_error", True),
        ("rejected", True),
        ("graded", True),
        ("rejected", False),
        ("infra_error", False),
        ("graded", True),
    ):
        before = counts(school, row.id)
        school.grade(row, 1.0, verdict)
        assert counts(school, row.id) == (newest(school) if counts_now else before), verdict


def test_a_proposal_changes_nothing_until_it_is_applied(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    first = counts(school, row.id)
    proposal = propose(school, row, 5.0)
    assert counts(school, row.id) == first
    decision = apply(school, {row.id: proposal})
    assert counts(school, row.id) == proposal
    take_back(school, decision)
    assert counts(school, row.id) == first


def test_the_history_says_who_when_why_and_what(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    first = counts(school, row.id)
    proposal = propose(school, row, 5.0)
    decision = apply(school, {row.id: proposal}, "Check 4 was wrong.", school.teacher.id)
    take_back(school, decision, school.teacher.id)
    with session_scope(school.engine) as session:
        changes = standing.changes_of(session, row.id)
    assert [(one.row.previous_id, one.row.report_id) for one in changes] == [
        (None, first),
        (first, proposal),
        (proposal, first),
    ]
    assert changes[0].decision is None
    told = [(one.decision.kind, one.decision.user_id, one.decision.reason) for one in changes if one.decision]
    assert told == [
        ("apply", school.teacher.id, "Check 4 was wrong."),
        ("take_back", school.teacher.id, "a slip"),
    ]
    assert sorted(one.row.created_at for one in changes) == [one.row.created_at for one in changes]


def test_a_regrade_taken_back_after_another_leaves_the_other(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    first = counts(school, row.id)
    lower, upper = propose(school, row, 5.0), propose(school, row, 7.0)
    under, over = apply(school, {row.id: lower}), apply(school, {row.id: upper})
    take_back(school, under)
    assert counts(school, row.id) == upper
    take_back(school, over)
    assert counts(school, row.id) == first


def test_what_a_second_regrade_confirms_outlives_the_first(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    proposal = propose(school, row, 5.0)
    first, _ = apply(school, {row.id: proposal}), apply(school, {row.id: proposal})
    with session_scope(school.engine) as session:
        assert len(standing.changes_of(session, row.id)) == 2, "nothing changed for the student"
    take_back(school, first)
    assert counts(school, row.id) == proposal


def test_a_rerun_that_failed_replaces_nothing(school: School) -> None:
    row, never = school.submit(), school.submit()
    school.grade(row, 3.0)
    first = counts(school, row.id)
    failed = {one.id: propose(school, one, 0.0, "infra_error") for one in (row, never)}
    apply(school, failed)
    assert counts(school, row.id) == first
    assert counts(school, never.id) is None


def test_the_first_report_of_all_can_be_taken_back(school: School) -> None:
    row = school.submit()
    decision = apply(school, {row.id: propose(school, row, 5.0)})
    take_back(school, decision)
    assert counts(school, row.id) is None


def test_a_decision_is_taken_back_once_and_a_taking_back_never(school: School) -> None:
    row = school.submit()
    decision = apply(school, {row.id: propose(school, row, 5.0)})
    undoing = take_back(school, decision)
    for again in (decision, undoing):
        with pytest.raises(UsageError) as caught:
            take_back(school, again)
        assert caught.value.next_step


def test_a_report_of_somebody_else_is_refused_and_nothing_is_applied(school: School) -> None:
    mine, other = school.submit(), school.submit(school.ben)
    reports = {mine.id: propose(school, mine, 5.0), other.id: propose(school, other, 6.0)}
    swapped = dict(zip(reports, reversed(reports.values()), strict=True))
    for wrong in (swapped, {**reports, "nobody": 1}):
        with pytest.raises(ValueError):
            apply(school, wrong)
    with session_scope(school.engine) as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
    assert counts(school, mine.id) is None


def test_many_are_applied_and_taken_back_in_parts(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 2)
    rows = [school.submit() for _ in range(5)]
    reports = {row.id: propose(school, row, 5.0) for row in rows}
    decision = apply(school, reports)
    assert {row.id: counts(school, row.id) for row in rows} == reports
    take_back(school, decision)
    assert {counts(school, row.id) for row in rows} == {None}


def test_two_who_take_back_at_the_same_time_do_it_once(school: School) -> None:
    row = school.submit()
    decision = apply(school, {row.id: propose(school, row, 5.0)})
    refused = []

    def undo() -> None:
        try:
            take_back(school, decision)
        except UsageError as error:
            refused.append(error)

    threads = [threading.Thread(target=undo) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 3
    assert counts(school, row.id) is None


def test_points_by_hand_are_added_and_never_lead_below_zero() -> None:
    row = ReportRow(score=3.0)
    assert standing.effective(row, None) == 3.0
    assert standing.effective(row, Adjustment(points=1.5)) == 4.5
    assert standing.effective(row, Adjustment(points=-5.0)) == 0.0


@dataclass
class Model:
    """What should count: a list of (report, graded or not, decision), and who is taken back."""

    layers: list[tuple[int, bool, str | None]] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)

    def counting(self) -> int | None:
        found: tuple[int, bool, str | None] | None = None
        for layer in self.layers:
            if layer[2] in self.undone:
                continue
            if found is None or layer[1] or layer[2] or not found[1]:
                found = layer
        return found[0] if found else None

    def graded(self) -> bool:
        return any(layer[0] == self.counting() and layer[1] for layer in self.layers)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_gradings_regrades_and_taking_back(school: School, seed: int) -> None:
    chance = random.Random(seed)
    rows = [school.submit() for _ in range(3)]
    models = {row.id: Model() for row in rows}
    applied: list[Decision] = []
    history: list[tuple[Any, ...]] = []
    for _ in range(30):
        step = chance.choice(("grade", "apply", "apply", "take back"))
        if step == "grade":
            row, verdict = chance.choice(rows), chance.choice(VERDICTS)
            school.grade(row, 1.0, verdict)
            model = models[row.id]
            if verdict == "graded" or not model.graded():
                model.layers.append((newest(school), verdict == "graded", None))
        elif step == "apply":
            chosen = chance.sample(rows, chance.randint(1, 3))
            verdicts = {row.id: chance.choice(VERDICTS) for row in chosen}
            reports = {row.id: propose(school, row, 2.0, verdicts[row.id]) for row in chosen}
            applied.append(apply(school, reports))
            for id_, verdict in verdicts.items():
                if verdict != "infra_error":
                    models[id_].layers.append((reports[id_], verdict == "graded", applied[-1].id))
        elif applied:
            decision = applied.pop(chance.randrange(len(applied)))
            take_back(school, decision)
            for model in models.values():
                model.undone.add(decision.id)
        assert {row.id: counts(school, row.id) for row in rows} == {
            id_: model.counting() for id_, model in models.items()
        }
        history = only_grown(school, history)
    assert len(history) > 10


def only_grown(school: School, before: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The history now; what was there is there, as it was, and each row goes on where the last has ended."""
    columns = (ReportChange.submission_id, ReportChange.previous_id, ReportChange.report_id)
    with session_scope(school.engine) as session:
        now = [tuple(row) for row in session.execute(select(*columns).order_by(ReportChange.id))]
    assert now[: len(before)] == before
    last: dict[str, int | None] = {}
    for submission_id, previous, report in now:
        assert last.get(submission_id) == previous
        last[submission_id] = report
    assert all(counts(school, submission_id) == report for submission_id, report in last.items())
    return now


def test_no_event_tells_of_a_regrade(school: School) -> None:
    row = school.submit()
    school.grade(row, 3.0)
    with session_scope(school.engine) as session:
        before = session.scalar(select(func.count()).select_from(EventRow))
    take_back(school, apply(school, {row.id: propose(school, row, 5.0)}))
    with session_scope(school.engine) as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == before


def test_gradings_and_decisions_at_the_same_time_leave_one_history(school: School) -> None:
    """Several do everything at once over the same submissions: the histories have no gap, nobody fails."""
    rows = [school.submit() for _ in range(4)]
    proposals = [{row.id: propose(school, row, 5.0) for row in rows} for _ in range(3)]
    errors: list[Exception] = []

    def noted(act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - told below
                errors.append(error)

        return run

    acts: list[Callable[[], object]] = [partial(grade_anew, school, row) for row in rows]
    acts += [partial(apply_and_undo, school, reports) for reports in proposals]
    threads = [threading.Thread(target=noted(act)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert len(only_grown(school, [])) >= len(rows)
    # Everything that was applied was taken back, so that what was graded counts.
    with session_scope(school.engine) as session:
        query = select(ReportRow.score).join(Submission, Submission.report_id == ReportRow.id)
        assert list(session.scalars(query)) == [3.0] * len(rows)


def grade_anew(school: School, row: Submission) -> None:
    for _ in range(3):
        school.grade(row, 3.0)


def apply_and_undo(school: School, reports: dict[str, int]) -> None:
    for _ in range(3):
        take_back(school, apply(school, reports))


def decide_slowly(url: str, reports: dict[str, int], undo: str, notes: str) -> None:
    """Apply or take back in parts of one; tell after each, and never come to an end."""
    engine = create_engine(url)
    standing.AT_ONCE = 1
    look = standing._locked

    def slowly(*args: Any) -> Any:
        for number, part in enumerate(look(*args)):
            if number == 2:
                Path(notes).write_text("in the middle")
                time.sleep(600)
            yield part

    standing._locked = slowly
    with session_scope(engine, write=True) as session:
        if undo:
            decision = session.get_one(Decision, undo)
            standing.take_back(session, decision, user_id=None, reason="")
        else:
            standing.decide(session, new_id(), reports, user_id=None, reason="")


@pytest.mark.slow
@pytest.mark.parametrize("undo", [False, True])
def test_a_process_that_is_killed_in_the_middle_has_changed_nothing(
    school: School, tmp_path: Path, undo: bool
) -> None:
    rows = [school.submit() for _ in range(4)]
    reports = {row.id: propose(school, row, 5.0) for row in rows}
    decision = apply(school, reports) if undo else None
    before = {row.id: counts(school, row.id) for row in rows}
    url, notes = school.engine.url.render_as_string(hide_password=False), tmp_path / "notes"
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(
        target=decide_slowly, args=(url, reports, decision.id if decision else "", str(notes))
    )
    process.start()
    deadline = time.monotonic() + 120
    while not notes.exists():
        assert time.monotonic() < deadline
        assert process.is_alive()
        time.sleep(0.02)
    process.kill()
    process.join(60)
    assert {row.id: counts(school, row.id) for row in rows} == before
    if decision is None:
        apply(school, reports)
        assert {row.id: counts(school, row.id) for row in rows} == reports
    else:
        take_back(school, decision)
        assert {counts(school, row.id) for row in rows} == {None}
