"""The vocabulary of the real catalogue: every misconception is explained, and no entry is left over."""

from __future__ import annotations

import re

from grader.catalog.services import Catalog
from grader.settings import ROOT


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def test_every_misconception_is_explained_and_no_entry_is_left_over(catalog: Catalog) -> None:
    used = {wrong.misconception for exercise in catalog.all() for wrong in exercise.wrong}
    assert sorted(catalog.vocabulary()) == sorted(used)


def test_names_are_different_and_sentences_whole(catalog: Catalog) -> None:
    entries = catalog.vocabulary()
    names = [entry.name.lower() for entry in entries.values()]
    assert sorted(set(names)) == sorted(names)
    assert [id_ for id_, entry in entries.items() if not entry.explanation.endswith(".")] == []
    assert [id_ for id_, entry in entries.items() if len(entry.page.split()) > 150] == []


def test_prompts_that_explain_something_exist(catalog: Catalog) -> None:
    for entry in catalog.vocabulary().values():
        if entry.prompt:
            exercise_id, _, heading = entry.prompt.partition("#")
            text = (catalog.get(exercise_id).public_dir / "README.md").read_text(encoding="utf-8")
            headings = {_anchor(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#")}
            assert not heading or heading in headings, entry.prompt


def test_no_page_holds_a_line_of_a_reference(catalog: Catalog) -> None:
    telling = {
        "".join(line.split("#")[0].split())
        for exercise in catalog.all()
        if exercise.reference_dir is not None
        for line in (exercise.reference_dir / exercise.entry).read_text(encoding="utf-8").splitlines()
    }
    telling = {line for line in telling if len(line) >= 16 and not line.startswith(("import", "from"))}
    for id_, entry in catalog.vocabulary().items():
        squeezed = "".join(entry.page.split())
        assert [line for line in telling if line in squeezed] == [], id_


def test_every_unit_has_a_title_and_a_summary(catalog: Catalog) -> None:
    units = {exercise.unit for exercise in catalog.all()}
    folders = {path.parent.name for path in (ROOT / "exercises").glob("*/unit.toml")}
    assert units <= folders
    assert [unit for unit in units if not catalog.unit(unit).summary] == []
