"""What is different from an earlier batch: who rises, who falls, and which checks turned."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from grader.batch.folder import Folder
from grader.batch.models import Outcome, Record
from grader.batch.page import table
from grader.reporting.difference import as_csv, difference
from grader.reporting.models import Difference, Flip, Pair, Row
from grader.reporting.outline import outline

NAME = "difference.csv"
#: Rows that the summary shows; the table has all.
SHOWN = 20


@dataclass
class Comparison:
    """Takes submissions one by one; of a report only its outline is held."""

    earlier: Folder
    _pairs: list[Pair] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _found: Difference | None = None

    def add(self, outcome: Outcome, record: Record | None) -> None:
        """Look up the earlier report of a submission."""
        key = outcome.handed.key
        before = self.earlier.record(key)
        self._names[key] = outcome.handed.label
        self._pairs.append(
            Pair(
                # The key and not the name: two people of one name are two.
                student=key,
                submission=outcome.handed.label,
                before=outline(before.report) if before else None,
                after=outline(record.report) if record else None,
            )
        )

    @property
    def found(self) -> Difference:
        """The difference of all that were added."""
        if self._found is None:
            self._found = difference(self._pairs)
        return self._found

    def write(self, folder: Folder) -> str:
        """Write difference.csv; its name."""
        folder.write(NAME, ("\ufeff" + as_csv(self.found)).encode())
        return NAME

    def sentences(self) -> list[str]:
        """What the terminal says: the totals, then a line for each check that turned."""
        return [self.headline(), *(_flip_sentence(flip) for flip in self.found.flips)]

    def headline(self) -> str:
        """Totals in one sentence, and what stands on one side alone."""
        counts = self.found.counts
        told = f"{counts.rises} rise, {counts.falls} fall, {counts.same} stay"
        for count, words in (
            (counts.first, "without an earlier report"),
            (counts.not_judged, "not judged"),
            (counts.waiting, "without a report now"),
            (self._gone(), "of the earlier batch not here"),
        ):
            told += f", {count} {words}" if count else ""
        return f"Compared with {self.earlier.root}: {told}."

    def html(self) -> str:
        """A section of the summary."""
        changed = [row for row in self.found.rows if row.outcome in ("rise", "fall")]
        parts = ["<h2>What is different from the earlier batch?</h2>", f"<p>{escape(self.headline())}</p>"]
        if self.found.flips:
            heads = ("check", "pass now", "pass no longer", "for example")
            parts.append(table(heads, map(_flip_row, self.found.flips)))
        if changed:
            parts.append(table(("who", "before", "now", "change"), map(_row, changed[:SHOWN])))
        if len(changed) > SHOWN:
            parts.append(f"<p class=soft>{len(changed) - SHOWN} more are in {NAME}.</p>")
        return "".join(parts)

    def _gone(self) -> int:
        earlier = {path.stem for path in self.earlier.reports.glob("*.json")}
        return len(earlier - self._names.keys())


def _flip_sentence(flip: Flip) -> str:
    told = []
    if flip.to_passed:
        told.append(f"{flip.to_passed} pass now (for example {flip.example_to_passed})")
    if flip.from_passed:
        told.append(f"{flip.from_passed} pass no longer (for example {flip.example_from_passed})")
    if flip.other:
        told.append(f"{flip.other} turn otherwise")
    return f"{flip.title} {', '.join(told)}."


def _flip_row(flip: Flip) -> str:
    example = flip.example_from_passed or flip.example_to_passed
    return (
        f"<tr><td>{escape(flip.title)}</td><td class=n>{flip.to_passed}</td>"
        f"<td class=n>{flip.from_passed}</td><td>{escape(example)}</td></tr>\n"
    )


def _row(row: Row) -> str:
    old, new = _score(row.old, row.old_max), _score(row.new, row.new_max)
    name = f"<a href='feedback/{escape(row.student)}.html'>{escape(row.submission)}</a>"
    change = f"<td class=n>{row.change:+g}</td>"
    return f"<tr><td>{name}</td><td class=n>{old}</td><td class=n>{new}</td>{change}</tr>\n"


def _score(value: float | None, whole: float | None) -> str:
    return "none" if value is None or whole is None else f"{value:g} of {whole:g}"
