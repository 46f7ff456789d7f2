"""A regrade as a file, there and back, on both databases; and files that somebody has changed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from grader.courses.models import Course
from grader.courses.services import create_course
from grader.regrades import exchange, importing
from grader.regrades.choice import choice_of
from grader.regrades.errors import FileInvalid
from grader.regrades.models import Proposal, Regrade
from grader.regrades.progress import progress
from grader.store.sessions import session_scope
from grader.submissions.models import ReportRow

Campus = Any
SOFTMAX = "t-softmax-ce"


def export(campus: Campus, regrade: Regrade) -> bytes:
    with session_scope(campus.engine) as session:
        return exchange.export(session, session.get_one(Regrade, regrade.id))


def import_(campus: Campus, data: bytes, course: Course | None = None) -> Regrade:
    with session_scope(campus.engine, write=True) as session:
        ours = session.get_one(Course, (course or campus.course).id)
        return importing.import_(session, ours, data, user_id=None)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def done(campus: Campus) -> Regrade:
    """A regrade by which Ada rises and Ben stays."""
    campus.graded("ada", ["gradients"])
    campus.graded("ben")
    regrade: Regrade = campus.regrade()
    return regrade


def test_what_is_in_the_file(campus: Campus, done: Regrade) -> None:
    campus.apply(done)
    found = parts(export(campus, done))
    assert set(found) == {"regrade.json", "reports.jsonl", "difference.json", "difference.csv"}
    about = json.loads(found["regrade.json"])
    assert (about["format"], about["course"], about["kind"], about["by"]) == (1, "ml", "run", "teacher")
    assert about["choice"]["exercises"] == [SOFTMAX]
    assert about["versions"] == [{"exercise": SOFTMAX, "version": campus.exercise.version}]
    assert [(one["kind"], one["changed"], one["by"]) for one in about["decisions"]] == [
        ("apply", 2, "teacher")
    ]
    rows = list(csv.DictReader(io.StringIO(found["difference.csv"].decode())))
    assert [(row["student"], row["outcome"], row["old"], row["new"]) for row in rows] == [
        ("ada", "rise", "7", "8"),
        ("ben", "same", "8", "8"),
    ]
    assert json.loads(found["difference.json"])["counts"]["rises"] == 1


def test_there_and_back(campus: Campus, done: Regrade) -> None:
    data = export(campus, done)
    again = import_(campus, data)
    with session_scope(campus.engine) as session:
        assert progress(session, again).state == "ready"
        assert (again.kind, again.reason, choice_of(again)) == ("import", done.reason, None)
        assert choice_of(done) is not None
    before, after = campus.difference(done), campus.difference(again)
    assert (after.counts, after.flips) == (before.counts, before.flips)
    campus.apply(again)
    # A second import is another regrade, whose proposals are the same.
    third = import_(campus, export(campus, again))
    assert third.id != again.id
    assert campus.difference(third).counts.same == 2
    campus.take_back(again)
    assert campus.difference(third).counts.rises == 1


def test_what_was_imported_replaces_reports_like_any_other(campus: Campus, done: Regrade) -> None:
    data = export(campus, done)
    ada = campus.difference(done).rows[0].submission
    campus.apply(import_(campus, data))
    assert campus.score(ada) == 8.0


def changed(line: int = 0, **values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        lines = [json.loads(one) for one in files["reports.jsonl"].splitlines()]
        target = lines[line]
        for path, value in values.items():
            *folders, last = path.split("__")
            inner = target
            for folder in folders:
                inner = inner[folder]
            inner[last] = value
        files["reports.jsonl"] = b"\n".join(json.dumps(one).encode() for one in lines)

    return change


def about(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files["regrade.json"] = json.dumps({**json.loads(files["regrade.json"]), **values}).encode()

    return change


def emptied(files: dict[str, bytes]) -> None:
    files["reports.jsonl"] = b""


def twice(files: dict[str, bytes]) -> None:
    files["reports.jsonl"] += files["reports.jsonl"].splitlines()[0]


def without(files: dict[str, bytes]) -> None:
    del files["reports.jsonl"]


def doubled_check(files: dict[str, bytes]) -> None:
    """Of two checks of one name a difference would show one."""
    first, *others = [json.loads(one) for one in files["reports.jsonl"].splitlines()]
    checks = first["report"]["checks"]
    checks.append({**checks[-1], "points": 0.0, "max_points": 0.0})
    files["reports.jsonl"] = b"\n".join(json.dumps(one).encode() for one in (first, *others))


def long_line(files: dict[str, bytes]) -> None:
    files["reports.jsonl"] = b" " * (importing.MOST_LINE + 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed(submission="01ARZ3NDEKTSV4RRFFQ69G5FAV"), "Line 1: ML has no submission 01ARZ3"),
        (changed(line=1, files={"softmax.py": "0" * 64}), "Line 2: the files of the submission"),
        (changed(files={}), "Line 1: the files of the submission"),
        (changed(exercise="t-pairwise"), "to another exercise"),
        (changed(report__exercise="t-pairwise"), "to another exercise"),
        (changed(report__score=9.0), "do not add up"),
        (changed(report__score=float("inf"), report__max_score=float("inf")), "do not add up"),
        (changed(report__provenance__durations={"total": float("nan")}), "do not add up"),
        (changed(report__secret=1), "Line 1: report.secret is not what an export writes"),
        (changed(repeat=1), "do not add up"),
        (changed(report__max_score=7.0), "do not add up"),
        (changed(report__verdict="rejected"), "do not add up"),
        (doubled_check, "do not add up"),
        (changed(report__provenance__seed=-1), "Line 1: a seed of the report"),
        (changed(report__provenance__seeds=[1, 10**40]), "Line 1: a seed of the report"),
        (about(format=2), "of another format"),
        (about(format="x"), "regrade.json is not what an export writes"),
        (about(kind="flake"), "proposes nothing"),
        (emptied, "no report is in it"),
        (twice, "is there twice"),
        (without, "no reports.jsonl"),
        (long_line, "too large at line 1"),
    ],
)
def test_a_changed_file_is_refused_and_leaves_nothing(
    campus: Campus, done: Regrade, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    files = parts(export(campus, done))
    change(files)
    with pytest.raises(FileInvalid) as caught:
        import_(campus, packed(files))
    assert words in str(caught.value)
    assert caught.value.next_step
    with session_scope(campus.engine) as session:
        for model, count in ((Regrade, 1), (Proposal, 2), (ReportRow, 4)):
            assert session.scalar(select(func.count()).select_from(model)) == count


def test_another_course_has_none_of_these_submissions(campus: Campus, done: Regrade) -> None:
    with session_scope(campus.engine, write=True) as session:
        other = create_course(session, "other", "Other")
    with pytest.raises(FileInvalid, match="Other has no submission"):
        import_(campus, export(campus, done), other)


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 1000, b"PK\x01\x02" * 1000])
def test_what_is_no_zip_is_refused(campus: Campus, data: bytes) -> None:
    with pytest.raises(FileInvalid):
        import_(campus, data)


def test_a_cut_or_damaged_file_is_refused(campus: Campus, done: Regrade) -> None:
    data = export(campus, done)
    refused = 0
    for at in range(10, len(data) - 10, 97):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        try:
            with session_scope(campus.engine, write=True) as session:
                ours = session.get_one(Course, campus.course.id)
                importing.import_(session, ours, bytes(broken), user_id=None)
                session.rollback()
        except FileInvalid:
            refused += 1
    # What lies in the parts that an import does not read may be anything.
    assert refused > 5
