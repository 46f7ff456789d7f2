"""A report is made once more: it comes out the same, and not when something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from grader.errors import UsageError
from grader.intake.models import UploadedFile
from grader.judge.report import Report
from grader.replays.comparing import compare
from grader.replays.models import Compared, Replay
from grader.reporting.merging import over_seeds, with_checks
from grader.reporting.rescoring import rescored


def outcome(bench: Any, replay: Replay) -> Compared:
    again, run = bench.run(replay)
    return compare(replay.manifest.report, again, public=replay.manifest.public, places=run.places)


def fields(compared: Compared) -> set[tuple[str, str]]:
    return {(finding.check, finding.field) for finding in compared.findings}


def with_report(replay: Replay, report: Report) -> Replay:
    return Replay(replay.manifest.model_copy(update={"report": report}), replay.files, replay.versions)


def with_provenance(replay: Replay, **changes: Any) -> Replay:
    report = replay.manifest.report
    made = report.provenance.model_copy(update=changes)
    return with_report(replay, report.model_copy(update={"provenance": made}))


@pytest.fixture(scope="module")
def reference(exercise: Any) -> bytes:
    found: bytes = (exercise.reference_dir / exercise.entry).read_bytes()
    return found


def test_a_report_comes_out_the_same(bench: Any, exercise: Any, wrong: bytes) -> None:
    report = bench.grade(exercise, wrong)
    assert {check.status for check in report.checks} > {"passed", "failed"}
    replay = bench.file(report, wrong, exercise)
    compared = outcome(bench, replay)
    assert (compared.same, compared.checks, compared.reasons) == (True, len(exercise.checks), ())
    # The control: with another seed the inputs are others, and the details show it.
    other = outcome(bench, with_provenance(replay, seed=6))
    assert any(field == "details.comparison" for _, field in fields(other))
    assert not any(field == "status" for _, field in fields(other))


def test_a_check_that_has_changed_shows(bench: Any, exercise: Any, reference: bytes, change: Any) -> None:
    report = bench.grade(exercise, reference)
    other = change("test_public.py", "0.66524094]", "0.5]")
    assert other.version != exercise.version
    made = report.provenance.model_copy(update={"exercise_version": other.version})
    report = report.model_copy(update={"exercise_version": other.version, "provenance": made})
    found = fields(outcome(bench, bench.file(report, reference, other)))
    assert {("one_vector", "status"), ("one_vector", "message"), ("", "score")} <= found
    assert {check for check, _ in found} <= {"one_vector", "two_rows", ""}


def test_a_student_replays_the_public_part(bench: Any, exercise: Any, wrong: bytes) -> None:
    replay = bench.file(bench.grade(exercise, wrong), wrong, exercise, everything=False)
    public = [check.id for check in exercise.checks if check.visibility == "public"]
    assert [check.id for check in replay.manifest.report.checks] == public
    compared = outcome(bench, replay)
    assert (compared.same, compared.checks) == (True, len(public))
    failed = replay.manifest.report.checks[1]
    changed = failed.model_copy(update={"status": "passed", "points": failed.max_points})
    checks = (replay.manifest.report.checks[0], changed, *replay.manifest.report.checks[2:])
    forged = replay.manifest.report.model_copy(update={"checks": checks})
    assert (failed.id, "status") in fields(outcome(bench, with_report(replay, forged)))


BREAKS = """def test_gradients(student: Any, rng: torch.Generator) -> None:
    \"\"\"It is broken.\"\"\"
    student.softmax(torch.ones(2)).no_such_method()


def _rest(student: Any, rng: torch.Generator) -> None:
"""
THREADS = b"""import torch

def softmax(scores):
    if torch.get_num_threads() != 3:
        raise RuntimeError("another number of threads")
    return torch.softmax(scores, -1)

def cross_entropy(scores, labels):
    return torch.nn.functional.cross_entropy(scores, labels)
"""


def test_threads_are_those_of_the_report(bench: Any, exercise: Any) -> None:
    report = bench.grade(exercise, THREADS, threads=3)
    replay = bench.file(report, THREADS, exercise)
    assert outcome(bench, replay).same
    assert ("one_vector", "status") in fields(outcome(bench, with_provenance(replay, threads=2)))


def test_what_the_intake_refused_is_refused_again(bench: Any, exercise: Any, wrong: bytes) -> None:
    from grader.errors import Rejected
    from grader.judge.ungraded import rejected

    refusal = Rejected("empty_file", "The file is empty.", "Write your solution into it.")
    report = rejected(exercise, refusal, 5)
    replay = bench.file(report, b"", exercise)
    again, _ = bench.run(replay)
    assert again.verdict == "rejected"
    replay = Replay(replay.manifest, (UploadedFile(exercise.entry, wrong),), replay.versions)
    assert ("", "verdict") in fields(outcome(bench, replay))


def test_a_syntax_error_is_one_again(bench: Any, exercise: Any) -> None:
    report = bench.grade(exercise, b"def softmax(:\n")
    assert report.verdict == "rejected"
    assert outcome(bench, bench.file(report, b"def softmax(:\n", exercise)).same


def test_where_nothing_was_graded_there_is_nothing_to_replay(bench: Any, exercise: Any) -> None:
    from grader.judge.ungraded import ungraded

    report = ungraded(exercise.id, exercise, "infra_error", "Ours.", 5)
    with pytest.raises(UsageError, match="nothing to replay"):
        bench.run(bench.file(report, b"x = 1", exercise))


def test_several_seeds_are_all_graded(bench: Any, exercise: Any, wrong: bytes) -> None:
    reports: Sequence[Report] = [bench.grade(exercise, wrong, seed) for seed in (5, 6)]
    replay = bench.file(over_seeds(reports), wrong, exercise)
    assert replay.manifest.report.provenance.seeds == (5, 6)
    assert outcome(bench, replay).same
    # With one of them alone no message says of how many seeds.
    assert any(field == "message" for _, field in fields(outcome(bench, with_provenance(replay, seeds=()))))


def test_checks_that_were_kept_are_graded_as_they_were(
    bench: Any, exercise: Any, wrong: bytes, change: Any
) -> None:
    """A regrade of one check after it was corrected: two versions, two seeds, one report."""
    before = bench.grade(exercise, wrong, 5)
    other = change("reference:test_hidden.py", "def test_loss_values", "\ndef test_loss_values")
    chosen = frozenset({"loss_values", "two_rows"})
    merged = with_checks(before, bench.grade(other, wrong, 6, checks=chosen), chosen)
    assert merged.provenance.checks == ("loss_values", "two_rows")
    replay = bench.file(merged, wrong, exercise, other)
    assert len(replay.versions) == 2
    compared = outcome(bench, replay)
    assert compared.same, compared.findings
    (part,) = merged.provenance.parts
    seed = part.provenance.model_copy(update={"seed": 7})
    changed = with_provenance(replay, parts=(part.model_copy(update={"provenance": seed}),))
    found = {check for check, _ in fields(outcome(bench, changed))}
    assert found
    assert not found & {"loss_values", "two_rows"}


def test_points_that_were_counted_anew_are_counted_again(
    bench: Any, exercise: Any, wrong: bytes, change: Any
) -> None:
    report = bench.grade(exercise, wrong, 5)
    other = change("test_public.py", "points(0.5)", "points(2.5)")
    replay = bench.file(rescored(report, other, {"two_rows"}), wrong, exercise, other)
    assert replay.manifest.report.exercise_version == other.version
    assert replay.manifest.report.provenance.exercise_version == exercise.version
    compared = outcome(bench, replay)
    assert compared.same, compared.findings
    again, _ = bench.run(replay)
    shelved = next(check for check in again.checks if check.id == "two_rows")
    assert (shelved.status, shelved.max_points) == ("not_run", 0.0)
    # Without the quarantine the check counts.
    undone = with_report(replay, rescored(report, other))
    assert ("two_rows", "status") in fields(compare_with(bench, undone, replay.manifest.report))


def compare_with(bench: Any, replay: Replay, then: Report) -> Compared:
    again, run = bench.run(replay)
    return compare(then, again, public=False, places=run.places)


def test_a_broken_check_in_quarantine_spoils_nothing(bench: Any, reference: bytes, change: Any) -> None:
    """A correct solution shows that the check is broken; without a quarantine there is no grade."""
    broken = change(
        "reference:test_hidden.py",
        "def test_gradients(student: Any, rng: torch.Generator) -> None:\n",
        BREAKS,
    )
    report = bench.grade(broken, reference)
    assert report.verdict == "infra_error"
    graded = report.model_copy(update={"verdict": "graded", "message": ""})
    replay = bench.file(rescored(graded, broken, {"gradients"}), reference, broken)
    assert replay.manifest.report.score == replay.manifest.report.max_score > 0
    compared = outcome(bench, replay)
    assert compared.same, compared.findings
    # The control: without the quarantine the same run is no grade.
    assert ("", "verdict") in fields(outcome(bench, with_report(replay, graded)))
