"""The submission's page: what a student reads, what is kept from them, and what is never read as HTML."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grader.intake.models import UploadedFile
from grader.judge.report import Part, Problem, SourceLine

EVIL = "<script>alert(1)</script>"


def page(world: Any, who: str, submission_id: str) -> str:
    return world.client(who).get(f"/submissions/{submission_id}").text


def test_a_student_reads_what_a_public_check_saw(world: Any) -> None:
    text = page(world, "ada", world.graded("ada"))
    for words in (
        "1 of 4 points",
        "1 of 2 public checks passed · 0 of 1 hidden checks passed",
        "The rows of <code>softmax</code> do not sum to 1.",
        ">The wrong axis</a>",
        "You normalised over the images of the batch.",
        "Which axis?",
        "softmax(tensor([[1., 2., 3.]]))",
        "float32 tensor of shape (2, 3)",
        "[1, 2]",
        "0.25",
        "2 of 6 elements differ",
        "ValueError: no",
        "printed by the student",
        "Try a batch.",
    ):
        assert words in text
    assert re.search(r'<a href="#f1-4">line 4 of softmax.py</a>', text)
    assert re.search(r'<li id="f1-4" class="fault">', text)


def test_hidden_means_hidden(world: Any) -> None:
    """The control: the instructor's page holds the canary that the student's lacks."""
    submission_id = world.graded("ada")
    assert world.canary not in page(world, "ada", submission_id)
    assert world.canary in page(world, "ines", submission_id)
    assert "its inputs and what your code answered are not shown" in page(world, "ada", submission_id)


def test_the_first_failure_is_open_and_alone(world: Any) -> None:
    text = page(world, "ada", world.graded("ada"))
    assert re.findall(r'<details class="check \w+" id="check-(\w+)"( open)?', text) == [
        ("two_rows", " open"),
        ("shapes", ""),
    ]


@pytest.mark.parametrize("status", ["failed", "not_run", "skipped", "error"])
def test_never_all_passed_while_hidden_ones_did_not(world: Any, status: str) -> None:
    hidden = world.check("h", visibility="hidden", status=status, points=0.0)
    text = page(world, "ada", world.graded("ada", world.report(world.check("a"), hidden)))
    assert "1 of 1 public checks passed" in text
    assert "1 of 1 hidden" not in text
    assert "all passed" not in text.lower()
    assert ("1 of 1 points in the checks that ran" if status == "not_run" else "1 of 2 points") in text


def test_text_of_students_stays_text(world: Any) -> None:
    """File names, source, output, messages: nothing of it becomes an element."""
    failure = world.check(
        "two_rows",
        title=EVIL,
        status="failed",
        points=0.0,
        message=f"`{EVIL}` {EVIL}",
        hint=EVIL,
        diagnosis=EVIL,
    ).model_copy(
        update={"details": world.report().checks[1].details.model_copy(update={"stdout": EVIL, "call": EVIL})}
    )
    problem = Problem(
        message=EVIL, next_step=EVIL, where=SourceLine(file="softmax.py", line=1, function=EVIL, source=EVIL)
    )
    report = world.report(failure, problems=(problem,))
    files = (
        UploadedFile("softmax.py", f'x = "{EVIL}"  # {EVIL}\n{EVIL}\n'.encode()),
        UploadedFile("<img src=x onerror=alert(1)>.py", b"pass\n"),
    )
    text = page(world, "ada", world.graded("ada", report, *files))
    assert "<script>" not in text
    assert "<img" not in text
    assert text.count("&lt;script&gt;") > 10


@pytest.mark.parametrize("hidden", [False, True])
def test_a_refused_upload_says_why_and_where(world: Any, hidden: bool) -> None:
    line = SourceLine(file="softmax.py", line=1, source="def softmax(x:")
    problem = Problem(message="It is not valid Python.", next_step="Correct this line.", where=line)
    report = world.report(
        world.check("a", status="not_run", points=0.0), verdict="rejected", message="M", problems=(problem,)
    )
    text = page(world, "ada", world.graded("ada", report, UploadedFile("softmax.py", b"def softmax(x:\n")))
    assert "This could not be graded" in text
    assert "It is not valid Python." in text
    assert "Correct this line." in text
    assert '<li id="f1-1" class="fault">' in text
    assert 'id="check-a"' not in text


def test_a_fault_of_ours_says_whose_it_is(world: Any) -> None:
    report = world.report(
        world.check("a", status="not_run", points=0.0), verdict="infra_error", message="The fault is ours."
    )
    text = page(world, "ada", world.graded("ada", report))
    assert "No attempt was used." in text
    assert "The fault is ours." in text


def test_while_waiting_every_check_has_its_row(world: Any) -> None:
    submission_id = world.submit("ada")
    text = page(world, "ada", submission_id)
    rows = re.findall(r'<div class="check waiting" id="check-(\w+)"', text)
    assert len(rows) == 9
    assert "It is safe to close this page" in text
    assert "Waiting: next" in text


def test_the_place_in_the_queue_is_told(world: Any) -> None:
    world.submit("ben")
    assert "Waiting: 1 ahead of you" in page(world, "ada", world.submit("ada"))


def test_earlier_submissions_stay(world: Any) -> None:
    first, second = world.graded("ada"), world.submit("ada", UploadedFile("softmax.py", b"second = 2\n"))
    text = page(world, "ada", second)
    assert f'href="/submissions/{first}"' in text
    assert "<h1>" not in text
    assert "second" in text
    assert "return" in page(world, "ada", first)


def test_a_notebook_is_shown_cell_by_cell_as_it_was_written(world: Any) -> None:
    cells = ",".join(
        f'{{"cell_type": "code", "metadata": {{}}, "outputs": [], "source": {source}}}'
        for source in ('["%matplotlib inline\\n", "import torch"]', '["def softmax(x):\\n", "    return x"]')
    )
    notebook = f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, "cells": [{cells}]}}'.encode()
    failure = world.report().checks[1]
    where = SourceLine(file="lab.ipynb", line=2, cell=2, function="softmax", source="return x")
    failure = failure.model_copy(
        update={"details": failure.details.model_copy(update={"traceback": (where,)})}
    )
    text = page(world, "ada", world.graded("ada", world.report(failure), UploadedFile("lab.ipynb", notebook)))
    assert "Cell 1" in text
    assert "matplotlib" in text
    assert '<a href="#f1-2-2">cell 2, line 2 of lab.ipynb</a>' in text
    assert '<li id="f1-2-2" class="fault">' in text


def test_a_file_comes_back_byte_for_byte_and_is_never_shown_by_the_browser(world: Any) -> None:
    data = b"\xef\xbb\xbfx = 1\r\n<script>"
    submission_id = world.graded("ada", None, UploadedFile("softmax.py", data))
    answer = world.client("ada").get(f"/submissions/{submission_id}/files/softmax.py")
    assert answer.data == data
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_binary_upload_does_not_break_the_page(world: Any) -> None:
    text = page(world, "ada", world.graded("ada", None, UploadedFile("softmax.py", bytes(range(256)))))
    assert "1 of 4 points" in text


def test_the_page_says_with_what_it_was_graded(world: Any) -> None:
    made = world.report().provenance
    earlier = made.model_copy(update={"seed": 41, "threads": 2})
    parts = (Part(checks=("shapes", "two_rows"), provenance=earlier),)
    changes = {"image": "sha256:0123456789abcdef", "threads": 3, "seeds": (5, 6), "parts": parts}
    changes |= {"libraries": {"numpy": "2.4.6"}, "machine": "x86_64 AVX2", "exercise_version": "5" * 64}
    provenance = made.model_copy(update=changes)
    submission_id = world.graded("ada", world.report(provenance=provenance))
    text = page(world, "ada", submission_id)
    for name, value in (
        ("Sandbox", "sha256:0123456789ab"),
        ("Processor", "x86_64 AVX2"),
        ("Threads", "3"),
        ("numpy", "2.4.6"),
        ("Seeds", "5, 6"),
        ("Exercise", "<code>000000000000</code>"),
        ("Run with", "<code>555555555555</code>"),
        ("Kept", '2 checks of an earlier grading, seed <span class="number">41</span>'),
        ("Once more", f"<code>grader replay {submission_id}</code>"),
    ):
        assert re.search(rf"<dt>{name}</dt><dd[^>]*>{re.escape(value)}</dd>", text), name
