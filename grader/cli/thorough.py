"""`grader exercise check --thorough` and `--mutants`: the whole law, side by side, with a memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.catalog import law
from grader.catalog.law_cache import Cache
from grader.catalog.law_plan import Plan, Results, plan_all, plan_mutants
from grader.catalog.models import Exercise
from grader.cli.console import err, out
from grader.cli.law import tell
from grader.cli.law_lines import mutant_lines, summary_line
from grader.cli.law_pool import kept, run_plans, weight
from grader.cli.law_progress import law_progress
from grader.errors import AuthorError
from grader.settings import settings


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    #: Mutants of the reference alone.
    mutants_only: bool = False
    #: Do not read what an earlier run has kept.
    fresh: bool = False
    #: Grade nothing: what earlier runs have kept must do.
    kept: bool = False
    #: How many gradings at a time; 0 means one per core that this process may use.
    jobs: int = 0


@dataclass(frozen=True)
class Held:
    """What came of it."""

    results: list[Results]
    findings: list[law.Finding]
    #: Why exercises were left out, by id.
    left_out: dict[str, str]


def hold(exercises: Sequence[Exercise], known: frozenset[str], wanted: Wanted) -> Held:
    """Hold exercises to the thorough law, or to its part about mutants, and say what is found as it is found.

    :raises InfrastructureError: sandboxes could not be started, or fail again and again.
    """
    from grader.cli.law_lanes import missing_for

    cache = Cache(settings().data_dir / "law", wanted.fresh)
    left_out = {one.id: why for one in exercises if (why := missing_for(one))}
    plans, findings = _planned([one for one in exercises if one.id not in left_out], known, wanted)
    before = [kept(plan, cache) for plan in plans] if wanted.kept else []
    for plan, results in zip(plans, before, strict=False):
        if results is None:
            left_out[plan.exercise.id] = "its present version was not graded as a whole"
    for id_, why in left_out.items():
        err.print(f"\N{EN DASH} {id_} is left out: {why}", markup=False, soft_wrap=True)
    tell(findings)

    def done(results: Results) -> None:
        broken = law.judge(results)
        findings.extend(broken)
        for line in mutant_lines(results):
            out.print(line, markup=False, soft_wrap=True)
        tell(broken)
        out.print(summary_line(results, len(broken)), markup=False, soft_wrap=True)

    if not wanted.kept:
        return Held(_graded(plans, cache, wanted, done), findings, left_out)
    known_before = [results for results in before if results is not None]
    for results in known_before:
        done(results)
    return Held(known_before, findings, left_out)


def _planned(
    exercises: Sequence[Exercise], known: frozenset[str], wanted: Wanted
) -> tuple[list[Plan], list[law.Finding]]:
    """What is to be graded, and what the files alone already show."""
    plans: list[Plan] = []
    findings: list[law.Finding] = []
    for exercise in exercises:
        if not wanted.mutants_only:
            findings += law.check_form(exercise, known)
        try:
            plans.append(plan_mutants(exercise) if wanted.mutants_only else plan_all(exercise))
        except AuthorError as error:
            findings.append(law.Finding(exercise.id, "broken", error.message, error.where))
    return plans, findings


def _graded(
    plans: Sequence[Plan], cache: Cache, wanted: Wanted, done: Callable[[Results], None]
) -> list[Results]:
    from grader.cli.law_lanes import Lanes

    steps = sum(len(plan.steps) for plan in plans)
    whole = sum(len(plan.steps) * weight(plan, cache) for plan in plans)
    with law_progress(steps, whole) as shown, Lanes() as lanes:
        return run_plans(plans, cache, lanes.grade, wanted.jobs or cores(), shown.done, done)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
