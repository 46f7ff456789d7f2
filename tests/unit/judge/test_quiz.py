"""Answers against keys: what a student reads, and what nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.drawing import WHOLE
from grader.catalog.items import Item, Pool
from grader.catalog.models import Exercise
from grader.errors import AuthorError
from grader.judge.codec import decode_job, encode_job
from grader.judge.failures import CheckFailed
from grader.judge.isolated import Judge
from grader.judge.job import GradingJob
from grader.judge.quiz import Keys, assert_answered, assert_forms, assert_right
from grader.judge.views import for_student
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local

from .conftest import Bench, program

CANARY = "canary-77aa"
ITEMS = (
    Item("letter", "t", "one", "Which?", ("First one", "Second one", "Third one")),
    Item("letters", "t", "several", "Which ones?", ("Alpha", "Beta", "Gamma")),
    Item("count", "u", "number", "How many?", code="n = 4"),
    Item("sizes", "u", "list", "Which shape?", code="x = torch.zeros(2, 3, 5)\ny = x.sum(dim=1)"),
)
KEYS = f"""
# {CANARY}
[letter]
key = "b"
why.a = "Why not the others?"
why.c = "You count from one."
misconception.a = "takes-first"
misconception.c = "counts-from-one"
[letters]
key = ["a", "c"]
why.b = "What is beta?"
missed = "One more fits."
misconception.b = "takes-first"
[count]
run = "n + 1"
otherwise = "Count once more."
[[count.wrong]]
run = "n"
why = "The last one, too."
[sizes]
run = "y.shape"
otherwise = "Cross an axis out."
[[sizes.wrong]]
run = "x.sum(dim=0).shape"
why = "Which axis is named?"
misconception = "takes-first"
"""
RIGHT = {"letter": "b", "letters": ["c", "a"], "count": 5, "sizes": [2, 5]}


@pytest.fixture
def exercise(bench: Bench) -> Exercise:
    assert bench.exercise.reference_dir is not None
    (bench.exercise.reference_dir / "keys.toml").write_text(KEYS)
    pool = Pool(4, (("t", "T"), ("u", "U")), ITEMS)
    return replace(bench.exercise, items=pool)


def said(exercise: Exercise, **answers: Any) -> tuple[str, str | None]:
    """What is said about these answers, the others being right."""
    items = [replace(item, number=number) for number, item in enumerate(ITEMS, start=1)]
    try:
        assert_right(RIGHT | answers, items, Keys(exercise))
    except CheckFailed as failure:
        return failure.message.partition("\n")[2], failure.misconception
    return "", None


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"letter": " B ", "letters": ("A", "C"), "count": 5.0, "sizes": (2, 5)},
        {"letter": "b)", "letters": ["a", "c", "a"]},
        {"nobody-asked": object()},
    ],
)
def test_right_is_right_in_every_form(exercise: Exercise, answers: dict[str, Any]) -> None:
    assert said(exercise, **answers) == ("", None)


@pytest.mark.parametrize(
    ("answers", "text", "named"),
    [
        ({"letter": "a"}, "Question 1 (`letter`): (a) Why not the others?", "takes-first"),
        ({"letter": "C"}, "Question 1 (`letter`): (c) You count from one.", "counts-from-one"),
        ({"letter": ""}, "Question 1 (`letter`) is answered by one letter, as a text.", None),
        ({"letter": "First one"}, "Question 1 (`letter`) is answered by one letter, as a text.", None),
        ({"letter": 1}, "Question 1 (`letter`) is answered by one letter, as a text.", None),
        ({"letter": None}, "Question 1 (`letter`) has no answer yet.", None),
        ({"letters": ["a"]}, "Question 2 (`letters`): One more fits.", None),
        ({"letters": []}, "Question 2 (`letters`): One more fits.", None),
        ({"letters": ["a", "b", "c"]}, "Question 2 (`letters`): (b) What is beta?", "takes-first"),
        ({"letters": "ac"}, "Question 2 (`letters`) is answered by a list of letters.", None),
        ({"count": 4}, "Question 3 (`count`): The last one, too.", None),
        ({"count": True}, "Question 3 (`count`) is answered by a number.", None),
        ({"count": float("nan")}, "Question 3 (`count`): Count once more.", None),
        ({"sizes": [3, 5]}, "Question 4 (`sizes`): Which axis is named?", "takes-first"),
        ({"sizes": []}, "Question 4 (`sizes`): Cross an axis out.", None),
        ({"sizes": [2.0, 5]}, "Question 4 (`sizes`) is answered by a list of whole numbers.", None),
    ],
)
def test_a_wrong_answer_is_explained(
    exercise: Exercise, answers: dict[str, Any], text: str, named: str | None
) -> None:
    assert said(exercise, **answers) == (text, named)


def test_two_misconceptions_are_both_left_unnamed(exercise: Exercise) -> None:
    text, named = said(exercise, letter="c", sizes=[3, 5])
    assert (text.count("\n"), named) == (1, None)
    assert said(exercise, letter="a", sizes=[3, 5], count=9)[1] == "takes-first", "the same one twice is one"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('run = "n + 1"', 'run = "m"', "`m` raised NameError"),
        ('run = "n + 1"', 'run = "n"', "`n` gives the right answer"),
        ('run = "n + 1"', "run = \"'five'\"", "gives no number"),
        ("[letters]", "[other]", "The item `letters` has no key"),
        ("[count]", "[count", "not TOML"),
    ],
)
def test_a_broken_key_is_the_authors_fault(exercise: Exercise, old: str, new: str, why: str) -> None:
    assert exercise.reference_dir is not None
    path = exercise.reference_dir / "keys.toml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(AuthorError, match=why):
        assert_right(RIGHT | {"count": 99}, ITEMS, Keys(exercise))


def test_forms_are_asked_for_without_any_key() -> None:
    items = [replace(item, number=number) for number, item in enumerate(ITEMS, start=1)]
    assert_answered(RIGHT, items)
    assert_forms({**RIGHT, "letter": "a", "count": 0}, items)
    with pytest.raises(
        CheckFailed, match=r"2 of 4 questions have no answer yet: 1 \(`letter`\), 3 \(`count`\)"
    ):
        assert_answered({**RIGHT, "letter": None, "count": None}, items)
    with pytest.raises(CheckFailed, match="should return a dictionary"):
        assert_answered(["b"], items)
    with pytest.raises(CheckFailed, match=r"Question 4 \(`sizes`\) is answered by a list of whole numbers"):
        assert_forms({**RIGHT, "sizes": 2}, items)


CHECKS = (
    '''
    @pytest.mark.points(1)
    def test_forms(student, items):
        """Forms."""
        assert_answered(student.answers(), items)
    ''',
    '''
    @pytest.mark.points(1)
    def test_right(student, items, keys):
        """Right."""
        assert_right(student.answers(), items, keys)
    ''',
)
ANSWER = "def answers():\n    return {answers}\n"


@pytest.fixture
def quiz(bench: Bench, exercise: Exercise) -> Exercise:
    return replace(exercise, checks=bench.checks(*CHECKS).exercise.checks)


def grade(bench: Bench, quiz: Exercise, answers: dict[str, Any], draw: str = WHOLE) -> Any:
    from grader.judge.run import grade as run

    made = program(ANSWER.format(answers=answers))
    return run(GradingJob(quiz, made, 3, draw=draw), bench.student, None)


def test_a_report_names_its_draw_and_explains(bench: Bench, quiz: Exercise) -> None:
    report = grade(bench, quiz, RIGHT)
    assert (report.score, report.verdict) == (2, "graded")
    assert report.provenance.draw == WHOLE
    assert report.provenance.items == ("letter", "letters", "count", "sizes")
    report = for_student(grade(bench, quiz, RIGHT | {"letter": "a"}))
    hidden = report.checks[1]
    assert (
        hidden.message == "Of 4 answers 1 does not fit yet.\nQuestion 1 (`letter`): (a) Why not the others?"
    )
    everything = report.model_dump_json()
    assert CANARY not in everything
    assert "count from one" not in everything


def test_only_what_was_drawn_is_asked(bench: Bench, quiz: Exercise) -> None:
    assert quiz.items is not None
    drawing = replace(quiz, items=replace(quiz.items, draw=2))
    report = grade(bench, drawing, {}, "ada's")
    mine = report.provenance.items
    assert len(mine) == 2
    assert grade(bench, drawing, {id_: RIGHT[id_] for id_ in mine}, "ada's").score == 2
    others = [draw for draw in map(str, range(20)) if grade_items(drawing, draw) != mine]
    assert grade(bench, drawing, {id_: RIGHT[id_] for id_ in mine}, others[0]).score == 0
    assert GradingJob(drawing, program(""), 5).drawn_by == "seed 5"


def grade_items(exercise: Exercise, draw: str) -> tuple[str, ...]:
    return tuple(item.id for item in GradingJob(exercise, program(""), 0, draw=draw).items)


def test_what_is_no_longer_asked_costs_nobody_anything(bench: Bench, quiz: Exercise) -> None:
    assert quiz.items is not None
    void = tuple(replace(item, void=item.id == "count") for item in quiz.items.items)
    report = grade(bench, replace(quiz, items=replace(quiz.items, items=void)), RIGHT | {"count": 77})
    assert report.score == 2
    assert "count" in report.provenance.items, "it was drawn all the same"


def test_keys_are_for_hidden_checks_alone(bench: Bench, exercise: Exercise) -> None:
    public = CHECKS[1].replace("test_right", "test_peek")
    with pytest.raises(AuthorError, match="`keys`, which is no fixture here"):
        bench.checks(public)


def test_a_job_with_items_travels_into_a_fork(quiz: Exercise) -> None:
    job = GradingJob(quiz, program(ANSWER.format(answers=RIGHT)), 3, draw="ada's")
    assert decode_job(encode_job(job)).items == job.items
    # A sandbox of its own: the fork takes over what has been said with it.
    box = open_local()
    try:
        with Judge() as judge:
            report = judge.grade(job, box, None)
    finally:
        box.close()
    assert (report.score, report.provenance.draw) == (2, "ada's")


THIEF = """
import gc, glob, os

def answers():
    found = []
    ways = [PATH, "/proc/self/root" + PATH, "/proc/1/root" + PATH]
    ways += glob.glob(os.path.dirname(PATH) + "/*") + glob.glob("/tmp/**/keys.toml", recursive=True)
    for way in ways:
        try:
            found.append(open(way).read())
        except OSError:
            pass
    texts = [one for one in gc.get_objects() if isinstance(one, str)]
    return {"letter": "".join(found + texts)}
"""


@pytest.mark.parametrize(("walls", "reached"), [(True, False), (False, True)], ids=["walls", "control"])
def test_keys_never_lie_where_student_code_can_look(
    walls: bool, reached: bool, bench: Bench, quiz: Exercise
) -> None:
    from grader.judge.run import grade as run

    assert quiz.reference_dir is not None
    path = str(quiz.reference_dir / "keys.toml")
    made = program(THIEF.replace("PATH", repr(path)))
    with _opened(open_local(walls=walls)) as sandbox:
        report = run(GradingJob(quiz, made, 3, draw=WHOLE), sandbox, None)
        told = sandbox.request(
            "call", {"target": {"name": "answers"}, "args": [], "kwargs": {}}, cpu_s=10, wall_s=60
        )
    assert report.verdict == "graded"
    assert told.fault is None
    assert (CANARY in told.value["letter"]) == reached


def _opened(sandbox: GuestSandbox) -> Any:
    import contextlib

    @contextlib.contextmanager
    def held() -> Iterator[GuestSandbox]:
        try:
            yield sandbox
        finally:
            sandbox.close()

    return held()


def test_the_reference_folder_is_where_keys_come_from(exercise: Exercise, tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="has no keys"):
        Keys(replace(exercise, reference_dir=None))
    with pytest.raises(AuthorError, match="has no keys"):
        Keys(replace(exercise, items=None))
