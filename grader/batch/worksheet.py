"""Moodle's grading worksheet, filled in.

Rows are found by the number at the end of the identifier ("Participant 1234"), which is the one in the
export's names. Only the grade is written; Moodle itself checks "Last modified (grade)", so that a grade that
somebody gave in the meantime is not lost. A worksheet has the headings of its user's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.batch.sheet import Sheet, read_sheet
from grader.errors import UsageError

NAME = "grading-worksheet.csv"
MAX_BYTES = 50 * 2**20
_IDENTIFIERS = ("identifier", "id", "identifiant", "identificador", "identificativo", "identificatie")
_GRADES = ("grade", "bewertung", "note", "calificación", "valutazione", "cijfer", "nota")
_MAXIMA = ("maximum grade", "bestwertung", "note maximale", "calificación máxima", "valutazione massima")
_CHANGEABLE = ("grade can be changed", "bewertung kann geändert werden")
_NO = ("no", "nein")
_DOWNLOAD = 'Download it again with "Download grading worksheet", with Moodle set to English.'


@dataclass(frozen=True)
class Filled:
    """What became of a worksheet."""

    data: bytes
    filled: int
    #: Grades that were there and are different now.
    replaced: int
    #: Names of rows whose grade Moodle says cannot be changed; left as they are.
    locked: tuple[str, ...]
    #: Rows of people who have no grade here; left as they are.
    empty: int
    #: Participants with a grade who have no row.
    missing: tuple[str, ...]
    #: The scaling, as a sentence; empty where points are points.
    scaling: str


@dataclass(frozen=True)
class _Columns:
    identifier: int
    grade: int
    maximum: int
    changeable: int | None


def read_worksheet(path: Path) -> Sheet:
    """The worksheet, checked for the columns that are needed.

    :raises UsageError: it cannot be read, or is no worksheet with points.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
        sheet = read_sheet(data)
    except OSError as error:
        raise UsageError(f"{path} could not be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{path} cannot be read as a worksheet: {error}.", _DOWNLOAD) from error
    _columns(sheet)
    return sheet


def fill(sheet: Sheet, scores: Mapping[str, float], max_score: float) -> Filled:
    """Write scores into a worksheet.

    :param scores: participant's number -> points.
    :param max_score: points that our scores are out of.
    """
    columns = _columns(sheet)
    left, locked, filled, replaced, empty = dict(scores), list[str](), 0, 0, 0
    wholes: set[float] = set()
    for row in range(1, len(sheet.raw)):
        score = left.pop(_number(sheet.value(row, columns.identifier)), None)
        if score is None:
            empty += any(sheet.row(row))
            continue
        if columns.changeable is not None and sheet.value(row, columns.changeable).strip().lower() in _NO:
            locked.append(sheet.value(row, columns.identifier))
            continue
        grade, whole = _scaled(sheet.value(row, columns.maximum), score, max_score)
        replaced += _differs(sheet.value(row, columns.grade), grade)
        sheet.put(row, columns.grade, grade)
        wholes.add(whole)
        filled += 1
    scaling = _scaling(wholes, max_score)
    return Filled(sheet.data(), filled, replaced, tuple(locked), empty, tuple(left), scaling)


def _columns(sheet: Sheet) -> _Columns:
    heads = [head.strip().lower() for head in sheet.row(0)] if sheet.raw else []
    found = [
        next((heads.index(name) for name in names if name in heads), None)
        for names in (_IDENTIFIERS, _GRADES, _MAXIMA, _CHANGEABLE)
    ]
    identifier, grade, maximum, changeable = found
    if identifier is None or grade is None:
        there = ", ".join(head for head in sheet.row(0)[:12]) if sheet.raw else "nothing"
        raise UsageError(f"The worksheet has no columns Identifier and Grade; there is {there}.", _DOWNLOAD)
    if maximum is None:
        raise UsageError(
            "The worksheet has no column Maximum Grade, as where an assignment is graded by a scale.",
            "Set the assignment's grade to points in Moodle, and download the worksheet again.",
        )
    return _Columns(identifier, grade, maximum, changeable)


def _number(identifier: str) -> str:
    """1234 of `Participant 1234` and of `Teilnehmer/in1234`."""
    match = re.search(r"(\d+)\s*$", identifier)
    return match[1] if match else ""


def _scaled(maximum: str, score: float, max_score: float) -> tuple[str, float]:
    """The grade as a text with the decimal mark that the worksheet uses, and what it is out of."""
    whole = _float(maximum)
    if whole is None or max_score <= 0:
        whole = max_score
    grade = f"{score * whole / max_score if max_score > 0 else 0.0:.2f}"
    return (grade.replace(".", ",") if "," in maximum else grade), whole


def _float(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _differs(old: str, new: str) -> bool:
    return _float(old) is not None and _float(old) != _float(new)


def _scaling(wholes: set[float], max_score: float) -> str:
    different = sorted(whole for whole in wholes if whole != max_score)
    if not different:
        return ""
    return f"{max_score:g} points here are {' or '.join(f'{whole:g}' for whole in different)} in Moodle"
