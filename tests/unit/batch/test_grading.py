"""Faults of ours never become a score, and a report is kept while grading again would say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from exports import as_folder

from grader.batch import grading
from grader.batch.folder import Folder, open_folder
from grader.batch.grading import GIVE_UP, Grader, Terms
from grader.batch.models import FoundFile, Handed, Outcome, Person
from grader.batch.trees import open_tree
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.errors import InfrastructureError
from grader.judge.job import GradingJob
from grader.judge.report import Report, Verdict
from grader.judge.ungraded import ungraded
from grader.settings import ROOT
from sandbox.host.base import SandboxError

Start = Callable[..., Grader]


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    with open_folder(tmp_path / "out", "t-softmax-ce") as opened:
        return opened


@pytest.fixture
def start(
    tmp_path: Path, exercise: Exercise, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Grader]:
    """A grader over a folder of one file for each of ten students."""
    monkeypatch.setattr(grading, "RETRY_S", (0.0, 0.0))
    root = as_folder(tmp_path / "class", {f"s{number}/softmax.py": b"x = 1\n" for number in range(10)})

    def started(**terms: object) -> Grader:
        with open_tree(root) as tree:
            return Grader(replace(Terms(exercise, "local", 10_000), **terms), tree, folder)  # type: ignore[arg-type]

    return started


def student(number: int = 0) -> Handed:
    path = PurePosixPath(f"s{number}/softmax.py")
    return Handed(f"s{number}", (Person(name=f"s{number}"),), (FoundFile("softmax.py", path, "."),))


class Judging:
    """Counts what is asked, fails as often as it is told, and answers with a report of this verdict."""

    def __init__(self, verdict: Verdict = "graded", faults: int = 0, error: Exception | None = None) -> None:
        self.seeds: list[int] = []
        self._verdict, self._faults = verdict, faults
        self._error = error or SandboxError("the sandbox is gone")

    def __call__(self, job: GradingJob) -> Report:
        self.seeds.append(job.seed)
        if len(self.seeds) <= self._faults:
            raise self._error
        return ungraded(job.exercise.id, job.exercise, self._verdict, "said", job.seed)


@pytest.mark.parametrize("error", [SandboxError("gone"), InfrastructureError("the judge died")])
def test_a_fault_is_tried_again_with_the_same_questions(
    error: Exception, start: Start, folder: Folder
) -> None:
    judge = Judging(faults=2, error=error)
    outcome = start().grade(student(), judge)
    assert outcome.state == "graded"
    assert len(judge.seeds) == 3
    assert len(set(judge.seeds)) == 1
    assert folder.record("s0") is not None


@pytest.mark.parametrize("judge", [Judging(faults=99), Judging(verdict="infra_error")])
def test_a_lasting_fault_is_ours_and_leaves_no_report(judge: Judging, start: Start, folder: Folder) -> None:
    outcome = start().grade(student(), judge)
    assert outcome.state == "ours"
    assert "a fault of ours" in outcome.note
    assert len(judge.seeds) == 3
    assert folder.record("s0") is None


def test_many_faults_in_a_row_end_the_batch(start: Start) -> None:
    judge, grader = Judging(faults=999), start()
    states = [grader.grade(student(number), judge).state for number in range(10)]
    assert states == ["ours"] * 10
    assert len(judge.seeds) == 3 * GIVE_UP


def test_a_check_that_fails_itself_is_the_exercises_and_not_tried_again(
    start: Start, folder: Folder, exercise: Exercise
) -> None:
    calls = []

    def judge(job: GradingJob) -> Report:
        calls.append(job)
        report = ungraded(exercise.id, exercise, "infra_error", "said", job.seed)
        first = report.checks[0].model_copy(update={"status": "error"})
        return report.model_copy(update={"checks": (first, *report.checks[1:])})

    outcome = start().grade(student(), judge)
    assert (outcome.state, len(calls)) == ("exercise", 1)
    assert exercise.checks[0].id in outcome.note


def test_what_the_intake_refuses_is_a_report(start: Start, folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "class/s0/softmax.py").write_bytes(b"x" * 20_000)
    judge = Judging()
    outcome = start().grade(student(), judge)
    assert (outcome.state, judge.seeds) == ("rejected", [])
    assert "MB" in outcome.note
    record = folder.record("s0")
    assert record is not None
    assert record.report.verdict == "rejected"


def kept(grader: Grader) -> bool:
    ready = grader.prepare(student())
    return isinstance(ready, Outcome) and ready.kept


def test_a_report_is_kept_until_grading_again_could_say_something_else(
    start: Start, exercise: Exercise, tmp_path: Path
) -> None:
    assert not kept(start())
    start().grade(student(), Judging())
    assert kept(start())
    for changed in (
        {"image": "sha256:2"},
        {"seed": 7},
        {"again": True},
        {"exercise": replace(exercise, version="2")},
    ):
        assert not kept(start(**changed)), changed
    (tmp_path / "class/s0/softmax.py").write_bytes(b"x = 2\n")
    assert not kept(start())


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"format": 2}'])
def test_a_damaged_report_is_made_again(damage: bytes, start: Start, folder: Folder) -> None:
    start().grade(student(), Judging())
    (folder.reports / "s0.json").write_bytes(damage)
    assert not kept(start())


def test_seeds_are_each_students_own_and_stay(start: Start) -> None:
    grader = start()
    seeds = [grader.seed_of(student(number)) for number in range(10)]
    assert len(set(seeds)) == 10
    assert seeds == [start().seed_of(student(number)) for number in range(10)]
    assert {start(seed=5).seed_of(student(number)) for number in range(3)} == {5}
