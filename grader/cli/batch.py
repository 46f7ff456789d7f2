"""`grader batch`: a whole class in one command, without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from grader.batch import formats
from grader.batch.equipment import Equipment, Kind, kind_of
from grader.batch.folder import earlier_folder, open_folder
from grader.batch.grading import Grader, Judge, Terms
from grader.batch.models import LAYOUTS, Handed, Layout, Outcome
from grader.batch.results import Results, Wanted, write
from grader.batch.run import grade_all, plan
from grader.batch.sheet import Sheet
from grader.batch.summary import NAME as SUMMARY
from grader.batch.trees import Tree, open_tree
from grader.batch.words import STATES, counted, headline
from grader.batch.worksheet import read_worksheet
from grader.catalog.drawing import COMMON
from grader.catalog.models import Exercise
from grader.cli.batch_progress import following
from grader.cli.console import err, out, progress
from grader.cli.find import catalog
from grader.cli.grade import require_hidden
from grader.cli.grading import SEED
from grader.cli.main import finish
from grader.errors import ExitCode, UsageError
from grader.judge.report import printable
from grader.settings import settings
from grader.submissions.sizing import cores

_FOLDER = click.Path(path_type=Path)
#: Lines about single submissions that the terminal shows.
SHOWN = 20


@click.command()
@click.argument("exercise")
@click.argument("submissions", type=_FOLDER)
@click.option("-o", "--output", "folder", type=_FOLDER, required=True, help="The folder for all results.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="What the submissions come from; told by their names where it is left out.",
)
@click.option("--worksheet", type=_FOLDER, help="Moodle's grading worksheet, to be filled in.")
@click.option("--compare", "earlier", type=_FOLDER, help="The -o of an earlier run: who rises and falls.")
@click.option("--entry", default="", metavar="PATTERN", help="The file to grade where there are several.")
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), default="auto", show_default=True)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many at a time; left out, one more than cores."
)
@click.option("--max-uses", type=click.IntRange(1, 1000), help="Submissions that one sandbox may see.")
@click.option("--seed", type=SEED, help="One seed for all; left out, each student keeps one of their own.")
@click.option("--draw", default=COMMON, help="Which items are asked, where students draw some: one for all.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many, to try it out.")
@click.option("--again", is_flag=True, help="Grade everybody again, also whose report still holds.")
def batch(
    exercise: str,
    submissions: Path,
    folder: Path,
    layout: Layout | None,
    worksheet: Path | None,
    earlier: Path | None,
    entry: str,
    sandbox: str,
    jobs: int | None,
    max_uses: int | None,
    seed: int | None,
    draw: str,
    limit: int | None,
    again: bool,
) -> None:
    """Grade a class: SUBMISSIONS is a folder, or the zip that Moodle, Canvas or Gradescope exports.

    Reports are kept as they come: the same command goes on where the last one stopped, and grades only what
    is new or changed. The folder then holds grades.csv, summary.html, a feedback page for each student, and
    for Moodle a zip of these pages and the worksheet. The exit code is 5 where a fault of ours left
    somebody out.

    \b
    Examples:
      grader batch t-softmax-ce moodle-export.zip -o results
      grader batch t-softmax-ce moodle-export.zip -o results --worksheet grades.csv
      grader batch t-softmax-ce handed-in/ -o second --compare results
    """
    found = catalog().get(exercise)
    require_hidden(found)
    _verify_places(submissions, folder, earlier)
    now = settings()
    old = earlier_folder(earlier, found.id) if earlier is not None else None
    sheet = read_worksheet(worksheet) if worksheet is not None else None
    with open_tree(submissions) as tree:
        layout = layout or formats.detect(tree)
        _verify_worksheet(sheet, layout)
        handed = formats.read(tree, layout)[:limit]
        _tell(tree, layout, len(handed))
        kind, image = kind_of(sandbox, now, found)
        terms = Terms(found, image, now.max_upload_mb * 2**20, entry, seed, again, draw)
        bench = _Bench(found, kind, jobs or cores() + 1, max_uses or now.batch_max_uses)
        with open_folder(folder, found.id) as opened:
            outcomes = _grade(Grader(terms, tree, opened), handed, bench)
            with progress("Writing the results …"):
                results = write(opened, found, outcomes, Wanted(sheet, layout == "moodle", old))
    _say(results, folder)
    finish(_exit_code(outcomes))


@dataclass(frozen=True)
class _Bench:
    """What is graded with."""

    exercise: Exercise
    kind: Kind
    jobs: int
    max_uses: int

    @contextmanager
    def open(self) -> Iterator[Judge]:
        """Say what it is, and start it."""
        uses = f"each sees up to {self.max_uses} submissions" if self.max_uses > 1 else "a fresh one each"
        _line(f"Sandbox: {self.kind}, {self.jobs} at a time, {uses}.")
        with Equipment(self.exercise, settings(), self.kind, self.jobs, self.max_uses) as opened:
            yield opened.grade


def _grade(grader: Grader, handed: Sequence[Handed], bench: _Bench) -> list[Outcome]:
    with progress("Reading the submissions …"):
        todo = plan(grader, handed)
    count = len(todo.to_grade)
    if todo.kept:
        _line(f"{counted(todo.kept, 'report')} of an earlier run still hold and are kept.")
    if not count:
        return [todo.settled[one.key] for one in handed]
    with following(count) as shown:
        try:
            return grade_all(grader, todo, bench.jobs, bench.open, shown.done)
        except KeyboardInterrupt:
            shown.close()
            _line(f"{shown.count} of {count} are graded and kept. The same command goes on from there.")
            raise


def _verify_places(submissions: Path, folder: Path, earlier: Path | None) -> None:
    """The results are no submission, and no batch is compared with itself."""
    here = folder.resolve()
    if submissions.is_dir() and here.is_relative_to(submissions.resolve()):
        step = "Name a folder beside it with -o."
        raise UsageError(f"{folder} lies in the folder with the submissions.", step)
    if earlier is not None and earlier.resolve() == here:
        step = "Write the new results to another folder with -o."
        raise UsageError(f"{folder} cannot be compared with itself.", step)


def _verify_worksheet(sheet: Sheet | None, layout: Layout) -> None:
    if sheet is not None and layout != "moodle":
        step = "Leave --worksheet out, or say --layout moodle if it is an export of Moodle's."
        raise UsageError(f"A worksheet belongs to an export of Moodle's; this one is {layout}.", step)


def _tell(tree: Tree, layout: Layout, count: int) -> None:
    _line(f"{counted(count, 'submission')} (layout: {layout}).")
    if tree.skipped:
        names = ", ".join(printable(name) for name in tree.skipped[:5])
        more = " and more" if len(tree.skipped) > 5 else ""
        why = "because they are links, lead out of the export, or are there twice"
        _line(f"{counted(len(tree.skipped), 'name')} left out, {why}: {names}{more}.")


def _say(results: Results, folder: Path) -> None:
    """The result on stdout: totals, who needs a look, and what was written."""
    tally = results.tally
    out.print(f"{headline(tally)}.", markup=False)
    if tally.scores:
        middle, average = tally.middle
        told = f"Median {middle:.3g}, mean {average:.3g} of {tally.max_score:g} points."
        out.print(told, markup=False)
    for outcome in tally.to_see[:SHOWN]:
        why = f": {outcome.note}" if outcome.note else ""
        out.print(f"  {STATES[outcome.state]}  {outcome.handed.label}{why}", markup=False, soft_wrap=True)
    if len(tally.to_see) > SHOWN:
        out.print(f"  and {len(tally.to_see) - SHOWN} more, all in {SUMMARY}", markup=False)
    for sentence in (*results.said, *(results.comparison.sentences() if results.comparison else ())):
        out.print(sentence, markup=False, soft_wrap=True)
    out.print(f"Next: open {folder / SUMMARY}", markup=False, soft_wrap=True)


def _exit_code(outcomes: Sequence[Outcome]) -> ExitCode:
    """0: the class is graded, whatever the scores. A fault of ours weighs most: it is worth another run."""
    states = {outcome.state for outcome in outcomes}
    if "ours" in states:
        return ExitCode.INFRASTRUCTURE
    return ExitCode.INVALID_EXERCISE if "exercise" in states else ExitCode.PASSED


def _line(text: str) -> None:
    err.print(text, markup=False, soft_wrap=True)
