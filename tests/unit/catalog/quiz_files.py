"""A small quiz in the folders of the tests' catalogue."""

from __future__ import annotations

from pathlib import Path

#: Stands in every text that only hidden checks may know.
CANARY = "canary-5be1"

TOPICS = {"one": 6, "two": 3, "three": 1}


def items_toml() -> str:
    """Ten items in three topics: six, three and one."""
    lines = ["[topics]", *(f'{topic} = "Topic {topic}"' for topic in TOPICS)]
    for topic, count in TOPICS.items():
        for number in range(count):
            weight = 4 if number == 0 else 1
            lines += ["[[item]]", f'id = "{topic}-{number}"', f'topic = "{topic}"', 'kind = "one"']
            lines += [f"weight = {weight}", f'text = "Which of {topic} {number}?"']
            lines += ['options = ["This is the first", "This is the second"]']
    return "\n".join(lines) + "\n"


def keys_toml() -> str:
    """The second option is right everywhere."""
    return "\n".join(
        f'[{topic}-{number}]\nkey = "b"\nwhy.a = "Why the first? {CANARY}"'
        for topic, count in TOPICS.items()
        for number in range(count)
    )


STUB = '''"""Your answers."""


def answers():
    """TODO: fill them in."""
    return {
        # ITEMS
    }
'''
PUBLIC = '''
import pytest
from grader.checks import assert_answered, assert_forms

@pytest.mark.points(1)
def test_answered(student, items):
    """Every question has an answer."""
    assert_answered(student.answers(), items)

@pytest.mark.points(1)
def test_forms(student, items):
    """Every answer has its form."""
    assert_forms(student.answers(), items)
'''
HIDDEN = '''
import pytest
from grader.checks import assert_right

@pytest.mark.points(2)
def test_right(student, items, keys):
    """Every answer is right."""
    assert_right(student.answers(), items, keys)
'''
WRONG = '''"""misconception: takes-the-first

What does the second one say?
"""

def answers():
    return {name: "a" for name in NAMES}
'''


def write_quiz(public: Path, reference: Path, draw: int = 5) -> None:
    """Make the exercise `scaling` of the scaffold a quiz."""
    toml = (public / "exercise.toml").read_text()
    toml = toml.replace('names = ["scale"]', 'names = ["answers"]').replace(
        'names = ["scaling"]', 'names = ["answers"]'
    )
    (public / "exercise.toml").write_text(toml + f"\n[items]\ndraw = {draw}\n")
    (public / "items.toml").write_text(items_toml())
    (public / "scaling.py").write_text(STUB)
    (public / "test_public.py").write_text(PUBLIC)
    (reference / "keys.toml").write_text(keys_toml())
    names = [f"{topic}-{number}" for topic, count in TOPICS.items() for number in range(count)]
    (reference / "scaling.py").write_text(f"def answers():\n    return dict.fromkeys({names}, 'b')\n")
    (reference / "test_hidden.py").write_text(HIDDEN)
    for path in (reference / "wrong").glob("*.py"):
        path.unlink()
    (reference / "wrong" / "first.py").write_text(WRONG.replace("NAMES", repr(names)))
    for path in (reference / "alternatives").glob("*.py"):
        path.write_text(f"def answers():\n    return {{name: 'B' for name in {names}}}\n")
