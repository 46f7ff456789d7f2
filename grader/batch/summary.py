"""summary.html: the class at a glance, in one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from grader.batch.models import Outcome
from grader.batch.page import MORE_STYLE, person, table
from grader.batch.tally import CheckTally, Tally
from grader.batch.words import STATES, counted, headline
from grader.catalog.models import Exercise
from grader.renderers import histogram
from grader.renderers.html import STYLE

NAME = "summary.html"


def render(exercise: Exercise, tally: Tally, said: Sequence[str], more: str = "") -> str:
    """The page.

    :param said: sentences below the headline, for example about the worksheet.
    :param more: HTML of the comparison with an earlier batch; empty without one.
    """
    title = escape(f"{exercise.id}: {headline(tally)}")
    parts = [
        f"<h1>{title}</h1>",
        *(f"<p class=soft>{escape(text)}</p>" for text in said),
        _to_see(tally.to_see),
        _spread(tally),
        _hardest(tally),
        _misconceptions(tally),
        more,
        _slowest(tally),
        f"<p class=soft>exercise {escape(exercise.version[:12])} · every line is in grades.csv</p>",
    ]
    return (
        "<!doctype html>\n<html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>{STYLE}{MORE_STYLE}</style>\n{''.join(parts)}</html>\n"
    )


def _to_see(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return ""
    rows = [
        f"<tr><td>{person(one)}</td><td>{escape(STATES[one.state])}</td><td>{escape(one.note)}</td></tr>\n"
        for one in outcomes
    ]
    return "<h2>Who needs a look?</h2>" + table(("who", "", "why"), rows)


def _spread(tally: Tally) -> str:
    if not tally.scores:
        return "<h2>How did the class do?</h2><p>Scores will be here when a submission has been graded.</p>"
    middle, average = tally.middle
    text = f"Median {middle:.3g}, mean {average:.3g} of {tally.max_score:g} points."
    title = f"How are {counted(tally.graded, 'score')} spread?"
    figure = histogram.draw(tally.scores, tally.max_score, title)
    return f"<h2>How did the class do?</h2><p>{escape(text)}</p>{figure}"


def _hardest(tally: Tally) -> str:
    if not tally.hardest:
        return ""
    rows = [_check_row(check) for check in tally.hardest]
    return "<h2>Which checks were hard?</h2>" + table(("check", "passed", "points"), rows)


def _check_row(check: CheckTally) -> str:
    bar = f"<div class=bar><div style='width:{check.share * 100:.0f}%'></div></div>"
    return (
        f"<tr><td>{escape(check.title)} <span class=soft>{check.visibility}</span></td>"
        f"<td class=n>{check.passed} of {check.ran}{bar}</td><td class=n>{check.points:g}</td></tr>\n"
    )


def _misconceptions(tally: Tally) -> str:
    if not tally.misconceptions:
        return ""
    rows = [
        f"<tr><td>{escape(name)}</td><td class=n>{count} of {tally.graded}</td>"
        f"<td>{person(tally.examples[name])}</td></tr>\n"
        for name, count in tally.misconceptions.most_common()
    ]
    heads = ("misconception", "who has it", "for example")
    return "<h2>Which misconceptions were seen?</h2>" + table(heads, rows)


def _slowest(tally: Tally) -> str:
    if not tally.slowest:
        return ""
    rows = [
        f"<tr><td>{person(outcome)}</td><td class=n>{seconds:.1f} s</td></tr>\n"
        for seconds, outcome in tally.slowest
    ]
    return "<h2>Who took longest to grade?</h2>" + table(("who", "wall time"), rows)
