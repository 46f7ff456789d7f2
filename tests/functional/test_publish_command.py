"""`grader exercise publish` on the example of the docs: only what keeps the law and agrees with itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from terminal import run

from grader.judge.seeds import check_seed
from grader.settings import ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "writing-an-exercise.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\w+ file=(?P<name>\S+)\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)
TOML = "exercises/first-steps/row-means/exercise.toml"
HIDDEN = "reference/first-steps/row-means/test_hidden.py"
LOOP = "reference/first-steps/row-means/alternatives/plain_loop.py"
STATUS = 'status = "wip"  # soon'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, still being written."""
    for block in _BLOCK.finditer(PAGE):
        path = tmp_path / block["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")
    change(tmp_path / TOML, 'status = "active"', STATUS)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def publish(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    place = {
        "GRADER_EXERCISES": str(folder / "exercises"),
        "GRADER_REFERENCE": str(folder / "reference"),
    }
    return run(folder, "exercise", "publish", "row-means", "--seed", "1", *more, **place)


def test_checks_that_agree_are_published_by_one_word(folder: Path) -> None:
    before = (folder / TOML).read_text()
    done = publish(folder, "--repeats", "3")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / TOML).read_text() == before.replace(STATUS, 'status = "active"  # soon')
    assert "All 3 checks judged every submission alike each time." in done.stderr
    assert "row-means is published; version " in done.stdout


def test_a_check_that_depends_on_the_seed_is_found_and_nothing_is_written(folder: Path) -> None:
    # It passes with the seed of the law, which therefore finds nothing.
    lucky = check_seed(0, "square") % 2
    change(folder / HIDDEN, "rng: torch.Generator) -> None:\n", "rng: torch.Generator, seed: int) -> None:\n")
    change(
        folder / HIDDEN,
        "    table = torch.randn(4, 4, generator=rng)\n",
        f"    table = torch.randn(4, 4, generator=rng)\n    assert seed % 2 == {lucky}, 'Unlucky.'\n",
    )
    before = (folder / TOML).read_text()
    done = publish(folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "[" not in done.stdout, "the law holds"
    assert "\nsquare\n" in done.stdout
    assert "\nany_shape\n" not in done.stdout
    assert "row-means is not published: 1 check does not agree." in done.stderr
    assert (folder / TOML).read_text() == before


def test_an_alternative_that_only_one_thread_makes_right_is_found(folder: Path) -> None:
    """With one thread, as the law grades, nothing is seen."""
    off = " + 0.5 * (torch.get_num_threads() - 1)"
    change(folder / LOOP, "for row in table])", f"for row in table]){off}")
    before = (folder / TOML).read_text()
    done = publish(folder, "--repeats", "2")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "alternatives/plain_loop.py" in done.stdout
    assert "passed  with seed 0, 1 thread" in done.stdout
    assert "2 threads" in done.stdout
    assert "3 checks do not agree" in done.stderr
    assert (folder / TOML).read_text() == before


def test_what_breaks_the_law_is_not_even_repeated(folder: Path) -> None:
    """An active exercise needs a summary; one that is being written does not."""
    change(folder / TOML, 'summary = "Reduce a table along the right axis."\n', "")
    before = (folder / TOML).read_text()
    done = publish(folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "[described]" in done.stdout
    assert "row-means is not published: 1 finding." in done.stderr
    assert (folder / TOML).read_text() == before
