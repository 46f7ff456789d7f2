"""A whole site for tests: the demo course, a real web server and a real worker, each a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from grader.accounts.services import user_by_login
from grader.accounts.tokens import create_token
from grader.bench.site import free_port, process
from grader.settings import ROOT, Settings
from grader.store.sessions import create_engine, session_scope
from grader.submissions.demo import seed_demo

#: Seconds after which something is stuck, also on a busy machine.
PATIENCE_S = 180.0


@dataclass(frozen=True)
class Site:
    """Where it is, and who can sign in."""

    base: str
    settings: Settings
    #: login -> password
    passwords: dict[str, str]
    log: Path
    #: Process ids of its workers.
    workers: tuple[int, ...] = ()

    def bearer(self, login: str) -> dict[str, str]:
        """Headers of a program that acts for this person."""
        engine = create_engine(self.settings.url)
        with session_scope(engine, write=True) as db:
            user = user_by_login(db, login)
            assert user is not None
            _, token = create_token(db, user, "test")
        engine.dispose()
        return {"Authorization": f"Bearer {token}"}

    def signed_in(self, login: str) -> requests.Session:
        """A browser without scripts, signed in."""
        browser = requests.Session()
        form = {"login": login, "password": self.passwords[login], "csrf_token": self.token(browser)}
        answer = browser.post(f"{self.base}/sign-in", form, timeout=30)
        assert answer.ok, answer.text
        return browser

    def token(self, browser: requests.Session) -> str:
        """What protects this browser's forms."""
        page = browser.get(f"{self.base}/account/tokens", timeout=30).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found is not None
        return found[1]


@contextlib.contextmanager
def running(
    folder: Path, sandbox: str, *, worker: bool = True, catalog: Path = ROOT, secret_key: str = ""
) -> Iterator[Site]:
    """The site, until the block ends; what the processes said stands in `site.log`."""
    exercises, reference = catalog / "exercises", catalog / "reference"
    settings = Settings(data_dir=folder, sandbox=sandbox, exercises=exercises, reference=reference)
    environment = {
        **os.environ,
        "GRADER_DATA_DIR": str(folder),
        "GRADER_SANDBOX": sandbox,
        "GRADER_EXERCISES": str(exercises),
        "GRADER_REFERENCE": str(reference),
        "GRADER_SECRET_KEY": secret_key,
        "GRADER_SLOTS": "1",
        "OMP_NUM_THREADS": "1",
    }
    people = seed_demo(settings)
    port = free_port()
    passwords, path = {who[1]: who[2] for who in people}, folder / "log"
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(path.open("wb"))
        serve = ["serve", "--port", str(port)]
        stack.enter_context(process(serve, environment, log.fileno()))
        commands = [["worker"]] if worker else []
        workers = [stack.enter_context(process(command, environment, log.fileno())) for command in commands]
        site = Site(f"http://127.0.0.1:{port}", settings, passwords, path, tuple(workers))
        _wait(site)
        yield site


def _wait(site: Site) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{site.base}/readyz", timeout=10).ok:
                return
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{site.log.read_text()}")
