"""Everything that is made of the records, in one pass: table, pages, zip, worksheet, summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch import feedback, summary, table, worksheet
from grader.batch.compare import Comparison
from grader.batch.folder import Folder, replacing
from grader.batch.models import Outcome
from grader.batch.sheet import Sheet
from grader.batch.tally import Tally
from grader.catalog.models import Exercise

GRADES = "grades.csv"


@dataclass(frozen=True)
class Wanted:
    """What is asked for beside table, pages and summary."""

    #: Moodle's grading worksheet.
    sheet: Sheet | None = None
    #: Whether the export is Moodle's, which takes a zip of the pages back.
    moodle: bool = False
    #: An earlier batch.
    earlier: Folder | None = None


@dataclass(frozen=True)
class Results:
    """What was written, and what there is to say about it."""

    tally: Tally
    files: tuple[str, ...]
    #: Sentences about the worksheet and the zip.
    said: tuple[str, ...]
    comparison: Comparison | None


def write(folder: Folder, exercise: Exercise, outcomes: Sequence[Outcome], wanted: Wanted) -> Results:
    """Write every result; one report is in memory at a time."""
    tally, scores = Tally(exercise.automatic), dict[str, float]()
    comparison = Comparison(wanted.earlier) if wanted.earlier is not None else None
    with replacing(folder.root / GRADES) as fresh, fresh.open("w", encoding="utf-8", newline="") as out:
        out.write(table.head(exercise))
        for outcome in outcomes:
            record = folder.record(outcome.handed.key) if outcome.has_record else None
            tally.add(outcome, record)
            out.writelines(table.lines(exercise, outcome, record))
            if record is not None:
                feedback.write_page(folder, record)
            if record is not None and outcome.state == "graded":
                scores |= {person.id: record.report.score for person in record.people}
            if comparison is not None:
                comparison.add(outcome, record)
    files, said = [GRADES], _by_hand(exercise)
    if wanted.moodle:
        count = feedback.write_zip(folder, list(outcomes))
        files.append(feedback.ZIP)
        said.append(f"{feedback.ZIP} has {count} feedback pages for Moodle.")
    if wanted.sheet is not None:
        files.append(worksheet.NAME)
        said += _fill(folder, wanted.sheet, scores, exercise.max_score)
    if comparison is not None:
        files.append(comparison.write(folder))
    page = summary.render(exercise, tally, said, comparison.html() if comparison else "")
    folder.write(summary.NAME, page.encode())
    return Results(tally, (*files, summary.NAME), tuple(said), comparison)


def _by_hand(exercise: Exercise) -> list[str]:
    """What no check gives, so that nobody takes it for lost."""
    manual = exercise.manual
    if manual is None:
        return []
    to_come = f"Up to {manual.points:g} points are still to be given by hand, for {manual.what}"
    return [f"{to_come}; scores here have the {exercise.automatic:g} of the checks alone."]


def _fill(folder: Folder, sheet: Sheet, scores: dict[str, float], max_score: float) -> list[str]:
    """Write the worksheet; what there is to say about it."""
    filled = worksheet.fill(sheet, scores, max_score)
    folder.write(worksheet.NAME, filled.data)
    told = (
        (True, f"{worksheet.NAME}: {filled.filled} grades filled in, {filled.empty} rows left without one."),
        (filled.scaling, f"Grades are scaled: {filled.scaling}."),
        (filled.replaced, f"{filled.replaced} grades of the worksheet are different now."),
        (filled.locked, f"Moodle says that these cannot be changed, so they stay: {_some(filled.locked)}."),
        (filled.missing, f"These participants have a grade but no row: {_some(filled.missing)}."),
    )
    return [sentence for applies, sentence in told if applies]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + more
