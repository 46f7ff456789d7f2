"""`grader image`: builds the sandbox image, with progress."""

from __future__ import annotations

import click

from grader.cli.console import err, progress
from grader.errors import InfrastructureError
from grader.settings import settings
from sandbox.host.base import SandboxError


@click.command()
def image() -> None:
    """Build the sandbox image, or say that it is up to date.

    \b
    Examples:
      grader image
      GRADER_IMAGE=registry.example.org/sandbox:1 grader image
    """
    try:
        build_with_progress(settings().image)
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    err.print(f"The sandbox image {settings().image} is ready.")


def build_with_progress(tag: str) -> None:
    """Build the image unless it is there with the same content.

    :raises SandboxError: no engine, or the build failed.
    """
    from sandbox.host.image import build_image

    with progress("Building the sandbox image (a few minutes the first time) …") as shown:
        build_image(tag, lambda line: shown.say(f"Building the sandbox image: {line[:80]}"))
