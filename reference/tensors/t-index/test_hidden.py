"""Hidden checks. Every check asks all its questions first, so that a known mistake shows in full."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import StudentFault, assert_close, fail

from .helpers import classes_of, expect, numbers, scores, sizes


@pytest.mark.points(0.5)
@pytest.mark.hint(
    "Try a table with four rows and six columns. Which positions do you want, counted from the end?"
)
def test_corner(student: Any, rng: torch.Generator) -> None:
    """The corner has two rows and two columns, whatever the size and dtype of the table."""
    rows, columns = sizes(rng, 2)
    tables = [numbers(rng, rows, columns), numbers(rng, 2, columns).double(), numbers(rng, 2, 2)]
    tables += [torch.arange(rows * columns).reshape(columns, rows), numbers(rng, rows, 3) > 0]
    answers = [student.corner(table) for table in tables]
    for table, answer in zip(tables, answers, strict=True):
        rows, columns = table.shape
        wanted = table[rows - 2 :, columns - 2 :]
        expect("corner", answer, wanted, f"A table of shape {tuple(table.shape)} and {table.dtype}")


@pytest.mark.points(0.25)
@pytest.mark.hint("Write a 0 into your corner, and look at the table it came from.")
@pytest.mark.needs("corner")
def test_corner_copy(student: Any, rng: torch.Generator) -> None:
    """The corner has memory of its own."""
    rows, columns = sizes(rng, 2)
    measured = [student.corner.measure(numbers(rng, *shape)) for shape in ((rows, columns), (2, 2))]
    if any(one.shared_args for one in measured):
        fail(
            "Your corner lies in the memory of the table: whoever changes one changes both.", "view-not-copy"
        )


@pytest.mark.points(0.75)
@pytest.mark.hint("Is NaN below 0? Is it above 0? Ask Python both questions.")
def test_relu(student: Any, rng: torch.Generator) -> None:
    """Negative numbers become 0, everything else stays, and NaN is not hidden."""
    a, b, c = sizes(rng, 3)
    plain, deep, broken = numbers(rng, a), numbers(rng, a, b, c), numbers(rng, b, c)
    broken[torch.rand(b, c, generator=rng) < 0.3] = torch.nan
    broken[0, :2] = torch.tensor([torch.nan, -0.0])
    cases = {"No axis": numbers(rng, 1)[0], "One axis": plain, "Three axes": deep, "Some entries NaN": broken}
    cases |= {"Nothing negative": plain.abs(), "Only negative": -plain.abs() - 1, "float64": deep.double()}
    answers = [student.relu_copy(x) for x in cases.values()]
    for (given, x), answer in zip(cases.items(), answers, strict=True):
        # NaN differs from itself, so it is looked for first; then -7 stands in its place on both sides.
        wanted = torch.maximum(x, torch.zeros_like(x))
        known = getattr(answer, "shape", None) == x.shape and answer.is_floating_point()
        if known and not torch.equal(answer.isnan(), x.isnan()):
            fail(f"{given}: of the input {int(x.isnan().sum())} are NaN, of your result others, or fewer.")
        expect("relu_copy", answer.nan_to_num(-7) if known else answer, wanted.nan_to_num(-7), given)


@pytest.mark.points(1)
@pytest.mark.hint("How many columns should the labels 0 and 2 get when there are five classes?")
def test_one_hot(student: Any, rng: torch.Generator) -> None:
    """Each row has its single 1 in the right column, and every class has a column."""
    m, n = sizes(rng, 2)
    cases = [(classes_of(rng, m, n), n), (torch.randperm(n, generator=rng), n)]
    cases += [(classes_of(rng, m, n - 2), n), (torch.zeros(1, dtype=torch.int64), 1)]
    cases += [(classes_of(rng, 1, n), n), (torch.zeros(0, dtype=torch.int64), n)]
    answers = [student.one_hot(*case) for case in cases]
    for (labels, classes), answer in zip(cases, answers, strict=True):
        wanted = (labels[:, None] == torch.arange(classes)).float()
        expect("one_hot", answer, wanted, f"{len(labels)} labels and {classes} classes")


@pytest.mark.points(1)
@pytest.mark.hint("Number the rows 0, 1, 2, ... Which two numbers name the entry that belongs to photo 1?")
def test_scores(student: Any, rng: torch.Generator) -> None:
    """One score per photo: its own row, the column of its own label."""
    m, n = sizes(rng, 2)
    cases = [
        (scores(rng, *shape), classes_of(rng, *shape)) for shape in ((n, n), (m, n), (n, m), (1, n), (m, 1))
    ]
    # A cycle: no row has its own number as label, and no two rows have each other's.
    order = torch.randperm(n, generator=rng)
    cycle = torch.empty_like(order)
    cycle[order] = order.roll(1)
    cases[0] = (cases[0][0], cycle)
    answers = [student.scores_of_correct(*case) for case in cases]
    for (logits, labels), answer in zip(cases, answers, strict=True):
        wanted = torch.stack([logits[i, int(label)] for i, label in enumerate(labels)])
        expect("scores_of_correct", answer, wanted, f"Logits of shape {tuple(logits.shape)}")


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Which axis of the logits holds the classes? After sorting it, where does the best one stand?"
)
def test_top_k(student: Any, rng: torch.Generator) -> None:
    """The numbers of the best classes of each photo, the best one first."""
    m, n = sizes(rng, 2)
    shapes = [(n, n, 3), (m, n, 2), (n, m, m), (m, n, 1), (1, n, 3), (1, n, 1)]
    cases = [(scores(rng, rows, columns), k) for rows, columns, k in shapes]
    answers = [student.top_k_classes(*case) for case in cases]
    for (logits, k), answer in zip(cases, answers, strict=True):
        ranked = [sorted(range(len(row)), key=row.__getitem__, reverse=True) for row in logits.tolist()]
        wanted = torch.tensor([row[:k] for row in ranked])
        expect("top_k_classes", answer, wanted, f"Logits of shape {tuple(logits.shape)} and k = {k}")


@pytest.mark.points(0.25)
@pytest.mark.hint(
    "Which of your lines writes into a tensor, and whose tensor is it? Which lines make a copy?"
)
@pytest.mark.needs("corner", "relu", "one_hot", "scores", "top_k")
def test_good_manners(student: Any, rng: torch.Generator) -> None:
    """What the functions were given stays as it is, float64 stays float64, and relu_copy makes a copy."""
    m, n = sizes(rng, 2)
    logits, labels = scores(rng, m, n).double(), classes_of(rng, m, n)
    measured = {
        "corner": student.corner.measure(logits),
        "relu_copy": student.relu_copy.measure(logits),
        "one_hot": student.one_hot.measure(labels, n),
        "scores_of_correct": student.scores_of_correct.measure(logits, labels),
        "top_k_classes": student.top_k_classes.measure(logits, 2),
    }
    positive = student.relu_copy.measure(logits.abs())
    changed = [name for name, one in measured.items() if one.changed_args]
    if changed:
        fail(f"{changed[0]} changed a tensor that it was given.", "in-place-on-argument")
    if any(one.rng_changed or one.files for one in measured.values()):
        fail("Your code used the program's random numbers or left a file; nothing here needs that.")
    if measured["relu_copy"].shared_args or positive.shared_args:
        fail("The result of relu_copy lies in the memory of its input: whoever changes one changes both.")
    expect(
        "scores_of_correct", measured["scores_of_correct"].value, logits[torch.arange(m), labels], "float64"
    )


@pytest.mark.points(0.25)
@pytest.mark.hint("Look for steps that leave tensors behind: item, tolist, numpy, float, torch.tensor.")
@pytest.mark.needs("scores", "good_manners")
def test_gradient(student: Any, rng: torch.Generator) -> None:
    """The gradient reaches the chosen scores, and only these."""
    m, n = sizes(rng, 2)
    logits, labels, direction = scores(rng, m, n), classes_of(rng, m, n), numbers(rng, m)
    try:
        found = student.scores_of_correct.grad(logits, labels, cotangent=direction).grads[0]
    except StudentFault as failure:
        said = failure.fault.message
        if failure.kind != "exception" or not ("numpy()" in said or "autograd can follow" in said):
            raise
        found = None
    if found is None:
        fail(
            "No gradient came back from scores_of_correct: with it, a model could not be trained.",
            "graph-cut",
        )
    wanted = direction[:, None] * (labels[:, None] == torch.arange(n))
    assert_close(found, wanted, message="The gradient does not reach exactly the scores that were chosen.")
