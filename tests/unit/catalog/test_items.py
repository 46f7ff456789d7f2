"""Which items a student gets, and what of a pool goes into files for students."""

from __future__ import annotations

import ast
import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.bundle import make_bundle, starter
from grader.catalog.drawing import COMMON, WHOLE, draw_for_law, draw_of, drawn, quotas
from grader.catalog.items import Item, Pool, read_pool
from grader.catalog.law import check_form
from grader.catalog.services import read_bundle
from grader.errors import AuthorError

from .quiz_files import CANARY, items_toml, write_quiz


@pytest.fixture
def quiz(folders: Any) -> Any:
    write_quiz(folders.public, folders.reference)
    return folders


def ids(pool: Pool, draw: str) -> list[str]:
    return [item.id for item in drawn(pool, draw)]


def test_a_draw_is_a_function_of_its_text_alone(quiz: Any) -> None:
    pool = quiz.exercise().items
    draws = {draw: ids(pool, draw) for draw in map(str, range(40))}
    assert all(ids(pool, draw) == found for draw, found in draws.items())
    assert all(len(found) == 5 == len(set(found)) for found in draws.values())
    assert len({tuple(found) for found in draws.values()}) > 10
    # Written down once: whoever changes the drawing gives every student other questions.
    assert ids(pool, "0123456789abcdef") == ["one-0", "one-3", "one-4", "two-0", "three-0"]


def test_everybody_gets_a_fair_part_of_each_topic(quiz: Any) -> None:
    pool = quiz.exercise().items
    assert quotas(pool) == {"one": 3, "two": 1, "three": 1}
    for draw in map(str, range(40)):
        assert Counter(item.topic for item in drawn(pool, draw)) == quotas(pool)
        assert [item.number for item in drawn(pool, draw)] == [1, 2, 3, 4, 5]
        order = [item.id for item in pool.items]
        assert ids(pool, draw) == sorted(ids(pool, draw), key=order.index), "in the order of the pool"


def test_weight_is_how_often_an_item_is_drawn(quiz: Any) -> None:
    pool = quiz.exercise().items
    count = Counter(id_ for draw in range(2000) for id_ in ids(pool, str(draw)))
    # One of three; four times the weight of either other.
    assert count["two-0"] == pytest.approx(2000 * 4 / 6, rel=0.1)
    assert count["two-1"] == pytest.approx(count["two-2"], rel=0.2)
    # Three of six: an item of weight 4 is nearly always among them.
    assert count["one-0"] > 1600 > 1100 > max(count[f"one-{number}"] for number in range(1, 6))


def test_a_mended_text_or_a_new_item_leaves_the_others_where_they_are(quiz: Any) -> None:
    pool = quiz.exercise().items
    mended = replace(pool, items=tuple(replace(item, text="Other words?") for item in pool.items))
    more = replace(pool, items=(*pool.items, Item("two-9", "two", "one", "New?", ("a", "b"))))
    for draw in map(str, range(60)):
        assert ids(mended, draw) == ids(pool, draw)
        gone = set(ids(pool, draw)) - set(ids(more, draw))
        assert len(gone) <= 1, "at most one gives way to the new one"


def test_of_a_family_one_is_drawn_while_others_are_left() -> None:
    items = [Item(f"i{number}", "t", "number", "?", family="f" if number < 4 else "") for number in range(6)]
    pool = Pool(3, (("t", "T"),), tuple(items))
    for draw in map(str, range(50)):
        assert sum(item.family == "f" for item in drawn(pool, draw)) == 1
    assert Counter(item.family for item in drawn(replace(pool, draw=4), "x")) == {"f": 2, "": 2}


def test_draws_of_people_are_their_own() -> None:
    one = draw_of("assignment", "ada", "quiz")
    assert one == draw_of("assignment", "ada", "quiz") == "e383d03ef8b58866"
    others = [
        draw_of("assignment", "ben", "quiz"),
        draw_of("later", "ada", "quiz"),
        draw_of("assignment", "ada", "x"),
    ]
    assert len({one, *others}) == 4


def test_the_law_asks_everything_first_and_of_wrong_solutions_always(quiz: Any) -> None:
    exercise = quiz.exercise()
    reference = exercise.reference_dir / exercise.entry
    assert draw_for_law(exercise, reference, 0) == WHOLE
    assert len(drawn(exercise.items, draw_for_law(exercise, reference, 1))) == 5
    assert draw_for_law(exercise, exercise.wrong[0].path, 7) == WHOLE


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bundle_has_its_students_items_and_no_others(quiz: Any, tmp_path: Path) -> None:
    exercise = quiz.exercise()
    data = make_bundle(exercise, "ada's")
    files = files_of(data)
    assert set(files) == {
        f"scaling/{name}"
        for name in ("exercise.toml", "README.md", "test_public.py", "scaling.py", "items.toml")
    }
    mine = ids(exercise.items, "ada's")
    others = {item.id for item in exercise.items.items} - set(mine)
    everything = b"\n".join(files.values()).decode()
    assert not [id_ for id_ in others if id_ in everything]
    assert CANARY not in everything
    for name, content in files.items():
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    bundle = read_bundle(tmp_path / "out/scaling")
    assert bundle.items is not None
    # Whatever draw is asked for at home, there is nothing else to be had.
    assert ids(bundle.items, "ben's") == mine == ids(bundle.items, WHOLE)
    assert [replace(one, weight=1.0, family="") for one in drawn(exercise.items, "ada's")] == list(
        drawn(bundle.items, "")
    )
    assert make_bundle(bundle, "anything") == data
    assert make_bundle(exercise) == make_bundle(exercise, COMMON) != data


def test_the_starter_has_each_question_above_its_answer(quiz: Any) -> None:
    exercise = quiz.exercise()
    text = starter(exercise, "ada's").decode()
    space: dict[str, Any] = {}
    exec(compile(ast.parse(text), "starter", "exec"), space)
    assert space["answers"]() == dict.fromkeys(ids(exercise.items, "ada's"))
    assert text.count("#   a) This is the first") == 5
    assert "# ITEMS" not in text
    assert "TODO" in text


def test_texts_survive_the_way_into_a_bundle(quiz: Any) -> None:
    strange = "Quotes \" and ''', a \\ backslash, \\n, a tab\t, ümläute, 数, \U0001f41f, and\nanother line"
    exercise = quiz.exercise()
    items = tuple(replace(item, text=strange, options=(strange, "b")) for item in exercise.items.items)
    odd = replace(exercise, items=replace(exercise.items, items=items, draw=10))
    (quiz.public / "items.toml").write_bytes(files_of(make_bundle(odd, "x"))["scaling/items.toml"])
    again = read_pool(quiz.public / "items.toml", "items.toml", 10)
    assert {item.text for item in again.items} == {strange} == {item.options[0] for item in again.items}
    compile(starter(odd, "x"), "starter", "exec")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "two-1"', 'id = "two-2"', "`two-2` is there twice"),
        ('topic = "two"', 'topic = "four"', "topic that is not in [topics]: four"),
        ('kind = "one"', 'kind = "many"', "`kind of item one-0` does not fit"),
        ('options = ["This is the first", "This is the second"]', "options = []", "needs 2 to 8 options"),
        ('kind = "one"', 'kind = "number"', "takes no options"),
        ('text = "Which of one 0?"', "", "`text of item one-0` does not fit"),
        ("weight = 4", "weight = 0", "weight of item one-0"),
        ('three = "Topic three"', 'three = "Topic three"\nfour = "4"', "The topic `four` has no item"),
        ("[topics]", "[topics", "not TOML"),
    ],
)
def test_a_broken_pool_is_told_with_its_line(quiz: Any, old: str, new: str, said: str) -> None:
    text = items_toml()
    assert old in text
    (quiz.public / "items.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(AuthorError) as caught:
        quiz.exercise()
    assert said in caught.value.message
    assert caught.value.where.startswith("exercises/warm-up/scaling/items.toml:")


def test_more_cannot_be_drawn_than_there_are(quiz: Any) -> None:
    quiz.change("exercise.toml", "draw = 5", "draw = 11")
    with pytest.raises(AuthorError, match="11 items are drawn, and the pool has 10"):
        quiz.exercise()
    quiz.change("exercise.toml", "draw = 11", "draw = 2")
    with pytest.raises(AuthorError, match="2 items are drawn from 3 topics"):
        quiz.exercise()


def rules(folders: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in check_form(folders.exercise(), frozenset({"scaling"})):
        found.setdefault(one.rule, []).append(f"{one.message} ({one.where.rsplit('/', 1)[1]})")
    return found


def test_form_rules_hold_for_a_quiz(quiz: Any) -> None:
    assert {"item-keys", "item-stub", "unknown-file"}.isdisjoint(rules(quiz))
    (quiz.public / "scaling.py").write_text("def answers():\n    return {}  # TODO\n")
    assert rules(quiz)["item-stub"] == [
        "The stub has 0 lines `# ITEMS`; one gives way to the student's questions (scaling.py:1)"
    ]
    (quiz.reference / "keys.toml").unlink()
    assert "missing" in rules(quiz)["item-keys"][0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[one-0]", "[zero]", "`zero` is no item of the pool"),
        ('key = "b"', 'key = "c"', "`key` names no option"),
        ('key = "b"', 'key = ["b"]', "`key` is one letter for `one`"),
        ("why.a", "why.b", "`why` explains every wrong option and no other"),
        ("Why the first?", "Is it: this is the second?", "holds the text of a right option"),
        ("Why the first?", "word " * 60, "61 words; at most 50 are read"),
        ('key = "b"', 'key = "b"\nmisconception.a = "unheard-of"', "No wrong solution has the misconception"),
        (
            'key = "b"',
            'key = "b"\nmisconception.b = "takes-the-first"',
            "`misconception` belongs to wrong options",
        ),
        ('key = "b"', 'key = "b"\nrun = "1"', "are for numbers and lists"),
        ('key = "b"', 'key = "b"\nunknown = "1"', "`one-0.unknown` does not fit"),
    ],
)
def test_keys_are_held_against_the_pool(quiz: Any, old: str, new: str, said: str) -> None:
    path = quiz.reference / "keys.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert said in " ".join(rules(quiz)["item-keys"])
