"""The catalogue as a table in Markdown: what each exercise has, and what the thorough law measures of it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from grader.catalog.law_mutants import Outcome, outcomes, survivors
from grader.catalog.law_plan import Results
from grader.catalog.law_tasks import Graded, Task
from grader.catalog.law_thorough import public_kills
from grader.catalog.models import Exercise

HEAD = (
    "| unit | exercise | points | checks | alternatives | wrong | full runs | named | mutants | equivalent "
    "| public sees: wrong | mutants | CPU s | of |"
)
_RIGHT = ("reference", "alternative")
_UNKNOWN = "|  |  |  |  |  |  |  |  |"


def table(exercises: Sequence[Exercise], results: Sequence[Results], left_out: dict[str, str]) -> str:
    """One row for each exercise, in the order of the catalogue, then all of them together, then survivors."""
    known = {one.exercise.id: one for one in results}
    rows = [HEAD, "|" + "---|" * HEAD.count("|", 1)]
    for one in exercises:
        rows.append(f"| {static(one)} {_measured(known[one.id]) if one.id in known else _UNKNOWN}")
    parts = ["\n".join(rows), _sum(exercises, results)]
    parts += [f"`{id_}` is not measured: {why}" for id_, why in left_out.items()]
    return "\n\n".join([*parts, _survivors(results)]) + "\n"


def static(exercise: Exercise) -> str:
    """The cells that files alone decide: unit, id, points, checks, alternatives, wrong solutions."""
    points = {"public": 0.0, "hidden": 0.0}
    counts = {"public": 0, "hidden": 0}
    for check in exercise.checks:
        points[check.visibility] += check.points
        counts[check.visibility] += 1
    by_hand = f", {exercise.manual.points:g} by hand" if exercise.manual is not None else ""
    cells = [
        exercise.unit,
        f"`{exercise.id}`",
        f"{points['public']:g} + {points['hidden']:g}{by_hand}",
        f"{counts['public']} + {counts['hidden']}",
        f"{len(exercise.alternatives)}",
        f"{len(exercise.wrong)}",
    ]
    return " | ".join(cells)


def _measured(results: Results) -> str:
    runs = [(task, graded) for task, graded in results.graded() if task.kind != "mutant"]
    right = [graded for task, graded in runs if task.kind in _RIGHT]
    found = outcomes(results)
    seen, of = public_kills(runs)
    cpu = [graded.cpu_s for task, graded in runs if task.kind in _RIGHT and task.threads == 1]
    cells = [
        f"{sum(graded.full for graded in right)} of {len(right)}",
        f"{_named(results.exercise, runs)} of {len(results.exercise.wrong)}",
        _kills(found),
        f"{sum(one.listed is not None for one in found)}",
        f"{seen} of {of}",
        f"{sum(one.killed_by_public for one in found)} of {len(found)}",
        f"{median(cpu):.2f} to {max(cpu):.2f}" if cpu else "",
        f"{results.exercise.limits.cpu_s:g}",
    ]
    return f"| {' | '.join(cells)} |"


def _kills(found: Sequence[Outcome]) -> str:
    counted = [one for one in found if one.killed or one.listed is None]
    killed = sum(one.killed for one in counted)
    return f"{killed} of {len(counted)}"


def _named(exercise: Exercise, runs: Sequence[tuple[Task, Graded]]) -> int:
    """Wrong solutions that have lost hidden points and got their own name alone, with every seed."""
    spoiled = set()
    own = {wrong.path.name: wrong.misconception for wrong in exercise.wrong}
    for task, graded in runs:
        if task.kind == "wrong":
            names = {check.misconception for check in graded.checks if check.misconception}
            hidden = {check.misconception for check in graded.checks if check.visibility == "hidden"}
            if names != {own[task.name]} or own[task.name] not in hidden or not graded.lost("hidden"):
                spoiled.add(task.name)
    return len(own) - len(spoiled)


def _sum(exercises: Sequence[Exercise], results: Sequence[Results]) -> str:
    graded = [pair for one in results for pair in one.graded()]
    found = [outcome for one in results for outcome in outcomes(one)]
    crashed = sum(one.crashed for one in found)
    right = [one for task, one in graded if task.kind in _RIGHT]
    points = sum(exercise.max_score for exercise in exercises)
    lines = [
        f"{len(exercises)} exercises with {points:g} points, "
        f"{sum(len(one.checks) for one in exercises)} checks, "
        f"{sum(len(one.alternatives) for one in exercises)} alternatives and "
        f"{sum(len(one.wrong) for one in exercises)} wrong solutions.",
        f"{sum(one.full for one in right)} of {len(right)} gradings of right solutions are full.",
        f"{_kills(found)} mutants are killed ({crashed} of them gave no answer that could be judged); "
        f"{sum(one.listed is not None for one in found)} more are listed as equivalent.",
        f"Public checks alone see {sum(one.killed_by_public for one in found)} mutants; "
        f"of the {len(found) - crashed} that give an answer they see "
        f"{sum(one.killed_by_public for one in found if not one.crashed)}.",
        f"{len(graded)} gradings, {sum(one.wall_s for _, one in graded) / max(len(graded), 1):.2f} s of wall "
        "time each.",
    ]
    return " ".join(lines)


def _survivors(results: Sequence[Results]) -> str:
    lines = [
        f"- `{one.exercise.id}`: `{outcome.mutant.id}`"
        for one in results
        for outcome in survivors(outcomes(one))
    ]
    return "\n".join(["Mutants that live and are not listed as equivalent:\n", *(lines or ["- none"])])
