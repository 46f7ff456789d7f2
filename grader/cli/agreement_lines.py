"""Which checks do not agree with themselves, as plain lines. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from grader.reporting.agreement import Agreement, Setting

#: Checks of a screen; `everything` shows all.
CHECKS = 6


def agreement_lines(found: Agreement, width: int, *, everything: bool = False) -> Iterator[str]:
    """The checks that judged the same submission both ways."""
    yield from wrap(found.sentence, width)
    if found.not_compared:
        yield from wrap(f"{found.not_compared} could not be compared: nothing judged them twice.", width)
    for check in found.checks[: None if everything else CHECKS]:
        yield from ("", check.check)
        yield from wrap(check.sentence, width, initial_indent="  ", subsequent_indent="  ")
        for example in check.examples[: None if everything else 1]:
            yield f"  {example.submission}"
            yield f"    passed  {_setting(example.passed)}"
            yield f"    failed  {_setting(example.failed)}"


def _setting(settings: Sequence[Setting]) -> str:
    first, more = settings[0], len(settings) - 1
    threads = "1 thread" if first.threads == 1 else f"{first.threads} threads"
    return f"with seed {first.seed}, {threads}" + (f", and {more} more" if more else "")
