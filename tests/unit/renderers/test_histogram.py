"""A class's scores as a picture: dots that can be counted, bars where there are too many."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from grader.renderers import histogram


def parts(scores: list[float], max_score: float, name: str) -> list[ET.Element]:
    root = ET.fromstring(histogram.draw(scores, max_score, "a < b"))
    return list(root.iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def test_a_few_scores_are_a_dot_each() -> None:
    assert len(parts([0, 1, 8, 8, 7.9], 8, "circle")) == 5
    assert parts([0, 1, 8], 8, "rect") == []


def test_many_scores_are_bars_whose_heights_are_their_counts() -> None:
    bars = parts([0.0] * 50 + [8.0] * 100, 8, "rect")
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights[0] * 2 == heights[-1] > 0
    assert sum(heights[1:-1]) == 0


@pytest.mark.parametrize(("score", "place"), [(0, 0), (0.8, 1), (0.7999, 0), (2.4, 3), (7.2, 9), (8, 9)])
def test_a_score_lies_in_its_class(score: float, place: int) -> None:
    dot = parts([score], 8, "circle")[0]
    assert int((float(dot.get("cx", "")) - histogram.LEFT) / ((480 - 56) / 10)) == place


@pytest.mark.parametrize("scores", [[], [0.0]])
def test_nothing_to_draw_is_drawn(scores: list[float]) -> None:
    assert len(parts(scores, 0, "circle")) == len(scores)


def test_two_figures_can_have_one_scale() -> None:
    def bar(highest: int) -> ET.Element:
        root = ET.fromstring(histogram.draw([8.0] * 20, 8, "a", highest=highest))
        return list(root.iter("{http://www.w3.org/2000/svg}rect"))[-1]

    assert float(bar(40).get("height", "")) * 2 == float(bar(0).get("height", ""))
    few = ET.fromstring(histogram.draw([8.0], 8, "a", highest=40))
    assert not list(few.iter("{http://www.w3.org/2000/svg}circle")), "not dots beside bars"
