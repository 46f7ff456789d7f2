"""The texts of a new exercise: a tiny task that runs, with TODO wherever the author has something to say."""

from __future__ import annotations

TOML = """format_version = 1
title = "{title}"
status = "wip"
entry = "{entry}"
names = ["scale"]
summary = "TODO: one sentence a student reads in the list of exercises."
minutes = 20
concepts = ["TODO"]
prerequisites = []
gpu = "none"
requires = []

[limits]
cpu_s = 10
call_s = 2
load_s = 10
memory_mb = 1024
"""

README = """# {title}

TODO: say in two or three sentences what this is good for.

## Predict before you run

TODO: ask for a guess that the code will confirm or surprise. What does `scale([1.0, 2.0], 0.0)` give?

## Your task

Write `scale(values, factor)` in `{entry}`: a new list with every number of `values` multiplied by `factor`.
For example, `scale([1.0, 2.0], 3.0)` gives `[3.0, 6.0]`. The list you are given stays as it is.
"""

STUB = '''"""{title}: your part of the exercise."""

from __future__ import annotations


def scale(values: list[float], factor: float) -> list[float]:
    """A new list with every number multiplied by factor."""
    raise NotImplementedError("TODO: write scale")
'''

TEST_PUBLIC = '''"""Public checks: the examples of the prompt."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import assert_equal


@pytest.mark.points(1)
@pytest.mark.hint("Work it out by hand: what is 1 times 3, and what is 2 times 3?")
def test_example(student: Any) -> None:
    """The example of the prompt: scale([1.0, 2.0], 3.0) gives [3.0, 6.0]."""
    assert_equal(student.scale([1.0, 2.0], 3.0), [3.0, 6.0])
'''

TEST_HIDDEN = '''"""Hidden checks. TODO: replace them; each one should be able to reveal a mistake."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_equal


@pytest.mark.points(2)
@pytest.mark.hint("Does your function look at `factor` at all?")
def test_any_factor(student: Any, rng: torch.Generator) -> None:
    """Any numbers and any factor, also zero and negative ones."""
    values = torch.randint(-9, 10, (5,), generator=rng).double().tolist() + [7.0]
    for factor in (0.0, -2.0, 5.0):
        assert_equal(student.scale(values, factor), [value * factor for value in values])


@pytest.mark.points(1)
@pytest.mark.needs("any_factor")
@pytest.mark.hint("Print your argument before and after the call.")
def test_input_unchanged(student: Any) -> None:
    """The list that was given stays as it is."""
    seen = student.scale.measure([1.0, 2.0], 3.0)
    assert not seen.changed_args, "Your function changed the list it was given; the caller still needs it."
'''

REFERENCE = '''"""{title}: the reference solution."""

from __future__ import annotations


def scale(values: list[float], factor: float) -> list[float]:
    """A new list with every number multiplied by factor."""
    return [factor * value for value in values]
'''

DESIGN = """# {slug}

**Goal.** TODO: what a student can do afterwards.

**Out of scope.** TODO: what is not asked here.

| Check | Why it is there | Reveals |
| --- | --- | --- |
| example (public) | the example of the prompt | - |
| any_factor | TODO | factor-ignored |
| input_unchanged | TODO | - |
"""

ALTERNATIVE_LOOP = '''"""A plain loop. TODO: keep two or more styles that are right."""

from __future__ import annotations


def scale(values: list[float], factor: float) -> list[float]:
    scaled = []
    for value in values:
        scaled.append(value * factor)
    return scaled
'''

ALTERNATIVE_MAP = '''"""With map."""

from __future__ import annotations


def scale(values: list[float], factor: float) -> list[float]:
    return list(map(lambda value: value * factor, values))
'''

WRONG = '''"""misconception: factor-ignored

TODO: say what was seen and ask one question. Every number came out doubled, whatever the factor was. Where
does the factor enter your sum?
"""

from __future__ import annotations


def scale(values: list[float], factor: float) -> list[float]:
    return [value + value for value in values]
'''

#: Added to the vocabulary of a catalogue, unless it has an entry of this name.
MISCONCEPTION = "factor-ignored"
ENTRY = """
[factor-ignored]
name = "The factor has no effect"
explanation = "TODO: one sentence: what is believed or overlooked, whatever the exercise."
page = \"\"\"
TODO: 40 to 120 words: why it happens, how to see it, a tiny example from somewhere else.
\"\"\"
"""

#: File name -> text, for the folder a student may see and the one a student may not.
PUBLIC = {"exercise.toml": TOML, "README.md": README, "{entry}": STUB, "test_public.py": TEST_PUBLIC}
REFERENCE_FILES = {
    "{entry}": REFERENCE,
    "test_hidden.py": TEST_HIDDEN,
    "design.md": DESIGN,
    "alternatives/plain_loop.py": ALTERNATIVE_LOOP,
    "alternatives/with_map.py": ALTERNATIVE_MAP,
    "wrong/factor_ignored.py": WRONG,
}
