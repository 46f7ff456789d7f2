"""`grader bench`: how fast this machine grades, and beside what."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import err, out, progress, write_data
from grader.errors import InfrastructureError
from grader.settings import settings

#: Sizes of a look that takes two minutes instead of fifteen.
QUICK_BATCH, QUICK_SIZES = 20, (5, 20)


@click.command()
@click.option(
    "--only", default="", metavar="PARTS", help="Comma-separated: a, b, c, d, e, memory, growth, f, beside."
)
@click.option("--quick", is_flag=True, help="Small batches: the order of magnitude in a few minutes.")
@click.option("--json", "as_json", is_flag=True, help="Every figure, for programs.")
@click.option(
    "--page", type=click.Path(path_type=Path, exists=True), help="Write the figures into this page."
)
def bench(only: str, quick: bool, as_json: bool, page: Path | None) -> None:
    """Measure the floor, the usual way and ours side by side, in one run.

    It needs a Docker engine, the hidden checks and a machine with nothing else to do; everything takes about
    fifteen minutes on two cores.

    \b
    Examples:
      grader bench --quick --only a,c
      grader bench --json > figures.json
    """
    from grader.bench import page as pages
    from grader.bench.run import BATCH, PARTS, SIZES, measure
    from sandbox.host.base import SandboxError

    parts = tuple(part.strip() for part in only.split(",")) if only else PARTS
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise click.BadParameter(
            f"{', '.join(unknown)}: the parts are {', '.join(PARTS)}", param_hint="--only"
        )
    batch, sizes = (QUICK_BATCH, QUICK_SIZES) if quick else (BATCH, SIZES)
    try:
        with progress("Measuring …") as shown:
            found = measure(settings(), parts, batch, sizes, lambda text: shown.say(f"Measuring: {text} …"))
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    if page is not None:
        pages.write(found, page)
        err.print(f"{page} has the new figures.")
    if as_json:
        write_data(found.model_dump_json(indent=2) + "\n")
    elif page is None:
        out.print(pages.tables(found), markup=False, soft_wrap=True)
