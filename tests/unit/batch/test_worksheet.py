"""Moodle's worksheet: only the grades change, and every other byte stays."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.sheet import read_sheet
from grader.batch.worksheet import fill, read_worksheet
from grader.errors import UsageError

HEAD = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"'
)


def row(number: int, name: str, grade: str = "", maximum: str = "100.00", changeable: str = "Yes") -> str:
    who = f'"Participant {number}","{name}",a@x.org,"Submitted - "'
    rest = '"Monday, 2 November 2026, 10:37 AM",-,"Well, ""so"" far\n and on"'
    return f"{who},{grade},{maximum},{changeable},{rest}"


def sheet_of(*rows: str, end: str = "\r\n") -> bytes:
    return codecs.BOM_UTF8 + "".join(line + end for line in (HEAD, *rows)).encode()


def test_only_the_grades_change() -> None:
    before = sheet_of(row(1001, "Jana Müller"), row(1002, "Max"), row(1003, "Max", "12.00"))
    filled = fill(read_sheet(before), {"1001": 8.0, "1003": 2.0}, 8.0)
    after = sheet_of(row(1001, "Jana Müller", "100.00"), row(1002, "Max"), row(1003, "Max", "25.00"))
    assert filled.data == after
    assert (filled.filled, filled.replaced, filled.empty) == (2, 1, 1)
    assert filled.scaling == "8 points here are 100 in Moodle"


def test_people_are_found_by_the_number_and_not_by_the_name() -> None:
    before = sheet_of(row(2, "Same Name"), row(12, "Same Name"), row(1, "Same Name"))
    filled = fill(read_sheet(before), {"12": 1.0, "99": 1.0}, 1.0)
    assert filled.data == sheet_of(row(2, "Same Name"), row(12, "Same Name", "100.00"), row(1, "Same Name"))
    assert filled.missing == ("99",)


def test_what_moodle_has_locked_stays() -> None:
    before = sheet_of(row(1, "Ada", "50.00", changeable="No"))
    filled = fill(read_sheet(before), {"1": 1.0}, 1.0)
    assert filled.data == before
    assert filled.locked == ("Participant 1",)


def test_the_same_whole_is_not_scaled() -> None:
    filled = fill(read_sheet(sheet_of(row(1, "Ada", maximum="8.00"))), {"1": 6.5}, 8.0)
    assert filled.data == sheet_of(row(1, "Ada", "6.50", maximum="8.00"))
    assert filled.scaling == ""


GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;"
    "Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar\n"
    'Teilnehmer/in1234567;Jürgen Groß;j@x.de;Zur Bewertung abgegeben;{grade};10,00;Ja;-;-;"=1+1"\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_worksheet_that_excel_has_saved(encoding: str) -> None:
    before = GERMAN.format(grade="").encode(encoding)
    filled = fill(read_sheet(before), {"1234567": 4.0}, 8.0)
    assert filled.data == GERMAN.format(grade="5,00").encode(encoding)


def test_a_grade_with_a_comma_is_quoted_where_commas_divide() -> None:
    text = 'ID,Bewertung,Bestwertung\nTeilnehmer/in1,,"10,00"\n'
    filled = fill(read_sheet(text.encode()), {"1": 4.0}, 8.0)
    assert filled.data.decode() == 'ID,Bewertung,Bestwertung\nTeilnehmer/in1,"5,00","10,00"\n'


def test_a_row_that_is_too_short_gets_its_grade() -> None:
    filled = fill(read_sheet(b"Identifier,Maximum Grade,Grade\nParticipant 1,10"), {"1": 1.0}, 2.0)
    assert filled.data == b"Identifier,Maximum Grade,Grade\nParticipant 1,10,5.00"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no columns Identifier and Grade"),
        (b"a,b\n1,2\n", "there is a, b"),
        (b"Identifier,Grade,Scale\nParticipant 1,,x\n", "graded by a scale"),
        (b'Identifier,"Grade\n', "a quote is not closed"),
    ],
)
def test_what_is_no_worksheet_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read_worksheet(path)


def test_a_worksheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="could not be read"):
        read_worksheet(tmp_path / "none.csv")


_CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\x1a"), max_size=8)


@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_csv_is_read_as_the_standard_library_reads_it_and_kept(rows: list[list[str]], end: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    data = buffer.getvalue().encode()
    sheet = read_sheet(data)
    assert sheet.data() == data
    assert [sheet.row(number) for number in range(len(sheet.raw))] == rows
