"""`grader exercise check --thorough` and `--mutants`, as an author types them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from small_exercise import Small
from terminal import run

from grader.settings import ROOT

pytestmark = pytest.mark.slow

DOCS = (ROOT / "docs" / "writing-an-exercise.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\w+ file=(?P<name>\S+)\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)
PAGE = "# Figures\n\nWords before.\n\n<!-- figures: begin -->\nold\n<!-- figures: end -->\n\nWords after.\n"


def check(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    place = {
        "GRADER_EXERCISES": str(folder / "exercises"),
        "GRADER_REFERENCE": str(folder / "reference"),
        "GRADER_DATA_DIR": str(folder / "var"),
    }
    return run(folder, "exercise", "check", *more, **place)


def test_the_example_of_the_docs_keeps_the_thorough_law_and_its_figures_are_written(tmp_path: Path) -> None:
    for block in _BLOCK.finditer(DOCS):
        path = tmp_path / block["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")
    page = tmp_path / "figures.md"
    page.write_text(PAGE)
    done = check(tmp_path, "--thorough", "--page", str(page))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ row-means: 4 of 4 mutants killed; " in done.stdout
    assert "✓ 1 exercise: the law holds." in done.stderr
    text = page.read_text()
    assert text.startswith("# Figures\n\nWords before.\n\n")
    assert text.endswith("\n\nWords after.\n")
    assert "old" not in text
    (row,) = [line for line in text.splitlines() if "`row-means`" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:6] == ["first-steps", "`row-means`", "1 + 4", "1 + 2", "2", "2"]
    assert cells[6:10] == ["120 of 120", "2 of 2", "4 of 4", "0"]
    # What was graded is kept: a second run adds nothing, and writes the same.
    kept = tmp_path / "var/law/row-means.jsonl"
    before = kept.read_text()
    assert check(tmp_path, "--thorough", "--page", str(page)).returncode == 0
    assert kept.read_text() == before
    assert page.read_text() == text
    # And nothing need be graded to write the page; what is not there is left out, and that is said.
    page.write_text(PAGE)
    assert check(tmp_path, "--thorough", "--kept", "--page", str(page)).returncode == 0
    assert page.read_text() == text
    kept.unlink()
    done = check(tmp_path, "--thorough", "--kept", "--page", str(page))
    assert "row-means is left out: its present version was not graded as a whole" in done.stderr
    assert "| first-steps | `row-means` | 1 + 4 | 1 + 2 | 2 | 2 |  |" in page.read_text()


def test_a_mutant_that_lives_is_shown_with_its_line(tmp_path: Path) -> None:
    Small(tmp_path).weaken()
    done = check(tmp_path, "scaling", "--mutants")
    assert done.returncode == 3, done.stdout + done.stderr
    assert (
        "line 8 of scaling.py: `scale arithmetic: factor * value -> factor / value` survives" in done.stdout
    )
    assert "    +    return [factor / value for value in values]" in done.stdout
    assert "[mutants-killed]" in done.stdout
    assert "✗ 1 exercise: 1 finding." in done.stderr
    # Only mutants were asked for: the TODOs of a new exercise are no findings here.
    assert "[todo]" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scaling", "--thorough", "--page", "figures.md"), "A page is about the whole catalogue."),
        (("--page", "figures.md"), "A page is about the whole catalogue."),
        (("--thorough", "--fresh", "--kept"), "Nothing is both fresh and kept."),
        (("scaling", "--mutants", "--sandbox", "docker"), "The thorough law grades in local sandboxes."),
    ],
)
def test_what_cannot_be_asked_for(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    Small(tmp_path)
    (tmp_path / "figures.md").write_text(PAGE)
    done = check(tmp_path, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert (tmp_path / "figures.md").read_text() == PAGE
