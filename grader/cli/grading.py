"""What `check`, `grade` and `exercise check` share: files -> program -> sandbox -> report."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from grader import extras
from grader.catalog.models import Exercise
from grader.cli.console import err
from grader.errors import ExitCode, InfrastructureError, UsageError
from grader.intake.models import UploadedFile
from grader.judge.report import Report
from grader.present import settle
from grader.settings import settings
from sandbox.host.base import Sandbox, SandboxError

#: What `--seed` takes: the server's seeds are 32 bits wide.
SEED = click.IntRange(0, 2**32 - 1)


def fresh_seed() -> int:
    """A seed nobody can know beforehand; the report names it, `--seed` repeats it."""
    return secrets.randbelow(2**31)


def uploaded(paths: Sequence[Path]) -> list[UploadedFile]:
    """The files as an upload. Their size is looked at first, so that nothing huge is read.

    :raises UsageError: a path does not exist, is a folder, or may not be read.
    """
    return [_upload(path, settings().max_upload_mb * 2**20) for path in paths]


def _upload(path: Path, limit: int) -> UploadedFile:
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", "Name the files in it, or a .zip of them.")
    try:
        with path.open("rb") as stream:
            # One byte more than allowed is enough for the intake to refuse the file by its size.
            return UploadedFile(path.name, stream.read(limit + 1))
    except FileNotFoundError as error:
        step = "Look at the spelling, or give the path of your file."
        raise UsageError(f"There is no file {path}.", step) from error
    except OSError as error:
        raise UsageError(f"{path} could not be read: {error.strerror}.") from error


@contextmanager
def open_sandboxes(kinds: Sequence[str], exercise: Exercise) -> Iterator[list[Sandbox]]:
    """Sandboxes of these kinds; `auto` takes docker where an engine answers and the image is there.

    They start side by side, because each spends its first seconds importing torch.

    :raises InfrastructureError: one could not be started; the message says why and what to do.
    :raises NeedsExtra: the exercise needs an image that is not here.
    """
    if exercise.requires:
        # Known solutions import what students import, so their sandbox needs the same.
        wanted, kinds = kinds, [settle(exercise, kind, settings()) for kind in kinds]
        if wanted[0] == "local" != kinds[0]:
            image = extras.image_of(exercise, settings())
            err.print(f"{exercise.id} runs in {image}: this Python lacks what it needs.", markup=False)
    with ExitStack() as stack, ThreadPoolExecutor(len(kinds)) as starters:
        starting = [starters.submit(_opened, kind, exercise) for kind in kinds]
        for start in starting:
            stack.callback(_close, start)
        try:
            sandboxes = [start.result() for start in starting]
        except SandboxError as error:
            raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
        yield sandboxes


def _close(start: Future[Sandbox]) -> None:
    if start.exception() is None:
        start.result().close()


def _opened(kind: str, exercise: Exercise) -> Sandbox:
    from sandbox.host.choose import open_sandbox as open_kind

    image, gpu = extras.image_of(exercise, settings()), extras.gpu_of(exercise, settings())
    return open_kind(kind, image, exercise.limits.memory_mb, gpu, exercise.requires)


def exit_code(report: Report) -> ExitCode:
    """The exit code a report stands for (docs/cli.md)."""
    if report.verdict == "rejected":
        return ExitCode.REJECTED
    if any(check.status == "error" for check in report.checks):
        return ExitCode.INVALID_EXERCISE
    if report.verdict == "infra_error":
        return ExitCode.INFRASTRUCTURE
    if all(check.status in ("passed", "not_run") for check in report.checks):
        return ExitCode.PASSED
    return ExitCode.LIMIT if report.limit_reached else ExitCode.FAILED
