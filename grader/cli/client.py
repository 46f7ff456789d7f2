"""The course server as the `grader` command sees it: a token, an address, and what the API answers."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from platformdirs import user_config_path

from grader.errors import GraderError, InfrastructureError, Rejected, UsageError

TIMEOUT_S = 30.0
TRIES = 3
_ADDRESS = "Write it like https://grader.example.org."


def config_file() -> Path:
    """Where `grader login` keeps address and token."""
    return user_config_path("grader") / "server.json"


def remember(server: str, token: str) -> Path:
    """Keep address and token for later commands; only the user can read the file."""
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Created with its final mode, so that the token is never readable by others, not even for a moment.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({"server": server, "token": token}, stream)
    return path


@dataclass(frozen=True)
class Client:
    """A course server; methods raise our errors with the server's words."""

    server: str
    token: str
    timeout_s: float = TIMEOUT_S
    tries: int = TRIES

    @classmethod
    def known(cls, server: str | None, token: str | None) -> Client | None:
        """The server of `from_options`; None where none was named and `grader login` was never done."""
        kept = _kept()
        if not (server or kept.get("server")) or not (token or kept.get("token")):
            return None
        return cls.from_options(server, token)

    @classmethod
    def from_options(cls, server: str | None, token: str | None) -> Client:
        """Options win over GRADER_SERVER and GRADER_TOKEN, which win over `grader login`."""
        kept = _kept()
        address = server or kept.get("server", "")
        secret = token or kept.get("token", "")
        if not address or not secret:
            raise UsageError(
                "No course server is known here.",
                "Make a token on the server's account page, then: grader login --server URL",
            )
        return cls.of(address, secret)

    @classmethod
    def of(cls, server: str, token: str) -> Client:
        """A client for an address and a token as a person typed or pasted them.

        :raises UsageError: the token holds what no token of ours holds.
        """
        token = token.strip()
        if not token.isascii() or not token.isprintable():
            raise UsageError("This is not a token.", "Copy the whole token from the server's account page.")
        return cls(server.strip().rstrip("/"), token)

    def who(self) -> list[dict[str, Any]]:
        """The exercises this token may submit to; also the cheapest way to see that it is valid."""
        exercises: list[dict[str, Any]] = self._ask("GET", "/exercises", "exercises")["exercises"]
        return exercises

    def submit(self, exercise: str, course: str | None, files: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
        """Send files. The same key goes with every try, so that a lost answer makes no second submission."""
        return self._ask(
            "POST",
            "/submissions",
            "page",
            data={"exercise": exercise, **({"course": course} if course else {})},
            files=[("files", (name, data)) for name, data in files],
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )

    def submission(self, id_: str) -> dict[str, Any]:
        """One submission with its report, if there is one."""
        return self._ask("GET", f"/submissions/{quote(id_, safe='')}", "report")

    def replay(self, id_: str, report: int | None = None) -> bytes:
        """The replay file of a submission: of the report that counts, or of another one by its number."""
        params = {} if report is None else {"report": report}
        answer = self._answered("GET", f"/submissions/{quote(id_, safe='')}/replay", params=params)
        if answer.headers.get("Content-Type") != "application/zip":
            raise UsageError(f"{self.server} is not the address of a course server.", _ADDRESS)
        return answer.content

    def _ask(self, method: str, path: str, key: str, **more: Any) -> dict[str, Any]:
        """The server's answer, which must hold `key`: any other site may be at a wrong address."""
        answer = self._answered(method, path, **more)
        try:
            body: dict[str, Any] = answer.json()
        except ValueError:
            body = {}
        if not isinstance(body, dict) or key not in body:
            raise UsageError(f"{self.server} is not the address of a course server.", _ADDRESS)
        return body

    def _answered(self, method: str, path: str, **more: Any) -> requests.Response:
        """An answer that says yes.

        :raises GraderError: the server's own words, where it says no.
        """
        answer = self._sent(method, f"{self.server}/api/v1{path}", **more)
        if answer.is_redirect:
            # Followed, a POST would become a GET, and the token may have travelled without encryption.
            there = answer.headers["Location"].partition("/api/v1")[0]
            raise UsageError(f"{self.server} sends on to another address.", f"Try --server {there}")
        if not answer.ok:
            raise _problem(answer)
        return answer

    def _sent(self, method: str, url: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        last: Exception | None = None
        for _ in range(self.tries):
            try:
                return requests.request(
                    method, url, headers=headers, timeout=self.timeout_s, allow_redirects=False, **more
                )
            except (requests.ConnectionError, requests.Timeout) as error:
                last = error
            except requests.RequestException as error:
                raise UsageError(f"{self.server} is not the address of a server.", _ADDRESS) from error
        raise InfrastructureError(f"{self.server} does not answer.", "Nothing was lost; try again.") from last


def _kept() -> dict[str, str]:
    try:
        kept = json.loads(config_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _problem(answer: requests.Response) -> GraderError:
    """The server's problem document as an error of ours."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    body = found if isinstance(found, dict) else {}
    message = str(body.get("detail") or f"The server answered {answer.status_code}.")
    step = str(body.get("next_step", ""))
    if answer.status_code in (413, 422):
        return Rejected(str(body.get("code", "refused")), message, step)
    if answer.status_code >= 500:
        return InfrastructureError(message, step or "Try again in a moment.")
    return UsageError(message, step)
