"""Answers to items against their keys: right or wrong, and what is said about a wrong one.

It runs in the judge, with what authors wrote: `run` of keys.toml and `code` of items.toml are theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.catalog import keys as key_files
from grader.catalog.items import Item
from grader.catalog.keys import Key
from grader.catalog.models import Exercise
from grader.errors import AuthorError
from grader.judge.failures import CheckFailed, fail

#: What an answer of each kind looks like, as a student reads it.
FORMS = {
    "one": "one letter, as a text",
    "several": "a list of letters",
    "number": "a number",
    "list": "a list of whole numbers",
}
NO_DICT = "`answers` should return a dictionary: the name of each question, and your answer to it."


@dataclass(frozen=True)
class Mistake:
    """A wrong answer: what the student reads, and what it shows."""

    text: str
    misconception: str = ""


class Keys:
    """The `keys` fixture of hidden checks: it knows what is right, and never says it."""

    def __init__(self, exercise: Exercise) -> None:
        """
        :raises AuthorError: the exercise has no keys here, or their file is broken.
        """
        if exercise.items is None or exercise.reference_dir is None:
            raise AuthorError("This exercise has no keys: they come with `[items]` and a reference folder.")
        self._keys = key_files.read_keys(exercise.reference_dir / key_files.FILE, key_files.FILE)

    def mistake(self, item: Item, answer: Any) -> Mistake | None:
        """What is wrong with an answer; None where it is right. The answer has the form of its item."""
        if item.id not in self._keys:
            raise AuthorError(f"The item `{item.id}` has no key.", "Add it.", f"{key_files.FILE}:1")
        key = self._keys[item.id]
        if item.options:
            return _wrong_letters(item, key, answer)
        return _wrong_value(item, key, answer)


def well_formed(item: Item, answer: Any) -> bool:
    """Whether the answer has the form that its item asks for."""
    match item.kind:
        case "one":
            return isinstance(answer, str) and _letter(answer) in item.letters and len(_letter(answer)) == 1
        case "several":
            return isinstance(answer, list | tuple) and all(
                isinstance(one, str) and len(_letter(one)) == 1 and _letter(one) in item.letters
                for one in answer
            )
        case "number":
            return isinstance(answer, int | float) and not isinstance(answer, bool)
        case "list":
            return isinstance(answer, list | tuple) and all(
                isinstance(one, int) and not isinstance(one, bool) for one in answer
            )


def assert_answered(given: Any, items: Sequence[Item]) -> None:
    """Every question has an answer, whether it is right or not. More answers than questions are fine."""
    _assert_dict(given)
    missing = [item for item in items if given.get(item.id) is None]
    if missing:
        names = ", ".join(f"{item.number} (`{item.id}`)" for item in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        fail(f"{len(missing)} of {len(items)} questions have no answer yet: {names}{more}.")


def assert_forms(given: Any, items: Sequence[Item]) -> None:
    """Every answer that is there has the form that its question asks for."""
    _assert_dict(given)
    odd = [item for item in items if given.get(item.id) is not None and not well_formed(item, given[item.id])]
    if odd:
        lines = [f"{_named(item)} is answered by {FORMS[item.kind]}." for item in odd[:5]]
        fail("\n".join([f"Of {len(items)} answers {_count(len(odd))} not have the form asked for.", *lines]))


def assert_right(given: Any, items: Sequence[Item], keys: Keys) -> None:
    """Every answer is right; of each wrong one the explanation is told, and never the key.

    Where all wrong answers that show a misconception show the same one, it is named.
    """
    _assert_dict(given)
    lines, shown = [], set[str]()
    for item in items:
        answer = given.get(item.id)
        if answer is None:
            lines.append(f"{_named(item)} has no answer yet.")
        elif not well_formed(item, answer):
            lines.append(f"{_named(item)} is answered by {FORMS[item.kind]}.")
        elif mistake := keys.mistake(item, answer):
            lines.append(f"{_named(item)}: {mistake.text}")
            shown |= {mistake.misconception} - {""}
    if lines:
        head = f"Of {len(items)} answers {_count(len(lines))} not fit yet." if len(items) > 1 else ""
        failure = CheckFailed(text := "\n".join(filter(None, (head, *lines))), text)
        failure.misconception = shown.pop() if len(shown) == 1 else None
        raise failure


def _named(item: Item) -> str:
    return f"Question {item.number} (`{item.id}`)"


def _count(count: int) -> str:
    return "1 does" if count == 1 else f"{count} do"


def _assert_dict(given: Any) -> None:
    if type(given) is not dict:
        fail(NO_DICT)


def _letter(answer: str) -> str:
    return answer.strip().casefold().removesuffix(")")


def _wrong_letters(item: Item, key: Key, answer: Any) -> Mistake | None:
    chosen = [_letter(one) for one in ([answer] if isinstance(answer, str) else answer)]
    wrong = sorted(set(chosen) - key.letters)
    texts = [f"({letter}) {key.why[letter]}" for letter in wrong]
    if item.kind == "several" and key.letters - set(chosen):
        texts.append(key.missed)
    named = {key.misconception[letter] for letter in wrong if letter in key.misconception}
    return Mistake(" ".join(texts), named.pop() if len(named) == 1 else "") if texts else None


def _wrong_value(item: Item, key: Key, answer: Any) -> Mistake | None:
    space = _after(item)
    right, given = _value(item, space, key.run), _plain(answer)
    if _same(given, right):
        return None
    for one in key.wrong:
        value = _value(item, space, one.run)
        if _same(value, right):
            raise _broken(item, f"`{one.run}` gives the right answer")
        if _same(given, value):
            return Mistake(one.why, one.misconception)
    return Mistake(key.otherwise)


def _after(item: Item) -> dict[str, Any]:
    """The names that the item's own code leaves behind; its random numbers are the same each time."""
    space: dict[str, Any] = {"torch": torch}
    try:
        exec(item.code, space)  # noqa: S102 - the author's code, as the checks are
    except Exception as error:
        raise _broken(item, f"its code raised {type(error).__name__}: {error}") from error
    return space


def _value(item: Item, space: dict[str, Any], run: str) -> Any:
    try:
        value = _plain(eval(run, dict(space)))  # noqa: S307 - the author's expression, as the checks are
    except Exception as error:
        raise _broken(item, f"`{run}` raised {type(error).__name__}: {error}") from error
    if not well_formed(item, value):
        raise _broken(item, f"`{run}` gives no {item.kind}")
    return value


def _plain(value: Any) -> Any:
    """A shape as a list, a number of one element as a number."""
    if isinstance(value, torch.Tensor):
        return value.item()
    return list(value) if isinstance(value, tuple) else value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return bool(one == other)
    return bool(abs(one - other) <= 1e-6 * max(1.0, abs(other)))


def _broken(item: Item, what: str) -> AuthorError:
    return AuthorError(f"The key of `{item.id}` is broken: {what}.", "Correct it.", f"{key_files.FILE}:1")
