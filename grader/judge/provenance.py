"""Where and with what a report was made."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from grader import __version__
from grader.judge.job import GradingJob
from grader.judge.report import Part, Provenance
from sandbox.host.base import SandboxInfo


def provenance(job: GradingJob, info: SandboxInfo, durations: Mapping[str, float]) -> Provenance:
    """Enough to grade again in the same way."""
    return Provenance(
        seed=job.seed,
        image=info.image,
        torch=info.torch,
        python=info.python,
        device=info.device,
        grader=__version__,
        durations=dict(durations),
        walls=dict(info.walls),
        content=info.content,
        threads=job.threads,
        libraries=dict(info.libraries),
        judge=dict(_judge()),
        machine=_machine(),
        exercise_version=job.exercise.version,
        checks=None if job.checks is None else tuple(sorted(job.checks)),
        draw=job.drawn_by,
        items=tuple(item.id for item in job.items),
    )


def prepare() -> None:
    """Look up what is the same for every report of this process and of its forks."""
    _judge()
    _machine()


def no_sandbox(seed: int) -> Provenance:
    """For a report that was made before anything was run."""
    return Provenance(seed=seed, image="", torch="", python="", device="", grader=__version__)


def of_seeds(made: Provenance, seeds: Sequence[int]) -> Provenance:
    """The provenance of a report that is made of gradings with several seeds."""
    return made.model_copy(update={"seeds": tuple(seeds)})


def with_parts(after: Provenance, before: Provenance, kept: Set[str]) -> Provenance:
    """The provenance of a report in which the results of the checks `kept` are those of an earlier one.

    What the earlier one had from others again is named under its own grading.
    """
    earlier = [
        Part(checks=_sorted(set(one.checks) & kept), provenance=one.provenance) for one in before.parts
    ]
    own = kept - {check for part in earlier for check in part.checks}
    first = Part(checks=_sorted(own), provenance=before.model_copy(update={"parts": ()}))
    parts = tuple(part for part in (first, *earlier) if part.checks)
    return after.model_copy(update={"parts": parts})


def _sorted(checks: Set[str]) -> tuple[str, ...]:
    return tuple(sorted(checks))


@lru_cache(maxsize=1)
def _judge() -> Mapping[str, str]:
    """Versions on this side of the wall: expected values are computed with them."""
    import numpy
    import torch

    return {"numpy": numpy.__version__, "python": sys.version.split()[0], "torch": torch.__version__}


@lru_cache(maxsize=1)
def _machine() -> str:
    """What decides how sums are added up, beside the libraries."""
    import torch

    # `platform.machine` asks for more than that, and takes as long as a small check.
    kind = os.uname().machine if hasattr(os, "uname") else platform.machine()
    return f"{kind} {torch.backends.cpu.get_cpu_capability()}".strip()
