"""The catalogue: finds exercises, keeps the good ones up, and reads again what changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from grader.catalog.bundle import make_bundle
from grader.catalog.folders import Signature, list_files, signature
from grader.catalog.models import Exercise
from grader.catalog.reader import FolderPair, read_bundle, read_exercise
from grader.catalog.toml import SLUG
from grader.catalog.units import Unit, named_after, read_unit
from grader.catalog.vocabulary import EMPTY, Vocabulary, read_vocabulary
from grader.errors import AuthorError, UsageError

__all__ = ["Catalog", "make_bundle", "read_bundle"]

_LAST = 1_000_000


@dataclass(frozen=True)
class _Entry:
    """What reading one pair of folders gave, and when it is out of date."""

    signature: Signature
    words: Vocabulary
    result: Exercise | AuthorError


class Catalog:
    """All exercises below a pair of roots: `<root>/<unit>/<slug>/`. Safe to share between threads.

    Without a reference root (a student's machine) exercises have their public checks alone.
    A broken exercise is refused; the others stay up.
    """

    def __init__(self, exercises: Path, reference: Path | None) -> None:
        self._exercises = exercises
        self._reference = reference
        self._entries: dict[Path, _Entry] = {}
        self._lock = Lock()

    def all(self) -> list[Exercise]:
        """Every exercise that can be used, in the order of the catalogue."""
        good, _ = self._read()
        return _ordered(list(good.values()))

    def get(self, exercise_id: str) -> Exercise:
        """One exercise.

        :raises UsageError: there is none of that name; near names are given.
        :raises AuthorError: it is broken, with `file:line`.
        """
        # A page asks for one exercise after another, so only the folders of that name are looked at.
        good, broken = self._read(exercise_id) if re.match(SLUG, exercise_id) else ({}, {})
        if exercise_id in good:
            return good[exercise_id]
        if exercise_id in broken:
            raise broken[exercise_id][0]
        raise self._unknown(exercise_id)

    def problems(self) -> list[AuthorError]:
        """Why exercises are refused, and reference folders that belong to none."""
        _, broken = self._read()
        found = [problem for problems in broken.values() for problem in problems]
        found += self._orphans() + self._broken_words()
        return sorted(found, key=lambda problem: problem.where)

    def vocabulary(self) -> Vocabulary:
        """Names and explanations of misconceptions; empty where the catalogue has none or a broken one."""
        try:
            return read_vocabulary(self._exercises)
        except AuthorError:
            return EMPTY

    def unit(self, unit_id: str) -> Unit:
        """Title and summary of a unit; a broken unit.toml is a problem, and takes no page down."""
        try:
            return read_unit(self._exercises / unit_id)
        except AuthorError:
            return Unit(unit_id, named_after(unit_id))

    def _broken_words(self) -> list[AuthorError]:
        """What keeps the vocabulary or a unit's title from being read."""
        reads: list[Callable[[], object]] = [partial(read_vocabulary, self._exercises)]
        reads += [partial(read_unit, folder) for folder in sorted(self._exercises.glob("*/"))]
        found = []
        for read in reads:
            try:
                read()
            except AuthorError as error:
                found.append(error)
        return found

    def _unknown(self, exercise_id: str) -> UsageError:
        good, broken = self._read()
        near = difflib.get_close_matches(exercise_id, [*good, *broken], n=3, cutoff=0.5)
        known = f"There are {', '.join(sorted(good)) or 'none'}."
        step = f"Did you mean {' or '.join(near)}?" if near else known
        return UsageError(f"There is no exercise `{exercise_id}`.", step)

    def _read(self, slug: str = "*") -> tuple[dict[str, Exercise], dict[str, list[AuthorError]]]:
        """Good and broken exercises by their ids: those of one id, or all."""
        with self._lock:
            pairs = [self._pair(folder) for folder in self._folders(slug)]
            fresh = {pair.public: self._entry(pair) for pair in pairs}
            self._entries = fresh if slug == "*" else self._entries | fresh
        return self._sorted_out(pairs, fresh)

    @staticmethod
    def _sorted_out(
        pairs: list[FolderPair], entries: dict[Path, _Entry]
    ) -> tuple[dict[str, Exercise], dict[str, list[AuthorError]]]:
        good: dict[str, Exercise] = {}
        broken: dict[str, list[AuthorError]] = {}
        twice = _names_given_twice([pair.public.name for pair in pairs])
        for pair in pairs:
            slug, result = pair.public.name, entries[pair.public].result
            if slug in twice:
                result = _ambiguous(pair)
            if isinstance(result, AuthorError):
                broken.setdefault(slug, []).append(result)
            else:
                good[slug] = result
        return good, broken

    def _folders(self, slug: str) -> list[Path]:
        if not self._exercises.is_dir():
            raise AuthorError(
                f"The folder of exercises `{self._exercises.name}` is missing.",
                "Set GRADER_EXERCISES to a folder that exists.",
            )
        found = [path for path in self._exercises.glob(f"*/{slug}") if path.is_dir() and _is_visible(path)]
        return sorted(path for path in found if list_files(path))

    def _pair(self, public: Path) -> FolderPair:
        inside = public.relative_to(self._exercises)
        reference = self._reference / inside if self._reference is not None else None
        reference_name = f"{self._reference.name}/{inside.as_posix()}" if self._reference is not None else ""
        return FolderPair(public, f"{self._exercises.name}/{inside.as_posix()}", reference, reference_name)

    def _entry(self, pair: FolderPair) -> _Entry:
        folders = [pair.public] if pair.reference is None else [pair.public, pair.reference]
        words = self.vocabulary()
        seen = signature(*folders)
        known = self._entries.get(pair.public)
        if known is not None and known.signature == seen and known.words is words:
            return known
        try:
            return _Entry(seen, words, read_exercise(pair, words))
        except AuthorError as error:
            return _Entry(seen, words, error)

    def _orphans(self) -> list[AuthorError]:
        if self._reference is None or not self._reference.is_dir():
            return []
        folders = [path for path in self._reference.glob("*/*") if path.is_dir() and _is_visible(path)]
        inside = [path.relative_to(self._reference) for path in folders if list_files(path)]
        return [
            AuthorError(
                "This reference belongs to no exercise.",
                f"Add {self._exercises.name}/{path.as_posix()}, or remove it.",
                f"{self._reference.name}/{path.as_posix()}:1",
            )
            for path in inside
            if not (self._exercises / path).is_dir()
        ]


def _is_visible(path: Path) -> bool:
    return not any(part.startswith((".", "__")) for part in (path.name, path.parent.name))


def _names_given_twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _ambiguous(pair: FolderPair) -> AuthorError:
    what = f"The id `{pair.public.name}` is used in more than one unit."
    return AuthorError(what, "Rename all but one of the folders.", f"{pair.public_name}/exercise.toml:1")


def _ordered(exercises: list[Exercise]) -> list[Exercise]:
    """Units by the smallest `order` of their exercises, then by name; exercises alike."""
    first: dict[str, int] = {}
    for exercise in exercises:
        first[exercise.unit] = min(first.get(exercise.unit, _LAST), _place(exercise))
    return sorted(exercises, key=lambda one: (first[one.unit], one.unit, _place(one), one.id))


def _place(exercise: Exercise) -> int:
    return exercise.order if exercise.order is not None else _LAST
