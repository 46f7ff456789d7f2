"""`grader serve`: gunicorn with the settings this application was measured with."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from grader.errors import UsageError
from grader.settings import Settings
from grader.store.migrate import current, require_current, upgrade
from grader.store.sessions import create_engine
from grader.submissions.exposure import is_loopback
from grader.web.app import THREADS, create_app
from grader.web.config import flask_config
from grader.web.docker_socket import complaint

log = logging.getLogger(__name__)


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C.

    :raises UsageError: the address can be reached by others and student code could run in the local sandbox,
        or the settings name an engine that a server cannot use.
    :raises InfrastructureError: the database cannot be reached or its tables are not current.
    """
    refuse_exposed(settings, host)
    if settings.engine != "local":
        raise UsageError(
            "The inline engine is for tests and scripts: a server hands its jobs to workers.",
            "Leave GRADER_ENGINE unset and start `grader worker` beside the server.",
        )
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    if reason := complaint():
        log.warning(reason)
    _prepare_database(settings)
    flask_config(settings)  # Makes the secret key before there are two processes that could.
    _Server(settings, host, port).run()


def _prepare_database(settings: Settings) -> None:
    """Make the tables of a new database; an older one is left to the workers, which stand still for it."""
    engine = create_engine(settings.url)
    if current(engine) is None:
        upgrade(engine)
    require_current(engine)
    engine.dispose()


def refuse_exposed(settings: Settings, host: str) -> None:
    """The local sandbox is for people who trust each other; a server others can reach needs Docker.

    `auto` is not enough there: only the workers may ask whether there is an engine, because its socket is
    theirs alone.

    :raises UsageError: student code could run in the local sandbox, and nobody has said that it is meant.
    """
    if is_loopback(host) or settings.allow_local_sandbox or settings.sandbox == "docker":
        return
    raise UsageError(
        f"{host} can be reached by others, and student code could run in the local sandbox.",
        "Set GRADER_SANDBOX=docker for the server and its workers, serve on 127.0.0.1, or set "
        "GRADER_ALLOW_LOCAL_SANDBOX=1 if you mean it.",
    )


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no type hints.
    """gunicorn without its command line."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self._settings = settings
        self._options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host.strip("[]") else f"{host}:{port}",
            "workers": 1,
            # Threads, because a stream of events holds one for minutes and waits most of the time.
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 5,
            "control_socket_disable": True,
            "proc_name": "grader",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings)
