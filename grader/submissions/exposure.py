"""Who can reach this server. Nothing here asks a Docker engine: the web server must not be able to."""

from __future__ import annotations

import ipaddress

from sqlalchemy.engine import make_url

from grader.errors import UsageError
from grader.settings import Settings


def refuse_exposed(settings: Settings) -> None:
    """The local sandbox is for people who trust each other.

    :raises UsageError: others can reach the server or the database, and nobody has said that it is meant.
    """
    if settings.allow_local_sandbox:
        return
    for what, host in (("server", settings.host), ("database", make_url(settings.url).host or "")):
        if host and not is_loopback(host):
            raise UsageError(
                f"The {what} on {host} can be reached by others, and student code would run in the local "
                "sandbox.",
                "Start a Docker engine, or set GRADER_ALLOW_LOCAL_SANDBOX=1 if you mean it.",
            )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; a path is a socket file of this machine."""
    if host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
