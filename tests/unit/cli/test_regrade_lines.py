"""The screens of `grader regrade`: what they say, and that they fit."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from grader.cli.agreement_lines import agreement_lines
from grader.cli.regrade_asking import named
from grader.cli.regrade_lines import CHANGES, CHECKS, difference_lines, hidden_by_limit
from grader.cli.regrade_options import read_seeds, read_threshold
from grader.cli.regrade_words import duration
from grader.errors import UsageError
from grader.regrades.outcome import Outcome
from grader.reporting.agreement import Run, agreement
from grader.reporting.difference import difference
from grader.reporting.models import Pair, Threshold
from grader.reporting.outline import CheckOutline, Outline

_numbers = count()
#: As long as a real one.
ID = "01KAKY3V7S4Y6T2N0Q8J5W{:04}"


def outline(*passed: bool, verdict: str = "graded") -> Outline:
    checks = tuple(
        CheckOutline(f"check_{n}", f"Check {n}.", "passed" if one else "failed", float(one), 1.0)
        for n, one in enumerate(passed)
    )
    return Outline(verdict, float(sum(passed)), float(len(passed)), checks)  # type: ignore[arg-type]


def pair(student: str, before: Outline | None, after: Outline | None) -> Pair:
    return Pair(student, ID.format(next(_numbers)), before, after)


def outcome(*pairs: Pair) -> Outcome:
    found = difference(pairs, thresholds=[0.5, Threshold(name="A", share=0.9)])
    return Outcome(**dict(found), digest="", exercises=("one",))


def screen(found: Outcome, width: int = 80, *, everything: bool = False) -> list[str]:
    return list(difference_lines(found, width, everything=everything))


def test_a_screen_says_who_moves_which_checks_flip_and_what_is_crossed() -> None:
    rises = pair("ada", outline(True, False), outline(True, True))
    falls = pair("ben", outline(True, True), outline(False, True))
    lost = pair("cleo", outline(True, True), outline(False, False, verdict="infra_error"))
    lines = screen(outcome(rises, falls, lost, pair("dan", outline(True), None)))
    assert lines[0] == "Students     1 rise, 1 fall, 2 stay"
    assert lines[1] == "Submissions  1 rise, 1 fall, 0 stay, 1 not judged, 1 without a new report"
    assert any(line.startswith("⚠ 1 of 3 submissions could not be judged again.") for line in lines)
    at = lines.index("  check_1")
    assert lines[at + 1] == f"       1 now passes  e.g. {rises.submission}"
    assert f"       1 no longer   e.g. {falls.submission}" in lines
    assert "  A (90 %)         1 up, 1 down" in lines
    assert f"  ada  1 → 2 of 2  +1  {rises.submission}" in lines
    assert f"  ben  2 → 1 of 2  -1  {falls.submission}" in lines
    assert not any(line.startswith("  cleo") for line in lines)


def test_everything_shows_each_submission() -> None:
    pairs = [pair(f"s{n}", outline(False), outline(True)) for n in range(CHANGES + 2)]
    pairs.append(pair("same", outline(True), outline(True)))
    found = outcome(*pairs)
    assert hidden_by_limit(found)
    assert sum("0 → 1 of 1" in line for line in screen(found)) == CHANGES
    whole = screen(found, everything=True)
    assert all(any(line.startswith(f"  {one.student} ") for line in whole) for one in pairs)
    assert not hidden_by_limit(outcome(*pairs[:3]))


def test_checks_beyond_the_screen_are_left_out() -> None:
    many = outcome(pair("ada", outline(*[False] * (CHECKS + 1)), outline(*[True] * (CHECKS + 1))))
    assert sum(line.startswith("  check_") for line in screen(many)) == CHECKS
    assert sum(line.startswith("  check_") for line in screen(many, everything=True)) == CHECKS + 1
    assert hidden_by_limit(many)


@pytest.mark.parametrize("width", [60, 80])
def test_it_fits_the_terminal(width: int) -> None:
    long = "a-rather-long-login@example.university"
    found = outcome(
        pair(long, outline(*[True] * 12), outline(*[False] * 12)),
        pair("ben", None, outline(*[True] * 12)),
        pair("cleo", outline(True), outline(True, False)),
    )
    for everything in (False, True):
        assert max(map(len, screen(found, width, everything=everything))) <= width
    # Where a program reads, nothing is shortened.
    assert any(long in line for line in screen(found, 500))
    assert any("…" in line for line in screen(found, width))


def test_nothing_that_changes_needs_two_lines() -> None:
    assert len(screen(outcome(pair("ada", outline(True), outline(True))))) == 2


def test_checks_that_do_not_agree_are_shown_with_their_settings() -> None:
    runs = [Run("s1", n, seed=10 + n, threads=1 + n % 2, outline=outline(n != 1, True)) for n in range(4)]
    lines = list(agreement_lines(agreement(runs), 60))
    assert lines[0] == "1 of 2 checks judged the same submission both ways."
    assert "check_0" in lines
    assert "check_1" not in lines
    assert lines[-2:] == [
        "    passed  with seed 10, 1 thread, and 2 more",
        "    failed  with seed 11, 2 threads",
    ]
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize(
    ("text", "read"),
    [("A=0.9", {"name": "A", "share": 0.9}), ("B+=75%", {"name": "B+", "share": 0.75}), ("0.5", 0.5)],
)
def test_thresholds(text: str, read: object) -> None:
    assert read_threshold(text) == read


@pytest.mark.parametrize("text", ["", "A", "A=", "A=much", "A=900", "A=-1%", "nan"])
def test_what_is_no_threshold(text: str) -> None:
    with pytest.raises(UsageError, match="no threshold"):
        read_threshold(text)


def test_seeds() -> None:
    assert [read_seeds(text) for text in ("same", "new", "3")] == ["same", "new", 3]
    for wrong in ("old", "-1", "1.5", ""):
        with pytest.raises(UsageError, match="cannot be"):
            read_seeds(wrong)


def test_names_come_from_words_and_files(tmp_path: Path) -> None:
    section = tmp_path / "section.txt"
    section.write_text("ben\ncleo, ada\n")
    assert named(("ada,dan", str(section))) == ("ada", "dan", "ben", "cleo")
    section.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="no text file"):
        named((str(section),))


def test_durations() -> None:
    assert [duration(one) for one in (0.4, 59, 150, 5400, 9000)] == [
        "0 s",
        "59 s",
        "2 min",
        "90 min",
        "2.5 h",
    ]
