"""What the hidden checks share: words, the lists of the prompt, and what has no place in a reflection."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from grader.checks import fail

OBJECTIVES = (
    "I can tell how systems with written rules differ from systems that learn.",
    "I can explain how examples lead to the parameters of a model.",
    "I can compute with arrays in PyTorch without loops over their numbers.",
    "I can train a simple image classifier and say how good it is.",
    "I can describe the axes and numbers of a batch of images.",
    "I can say what training, validation and test sets are for, and use them so.",
    "I can turn a folder of files into data for a classifier.",
    "I can name who may be harmed by how data are collected and used.",
    "I can choose, reorder and reduce the axes of a tensor on purpose.",
)
#: Every exercise of the course but this one; a test holds the list against the catalogue.
_NAMES = """
    py-warmup t-dot-mse t-index t-softmax-ce t-pairwise t-grad img-layout img-edit img-stats img-pool
    data-index data-load data-batches data-split data-scale audit-leak audit-metrics audit-size gd-linreg
    sgd-steps clf-similarity clf-evaluate clf-train fit-memorize fit-underfit uat-relu fastai-clf
    dev-agnostic quiz-units-1-2
"""
EXERCISES = frozenset(_NAMES.split())
#: What looks like the id of an exercise: small letters, and a hyphen inside.
_ID = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")
#: Beginnings of the prompt's own examples.
_EXAMPLES = ("i did t-index. it was hard", "in t-index my rows came out as columns")


def entry(given: Any, key: str) -> str:
    """A text of the reflection, without blanks around it."""
    if type(given) is not dict or type(given.get(key)) is not str:
        fail(f"There is no text under '{key}'.")
    return str(given[key]).strip()


def words(text: str) -> int:
    """How many words it has; a word that comes often counts three times at most."""
    found = [word.strip(".,;:!?()\"'`*").casefold() for word in text.split()]
    return sum(min(found.count(word), 3) for word in set(found) - {""})


def own(text: str) -> bool:
    """Whether it is something else than an example of the prompt."""
    squeezed = " ".join(text.casefold().replace("`", "").split())
    return not squeezed.startswith(_EXAMPLES)


def plain(text: str) -> str:
    """A line as it is compared with the list: blanks, capitals and the last full stop do not matter."""
    return " ".join(text.split()).rstrip(".").casefold()


def exercises_in(text: str) -> tuple[set[str], set[str]]:
    """The exercises that a text names, and what looks like a slip in the id of one."""
    found = set(_ID.findall(text.casefold()))
    slips = {one for one in found - EXERCISES if get_close_matches(one, EXERCISES, 1, 0.8)}
    return found & EXERCISES, slips
