"""`grader bench`: how fast this machine grades, and beside what."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import err, out, progress, write_data
from grader.errors import InfrastructureError
from grader.settings import settings

#: Sizes of a look that takes two minutes instead of fifteen.
QUICK_BATCH, QUICK_SIZES, QUICK_CLASS = 20, (5, 20), 60


@click.command()
@click.option(
    "--only", default="", metavar="PARTS", help="Comma-separated: a, b, c, d, e, memory, growth, f, beside."
)
@click.option("--regrade", is_flag=True, help="Measure instead how a class is graded again.")
@click.option("--quick", is_flag=True, help="Small batches: the order of magnitude in a few minutes.")
@click.option("--json", "as_json", is_flag=True, help="Every figure, for programs.")
@click.option(
    "--page", type=click.Path(path_type=Path, exists=True), help="Write the figures into this page."
)
def bench(only: str, regrade: bool, quick: bool, as_json: bool, page: Path | None) -> None:
    """Measure the floor, the usual way and ours side by side, in one run.

    With --regrade: a class of 1,000 is graded with a mistaken check, then again with the corrected one, and
    the difference is held against what must come of it. About eight minutes.

    It needs a Docker engine, the hidden checks and a machine with nothing else to do; everything takes about
    fifteen minutes on two cores.

    \b
    Examples:
      grader bench --quick --only a,c
      grader bench --json > figures.json
      grader bench --regrade --quick
    """
    if regrade:
        if only:
            raise click.BadParameter("a regrade is measured as a whole", param_hint="--only")
        return _regrade(quick, as_json, page)
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


def _regrade(quick: bool, as_json: bool, page: Path | None) -> None:
    from grader.bench import regrade_page
    from grader.bench.regrade import ARRIVALS, CLASS, measure
    from sandbox.host.base import SandboxError

    count, arrivals = (QUICK_CLASS, 0) if quick else (CLASS, ARRIVALS)
    try:
        with progress("Measuring …") as shown:
            found = measure(settings(), count, arrivals, lambda text: shown.say(f"Measuring: {text} …"))
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    if page is not None:
        regrade_page.write(found, page)
        err.print(f"{page} has the new figures.")
    if as_json:
        write_data(found.model_dump_json(indent=2) + "\n")
    elif page is None:
        out.print(regrade_page.tables(found), markup=False, soft_wrap=True)
