"""docs/writing-an-exercise.md is true: its example keeps the law, and every key and rule is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from grader.catalog import law_form, law_mutants, law_running, law_thorough
from grader.catalog.law import GradeFile, check
from grader.catalog.models import Exercise
from grader.catalog.mutants import OPERATORS
from grader.catalog.services import Catalog
from grader.catalog.toml import ExerciseToml
from grader.settings import ROOT

PAGE = (ROOT / "docs" / "writing-an-exercise.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\w+ file=(?P<name>\S+)\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)


@pytest.fixture
def example(tmp_path: Path) -> Exercise:
    """The example of the page, written to disk as the page shows it."""
    for block in _BLOCK.finditer(PAGE):
        path = tmp_path / block["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")
    return Catalog(tmp_path / "exercises", tmp_path / "reference").get("row-means")


def test_the_example_keeps_the_law(example: Exercise, grade_locally: GradeFile) -> None:
    result = check(example, frozenset({"row-means"}), grade_locally, (0, 1))
    assert result.findings == ()
    named = {row.file: row.named for row in result.figures if row.kind == "wrong"}
    assert named == {"one_number.py": ("reduced-too-far",), "wrong_axis.py": ("axis-confusion",)}


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    """All keys of exercise.toml, those of tables with their table."""
    found = []
    for name, field in model.model_fields.items():
        inner = [
            one for one in (field.annotation, *getattr(field.annotation, "__args__", ())) if _is_table(one)
        ]
        found += keys(inner[0], f"{name}.") if inner else [prefix + name]
    return found


def _is_table(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def test_every_key_is_described_and_no_other() -> None:
    table = PAGE.split("| Key | Meaning | Default |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([\w.]+)`", " ".join(cells))) == sorted(keys(ExerciseToml))


def test_every_rule_is_described_and_no_other() -> None:
    described = {
        rule
        for table in PAGE.split("| Rule | What is asked |")[1:]
        for line in table.split("\n\n")[0].splitlines()
        if line.startswith("| `")
        for rule in re.findall(r"`([a-z-]+)`", line.split("|")[1])
    }
    rules = (law_form, law_running, law_thorough, law_mutants)
    assert described == {rule for module in rules for rule in module.RULES}


def test_every_kind_of_mutant_is_described_and_no_other() -> None:
    table = PAGE.split("| A mutant's word | What was changed |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z -]+)`", table, re.MULTILINE) == list(OPERATORS)
