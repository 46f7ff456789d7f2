"""`grader image`: builds the sandbox image, with progress."""

from __future__ import annotations

import click

from grader.cli.console import err, progress
from grader.errors import InfrastructureError
from grader.extras import image_of_extra
from grader.settings import settings
from sandbox.host.base import SandboxError
from sandbox.program import EXTRAS, Extra


@click.command()
@click.option("--extra", type=click.Choice(EXTRAS), help="The image for exercises that require this library.")
def image(extra: Extra | None) -> None:
    """Build the sandbox image, or say that it is up to date.

    Exercises that need fast.ai have an image of their own, with another gigabyte in it.

    \b
    Examples:
      grader image
      grader image --extra fastai
      GRADER_IMAGE=registry.example.org/sandbox:1 grader image
    """
    tag = settings().image if extra is None else image_of_extra(extra, settings())
    try:
        build_with_progress(tag, extra or "cpu")
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    err.print(f"The sandbox image {tag} is ready.")


def build_with_progress(tag: str, kind: str = "cpu") -> None:
    """Build the image unless it is there with the same content.

    :raises SandboxError: no engine, or the build failed.
    """
    from sandbox.host.image import build_image

    what = f"Building the {'sandbox' if kind == 'cpu' else kind} image"
    with progress(f"{what} (a few minutes the first time) …") as shown:
        build_image(tag, lambda line: shown.say(f"{what}: {line[:80]}"), kind)
