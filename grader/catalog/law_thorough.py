"""The thorough law: what holds with many seeds, with one thread and two, and for mutants of the reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from grader.catalog.law_models import Finding
from grader.catalog.law_mutants import check_mutants, outcomes
from grader.catalog.law_plan import Results
from grader.catalog.law_running import broken_rules, place_of
from grader.catalog.law_tasks import Graded, Task
from grader.catalog.models import Exercise

#: Public checks alone may see so many of the wrong solutions, or hidden ones would add nothing.
PUBLIC_SHARE = 0.6
#: A share of fewer says nothing.
FEWEST = 5

#: Names of the rules that only the thorough law has, beside those for mutants.
RULES = ("public-share",)


def judge(results: Results) -> list[Finding]:
    """What is found in everything that was graded of one exercise; a part may have been left out."""
    exercise = results.exercise
    runs = [(task, graded) for task, graded in results.graded() if task.kind != "mutant"]
    findings = [*_broken(exercise, runs), *_seen_by_public(exercise, runs)]
    return findings + list(check_mutants(exercise, outcomes(results)))


def _broken(exercise: Exercise, runs: list[tuple[Task, Graded]]) -> Iterator[Finding]:
    """The rules of the quick law; a file that breaks one with many seeds is told once."""
    counts: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, str, str], list[tuple[Task, str]]] = defaultdict(list)
    wrong = {one.path.name: one for one in exercise.wrong}
    for task, graded in runs:
        counts[f"{task.kind}/{task.name}"] += 1
        assert task.kind != "mutant"
        known = wrong.get(task.name) if task.kind == "wrong" else None
        for rule, message in broken_rules(exercise, task.kind, known, graded):
            found[task.kind, task.name, rule].append((task, message))
    for (kind, name, rule), times in found.items():
        first, message = times[0]
        threads = f", {first.threads} threads" if first.threads > 1 else ""
        often = f"{len(times)} of {counts[f'{kind}/{name}']} runs" if len(times) > 1 else "one run"
        what = f"{message} ({often}, first with seed {first.seed}{threads})"
        yield Finding(exercise.id, rule, what, f"{place_of(exercise, first.kind, name)}:1")  # type: ignore[arg-type]


def _seen_by_public(exercise: Exercise, runs: list[tuple[Task, Graded]]) -> Iterator[Finding]:
    seen, of = public_kills(runs)
    if of >= FEWEST and seen > PUBLIC_SHARE * of:
        what = (
            f"Public checks alone see {seen} of {of} wrong solutions; "
            f"at most {PUBLIC_SHARE:.0%} may be seen, or hidden checks add nothing"
        )
        name = f"{exercise.public_dir.parent.parent.name}/{exercise.unit}/{exercise.id}/test_public.py"
        yield Finding(exercise.id, "public-share", what, f"{name}:1")


def public_kills(runs: list[tuple[Task, Graded]]) -> tuple[int, int]:
    """How many wrong solutions lose public points with the first seed, and how many there are."""
    wrong = [(task, graded) for task, graded in runs if task.kind == "wrong"]
    first = [graded for task, graded in wrong if task.seed == wrong[0][0].seed]
    return sum(graded.verdict != "graded" or bool(graded.lost("public")) for graded in first), len(first)
