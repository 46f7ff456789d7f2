"""Writes what the thorough law has measured into a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from grader.bench.machine import processor
from grader.bench.page import BEGIN, END, put
from grader.catalog.law_page import table
from grader.catalog.models import Exercise
from grader.cli.thorough import Held, cores


def write(page: Path, exercises: Sequence[Exercise], held: Held) -> None:
    """Put the table between the marks of a page.

    :raises UsageError: the page has no marks.
    """
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    machine = f"{cores()} cores of {processor()}, torch {metadata.version('torch')}"
    body = f"Measured {day} with the local sandbox on: {machine}.\n\n"
    put(page, body + table(exercises, held.results, held.left_out), BEGIN, END)
