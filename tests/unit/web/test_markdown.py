"""Prompts become safe HTML; formulas become marked nodes."""

from __future__ import annotations

import pytest

from grader.web.code import MAX_CHARACTERS, highlight
from grader.web.markdown import render


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](javascript:alert(1))",
        "$<script>alert(1)</script>$",
        "```python\n<script>alert(1)</script>\n```",
        '<p style="color:red" onclick="x">',
    ],
)
def test_nothing_dangerous_comes_out(source: str) -> None:
    html = render(source)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert 'src="javascript' not in html
    assert 'href="data' not in html
    assert "<p style" not in html


def test_formulas_are_marked_and_kept_as_text() -> None:
    html = render("Now $a < b_1$ and\n\n$$\\frac{1}{2}$$\n")
    assert '<span class="math inline">a &lt; b_1</span>' in html
    assert '<span class="math display">\\frac{1}{2}</span>' in html


def test_prices_are_no_formulas() -> None:
    assert "math" not in render("It costs $ 5 and $ 6.")


def test_the_first_title_is_the_pages_own() -> None:
    assert render("# Softmax\n\nText.\n\n# Second").strip() == "<p>Text.</p>\n<h2>Second</h2>"


def test_pictures_are_looked_up() -> None:
    assert 'src="/files/a.png"' in render("![A cat](a.png)", lambda name: f"/files/{name}")


def test_tables_and_code() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\ndef f(): pass\n```\n")
    assert "<td>1</td>" in html
    assert '<span class="hl-k">def</span>' in html


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_highlighting_keeps_every_line(ending: str) -> None:
    lines = highlight(ending.join(["", "x = 1", "def f():", "", "# <c>", ""]))
    assert lines == [
        "",
        'x = <span class="hl-m">1</span>',
        '<span class="hl-k">def</span> <span class="hl-n">f</span>():',
        "",
        '<span class="hl-c"># &lt;c&gt;</span>',
    ]


def test_a_text_over_several_lines_is_closed_on_each() -> None:
    for line in highlight("x = '''a\nb'''"):
        assert line.count("<span") == line.count("</span>") > 0


@pytest.mark.parametrize("source", ["f'" * 30_000, " \n" * 30_000, "x = 1\n" + "        \n" * 7_000])
def test_hostile_source_is_read_quickly(source: str) -> None:
    """Each takes the lexer minutes; the tests' own time limit tells."""
    assert len(highlight(source)) == source.removesuffix("\n").count("\n") + 1


def test_a_huge_file_is_shown_without_colour() -> None:
    assert highlight("def f(): pass\n" * (MAX_CHARACTERS // 10))[0] == "def f(): pass"
