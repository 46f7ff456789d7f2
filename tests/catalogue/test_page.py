"""docs/catalogue.md lists the exercises that there are, with what their files say of them."""

from __future__ import annotations

from grader.catalog.law_page import HEAD, static
from grader.catalog.services import Catalog
from grader.settings import ROOT


def test_the_page_lists_the_exercises_that_there_are(catalog: Catalog) -> None:
    page = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert HEAD in page, "make law writes the page"
    rows = page.split(HEAD)[1].split("\n\n")[0].splitlines()[2:]
    cells = static(catalog.all()[0]).count("|") + 1
    listed = [" | ".join(cell.strip() for cell in row.strip("|").split("|")[:cells]) for row in rows]
    assert listed == [static(exercise) for exercise in catalog.all()], "make law writes the page anew"
