"""The reference solution, imported into the judge. It is the author's code and therefore trusted."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from grader.catalog.models import Exercise
from grader.errors import AuthorError


def import_reference(exercise: Exercise) -> ModuleType:
    """A new copy of the reference module, so that no check sees what another one changed.

    :raises AuthorError: there is none.
    """
    if exercise.reference_dir is None:
        raise AuthorError("This copy of the exercise has no reference solution.")
    path = exercise.reference_dir / exercise.entry
    spec = importlib.util.spec_from_file_location("grader_reference", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise AuthorError("The reference solution cannot be imported.", where=exercise.entry)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
