"""Running rules: what the stub, the reference, the alternatives and the wrong solutions must score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.catalog.law_models import Figures, Finding, GradeFile, Kind, LawResult, ReportLike
from grader.catalog.models import Exercise, WrongSolution

#: Scores are sums of floats.
_TINY = 1e-9

#: Names of all running rules.
RULES = (
    "graded",
    "all-checks-ran",
    "stub-zero",
    "reference-full",
    "alternative-full",
    "wrong-loses",
    "wrong-named",
    "wrong-alone",
)


def check_running(exercise: Exercise, grade: GradeFile, seeds: Sequence[int]) -> LawResult:
    """Grade every file of an exercise: the stub once, all others with every seed."""
    findings: list[Finding] = []
    figures: list[Figures] = []
    for kind, path, wrong in _files(exercise):
        for seed in seeds[:1] if kind == "stub" else seeds:
            report = grade(exercise, path, seed)
            figures.append(_figures(exercise, kind, path, seed, report))
            where = f"{place_of(exercise, kind, path.name)}:1"
            findings += [
                Finding(exercise.id, rule, f"{message} (seed {seed})", where)
                for rule, message in broken_rules(exercise, kind, wrong, report)
            ]
    return LawResult(tuple(findings), tuple(figures))


def _files(exercise: Exercise) -> Iterator[tuple[Kind, Path, WrongSolution | None]]:
    yield "stub", exercise.public_dir / exercise.entry, None
    if exercise.reference_dir is not None:
        yield "reference", exercise.reference_dir / exercise.entry, None
    for path in exercise.alternatives:
        yield "alternative", path, None
    for wrong in exercise.wrong:
        yield "wrong", wrong.path, wrong


def broken_rules(
    exercise: Exercise, kind: Kind, wrong: WrongSolution | None, report: ReportLike
) -> Iterator[tuple[str, str]]:
    """The rules that the report of one file breaks, each with what is wrong in words."""
    if report.verdict != "graded":
        yield "graded", f"It could not be graded: {_not_graded(exercise, report)}"
    elif abs(report.max_score - exercise.max_score) > _TINY:
        yield "all-checks-ran", f"{report.max_score:g} of {exercise.max_score:g} points were at stake"
    elif wrong is not None:
        yield from _broken_by_wrong(wrong, report)
    elif kind == "stub" and report.score > _TINY:
        passed = [check.id for check in report.checks if check.points > 0]
        yield "stub-zero", f"The stub scores {report.score:g} points in {', '.join(passed)}"
    elif kind != "stub" and report.score < exercise.automatic - _TINY:
        yield f"{kind}-full", f"It loses points: {_failures(report)}"


def _not_graded(exercise: Exercise, report: ReportLike) -> str:
    # The report's own message speaks to students; an author needs the checks, and where to read the line.
    broken = [check.id for check in report.checks if check.status == "error"]
    if not broken:
        return report.message or report.verdict
    stumbled = f"{', '.join(broken)} stumbled over an error of the exercise's own"
    return f"{stumbled}; `grader grade {exercise.id} FILE` shows its line"


def _broken_by_wrong(wrong: WrongSolution, report: ReportLike) -> Iterator[tuple[str, str]]:
    if _hidden_lost(report) <= _TINY:
        yield "wrong-loses", "It loses no points in hidden checks"
    named = {check.misconception for check in report.checks if check.misconception}
    hidden = {check.misconception for check in report.checks if check.visibility == "hidden"}
    if wrong.misconception not in hidden:
        yield "wrong-named", f"No hidden check names `{wrong.misconception}`: {_failures(report)}"
    for other in sorted(named - {wrong.misconception}):
        ids = [check.id for check in report.checks if check.misconception == other]
        yield "wrong-alone", f"{', '.join(ids)} names `{other}` instead of `{wrong.misconception}`"


def _failures(report: ReportLike) -> str:
    failed = [check for check in report.checks if check.points < check.max_points - _TINY]
    return (
        "; ".join(f"{check.id} {check.status}: {check.message[:120]}" for check in failed[:4])
        or "none failed"
    )


def _hidden_lost(report: ReportLike) -> float:
    return sum(check.max_points - check.points for check in report.checks if check.visibility == "hidden")


def _figures(exercise: Exercise, kind: Kind, path: Path, seed: int, report: ReportLike) -> Figures:
    named = {check.misconception for check in report.checks if check.misconception}
    return Figures(
        exercise=exercise.id,
        kind=kind,
        file=path.name,
        seed=seed,
        score=report.score,
        # What an instructor gives by hand is none of the checks'.
        max_score=exercise.automatic if exercise.manual else report.max_score,
        hidden_lost=_hidden_lost(report),
        named=tuple(sorted(named)),
        cpu_s=sum(check.cpu_s for check in report.checks),
    )


def place_of(exercise: Exercise, kind: Kind, name: str) -> str:
    """Where a file of that kind lies, as an author knows it."""
    inside = {"alternative": "alternatives/", "wrong": "wrong/"}.get(kind, "")
    folder = exercise.public_dir if kind == "stub" else exercise.reference_dir or exercise.public_dir
    return f"{folder.parent.parent.name}/{exercise.unit}/{exercise.id}/{inside}{name}"
