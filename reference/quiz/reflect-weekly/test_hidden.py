"""Hidden checks: the form of each entry. What it says is read by a person."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import fail

from .helpers import OBJECTIVES, entry, exercises_in, own, plain, words


@pytest.mark.points(0.25)
@pytest.mark.hint("Copy and paste beats typing here.")
def test_objective(student: Any) -> None:
    """The objective is a line of the list."""
    objective = entry(student.reflection(), "objective")
    if plain(objective) not in {plain(line) for line in OBJECTIVES}:
        fail("Copy one objective from the list, as it stands there.", misconception="objective-paraphrased")


@pytest.mark.points(0.5)
@pytest.mark.hint("Which exercise, what did you see in it, and what does that show?")
def test_evidence(student: Any) -> None:
    """The evidence names an exercise that exists, and says in 20 words or more what it shows."""
    evidence = entry(student.reflection(), "evidence")
    named, slips = exercises_in(evidence)
    if not own(evidence):
        fail("That is the example of the prompt. What did you see yourself?")
    if not named:
        fail(
            "The exercise you name does not exist here; its id stands in the address of its page."
            if slips
            else "Name an exercise by its id, and say what it shows.",
            misconception="exercise-unknown" if slips else "evidence-without-exercise",
        )
    if words(evidence) < 20:
        fail(
            f"Words that count in your evidence: {words(evidence)}; 20 are asked for. What did you see?",
            misconception="evidence-only-named",
        )


@pytest.mark.points(0.25)
@pytest.mark.hint("What would you ask somebody who knows more about it?")
def test_question(student: Any) -> None:
    """The question has 8 words or more, and is one."""
    question = entry(student.reflection(), "question")
    if words(question) < 8:
        fail(f"Words that count in your question: {words(question)}; 8 are asked for.")
    if not question.endswith(("?", '?"', "?)", "\N{FULLWIDTH QUESTION MARK}")):
        fail("It does not end with a question mark.", misconception="statement-for-question")


@pytest.mark.points(0.25)
@pytest.mark.hint("Nothing late? Then write none. Otherwise: what, and by when?")
def test_late_work(student: Any) -> None:
    """Late work is none, or what is late and by when it will be done."""
    late = entry(student.reflection(), "late_work")
    if plain(late) != "none" and words(late) < 8:
        fail(
            'Write "none", or in 8 words or more what is late and by when you will do it.',
            misconception="late-work-unsaid",
        )


@pytest.mark.points(0.25)
@pytest.mark.hint("Imagine somebody who finds the data in five years and knows nothing about them.")
def test_dataset_note(student: Any) -> None:
    """The data set note answers its three questions, each in 10 words or more."""
    given = student.reflection()
    note = given.get("dataset_note") if type(given) is dict else None
    if type(note) is not dict:
        fail("The note should be a dictionary with the three keys of the prompt.")
    answers = {key: str(note.get(key) or "") for key in ("collected", "people", "not_for")}
    open_ = [key for key, text in answers.items() if not text.strip()]
    if open_:
        fail(
            f"{len(open_)} of the three questions have no answer: {', '.join(open_)}.",
            misconception="dataset-note-incomplete",
        )
    short = [key for key, text in answers.items() if words(text) < 10]
    if short:
        fail(f"Fewer than 10 words that count: {', '.join(short)}.")
    if len({plain(text) for text in answers.values()}) < len(answers):
        fail("Two of the three answers are the same. They are three different questions.")
