"""How the difference of a mutant is shown."""

from __future__ import annotations

from grader.cli.law_lines import BEFORE, WIDTH, around_difference


def test_short_lines_stay_as_they_are() -> None:
    assert around_difference(["-    x", "+    y"]) == ["-    x", "+    y"]
    assert around_difference([]) == []


def test_long_lines_are_shown_where_they_part() -> None:
    lines = [f"{mark}{'x' * 300}{change}{'y' * 300}" for mark, change in (("-", "1"), ("+", "2"))]
    shown = around_difference(lines)
    assert [line[:6] for line in shown] == ["- ... ", "+ ... "]
    assert [line[6 + BEFORE] for line in shown] == ["1", "2"]
    assert {len(line) for line in shown} == {6 + WIDTH + 4}


def test_long_lines_that_part_early_are_cut_at_their_end() -> None:
    shown = around_difference([f"-1{'x' * 300}", f"+2{'x' * 300}", "+short"])
    assert [line[:3] for line in shown] == ["-1x", "+2x", "+sh"]
    assert {len(line) for line in shown[:2]} == {WIDTH + 4}
