"""Whether this machine has what exercises require beyond every sandbox: an image, or an installed library."""

from __future__ import annotations

import importlib.util

from grader.extras import NAMES, Asks, Kind, NeedsExtra, build_command, image_of_extra, install_command
from grader.settings import Settings
from sandbox.program import Extra


def missing(extra: Extra, kind: Kind, settings: Settings) -> str:
    """Why a sandbox of this kind cannot have an extra here, without a full stop; empty when it can."""
    if kind == "local":
        found = importlib.util.find_spec(extra)
        return "" if found else f"{NAMES[extra]} is not installed for the Python that runs the local sandbox"
    try:
        from sandbox.host.docker import docker_available, image_state
    except ImportError:
        return "the docker package is not installed"
    reason = docker_available()
    if reason:
        return reason
    state = image_state(image_of_extra(extra, settings), extra)
    # One that is a little old still works; `grader doctor` says that it is.
    return "" if "older" in state else state


def settle(asks: Asks, wanted: str, settings: Settings) -> Kind:
    """The kind of sandbox for an exercise that requires extras: the one that is wanted, if it has them.

    `auto` is docker, else local; `local` is local, else docker, which is the stronger one.

    :raises NeedsExtra: none here has them.
    """
    reasons: dict[Kind, str] = {}
    for kind in _order(wanted):
        reasons[kind] = next(filter(None, (missing(one, kind, settings) for one in asks.requires)), "")
        if not reasons[kind]:
            return kind
    raise needs(asks, reasons["docker"])


def _order(wanted: str) -> tuple[Kind, ...]:
    if wanted == "docker":
        return ("docker",)
    return ("local", "docker") if wanted == "local" else ("docker", "local")


def needs(asks: Asks, reason: str) -> NeedsExtra:
    """What is said wherever such an exercise cannot be run."""
    extra = asks.requires[0]
    return NeedsExtra(
        f"{asks.id} needs the {NAMES[extra]} image, and here it cannot be had: {reason}.",
        f"`{build_command(extra)}` builds it once for a machine with Docker; "
        f"without Docker, `{install_command(extra)}` lets your own Python run it.",
    )
