"""Where and with what a report was made."""

from __future__ import annotations

from collections.abc import Mapping

from grader import __version__
from grader.judge.report import Provenance
from sandbox.host.base import SandboxInfo


def provenance(seed: int, info: SandboxInfo, durations: Mapping[str, float]) -> Provenance:
    """Enough to grade again in the same way."""
    return Provenance(
        seed=seed,
        image=info.image,
        torch=info.torch,
        python=info.python,
        device=info.device,
        grader=__version__,
        durations=dict(durations),
        walls=dict(info.walls),
    )


def no_sandbox(seed: int) -> Provenance:
    """For a report that was made before anything was run."""
    return Provenance(seed=seed, image="", torch="", python="", device="", grader=__version__)
