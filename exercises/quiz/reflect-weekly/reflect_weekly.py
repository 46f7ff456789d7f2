"""Your reflection on the week."""

from __future__ import annotations


def reflection() -> dict[str, str | dict[str, str]]:
    """Objective, evidence, question, late work, and a note on a data set with its three answers."""
    raise NotImplementedError("TODO: fill in the five entries that the prompt describes")
