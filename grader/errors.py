"""Every error has an owner and an exit code.

    GraderError                 exit 5   ours: infrastructure, safe to retry
    ├── UsageError              exit 2   the caller's: wrong arguments or an unknown name
    ├── AuthorError             exit 3   the instructor's: exercise or configuration is invalid
    ├── Rejected                exit 4   the student's: the submission cannot be graded as it is
    └── InfrastructureError     exit 5   ours: sandbox, database, network

A message says what was seen; `next_step` says what to do about it. Neither ever holds a secret,
a hidden input or a path of the server.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

Owner = Literal["student", "author", "grader"]


class ExitCode(IntEnum):
    """What the `grader` command returns; documented in docs/cli.md."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    INVALID_EXERCISE = 3
    REJECTED = 4
    INFRASTRUCTURE = 5
    LIMIT = 6


class GraderError(Exception):
    """Base of everything this project raises on purpose."""

    owner: Owner = "grader"
    exit_code: ExitCode = ExitCode.INFRASTRUCTURE

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class UsageError(GraderError):
    """The caller named something that does not exist or does not fit."""

    owner = "student"
    exit_code = ExitCode.USAGE


class AuthorError(GraderError):
    """An exercise or the configuration is invalid; `where` is `file:line` inside the catalogue."""

    owner = "author"
    exit_code = ExitCode.INVALID_EXERCISE

    def __init__(self, message: str, next_step: str = "", where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message, next_step)
        self.where = where


class Rejected(GraderError):
    """The upload cannot be graded as it is. `code` is stable, for programs and tests."""

    owner = "student"
    exit_code = ExitCode.REJECTED

    def __init__(self, code: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.code = code


class InfrastructureError(GraderError):
    """A fault of ours: it costs no attempt and is retried."""
