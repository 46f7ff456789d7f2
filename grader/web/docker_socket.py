"""Whether this process could reach a Docker engine: whoever can is root of the machine.

Only the worker needs it. The kernel cannot take it away here (Landlock has no rule for connecting to a socket
file before its ninth version), so the server says how to start it without. It looks and never connects.
"""

from __future__ import annotations

import os

_DEFAULT = "unix:///var/run/docker.sock"
NEXT_STEP = (
    "Run the web server as a user of its own that is not in the `docker` group, and leave DOCKER_HOST out of "
    "its environment; the worker alone needs the engine (docs/security.md)."
)


def complaint(address: str | None = None) -> str:
    """What is wrong, in a sentence with its next step; empty when this process cannot reach the engine.

    :param address: in the form of DOCKER_HOST, which is asked when it is left out.
    """
    place = address or os.environ.get("DOCKER_HOST") or _DEFAULT
    if not place.startswith("unix://"):
        return f"The web server knows the address of a Docker engine (DOCKER_HOST). {NEXT_STEP}"
    path = place.removeprefix("unix://")
    if not os.access(path, os.W_OK):
        return ""
    return f"The web server could use the Docker socket {path}. {NEXT_STEP}"
