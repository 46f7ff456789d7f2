"""Hidden checks: what the DataLoaders hold, then what a trained Learner says of pictures it never saw."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import assert_equal, assert_type, fail

from .helpers import (
    blame_training,
    blame_vocab,
    digits,
    ignored_size,
    losses_of,
    names_of,
    one_batch,
    small_folder,
    train,
    vocab_of,
)


@pytest.mark.points(1.5)
@pytest.mark.hint("Take one path by hand. What does your label function get, and what does it return?")
def test_labels(student: Any, rng: torch.Generator) -> None:
    """The label of a picture is the name of its folder."""
    folder = small_folder(student, rng, classes=4, each=12)
    dls = student.make_dls(folder.path, 0.25, 3, 20, 6)
    vocab = vocab_of(student, dls)
    pictures = [dls.attr("train_ds").item(number) for number in range(6)]
    names = names_of(student, dls, "train_ds")[:6]
    expected = sorted({name.partition("/")[0] for name in folder.files})
    if vocab != expected:
        blame_vocab(vocab, folder)
    for picture, name in zip(pictures, names, strict=True):
        label = student.item(picture, 1).method("item")
        said = "A picture of the training part has the label of another folder than its own."
        assert_equal(vocab[label], name.partition("/")[0], said)


@pytest.mark.points(1.5)
@pytest.mark.needs("labels")
@pytest.mark.hint("Look for the argument that says how large the held back part is, and who draws it.")
def test_split(student: Any, rng: torch.Generator) -> None:
    """The share that was asked for is held back, and nobody learns from it."""
    folder = small_folder(student, rng, classes=3, each=16)
    parts = []
    for share in (0.25, 0.5):
        dls = student.make_dls(folder.path, share, 4, 16, 4)
        parts.append((share, *(names_of(student, dls, part) for part in ("train_ds", "valid_ds"))))
    same = "share-ignored" if len(parts[0][2]) == len(parts[1][2]) else None
    for share, learned, held in parts:
        if not held:
            fail("No picture is held back: the column of valid_loss would be empty.", "no-validation-set")
        if both := set(learned) & set(held):
            fail(f"{len(both)} of {len(folder.files)} pictures are in both parts.", "leak-overlap")
        wanted = share * len(folder.files)
        if abs(len(held) - wanted) > 1 or set(learned) | set(held) != set(folder.files):
            counts = (
                f"Of {len(folder.files)} pictures {len(learned)} are to learn from, {len(held)} held back"
            )
            fail(f"{counts}; a share of {share:g} was asked for.", same)


@pytest.mark.points(1)
@pytest.mark.needs("split")
@pytest.mark.hint("What decides which files are held back: your seed, or the program's random numbers?")
def test_seed(student: Any, rng: torch.Generator) -> None:
    """The same seed holds the same pictures back, another seed others."""
    folder = small_folder(student, rng, classes=3, each=15)
    held = [
        sorted(names_of(student, student.make_dls(folder.path, 0.4, seed, 16, 4), "valid_ds"))
        for seed in (11, 12, 11, 13)
    ]
    if held[0] != held[2]:
        fail("Two calls with the same seed held back different pictures.", "not-reproducible")
    if held[0] == held[1] == held[3]:
        fail("Three different seeds held back the same pictures.", "seed-ignored")


@pytest.mark.points(1.5)
@pytest.mark.needs("labels")
@pytest.mark.hint("Ask your dls for one_batch(). Which axis is which, and who decides their sizes?")
def test_batches(student: Any, rng: torch.Generator) -> None:
    """A batch has the size that was asked for, in pictures and in pixels."""
    # More pictures than fast.ai's own size of a batch, so that it can be taken by mistake.
    folder = small_folder(student, rng, classes=3, each=28)
    asked = ((24, 8), (17, 5))
    batches = [one_batch(student, student.make_dls(folder.path, 0.2, 5, size, bs)) for size, bs in asked]
    ignored = ignored_size([batch.x for batch in batches], asked)
    for (size, bs), batch in zip(asked, batches, strict=True):
        if (batch.x, batch.y) != ((bs, 3, size, size), (bs,)):
            said = f"size={size}, bs={bs}: your batch has shape {batch.x}, and its labels {batch.y}."
            fail(said, ignored)
        types = "A batch should be float32, its labels int64."
        assert_equal(batch.types, [torch.float32, torch.int64], types)
        assert batch.high < 20, "The pixels of a batch should be small numbers, 0 to 1 or normalised."


@pytest.mark.points(1)
@pytest.mark.needs("labels", "batches")
@pytest.mark.hint(
    "Follow one path through your function. Does the order stay, and does it look at that file?"
)
def test_answers(student: Any, rng: torch.Generator) -> None:
    """Each path gets an answer of its own, in the order of the paths."""
    known, new, _ = digits(student, rng, each=30, fresh=6)
    learn = train(student, student.make_dls(known.path, 0.2, 6, 16, 16))
    paths = new.paths(list(new.files))
    said = student.predict_files(learn, paths)
    turned = student.predict_files(learn, paths[::-1])
    again = [student.predict_files(learn, [path]) for path in (paths[0], paths[7])]
    double = student.predict_files(learn, [paths[3]] * 3)
    for one in (said, turned, double, *again):
        assert_type(one, list, "predict_files should return a list.")
    if len(said) != len(paths) or len(double) != 3 or any(len(one) != 1 for one in again):
        fail(
            f"For {len(paths)} paths you gave {len(said)} answers, for 3 {len(double)}.",
            "predicts-other-files",
        )
    if any(type(one) is int for one in said):
        fail("The names of classes are asked for; yours are numbers.", "number-for-name")
    for one in said:
        assert_type(one, str, "Each answer should be the name of a class, a text.")
    if turned != said[::-1] or again != [[said[0]], [said[7]]] or double != [said[3]] * 3:
        fail("The same pictures in another order, or alone, got other names.")


@pytest.mark.points(1.5)
@pytest.mark.needs("labels", "split", "batches", "answers")
@pytest.mark.hint("Look at the losses of each epoch. Do they fall? What would you change if they did not?")
def test_digits(student: Any, rng: torch.Generator, figures: Any) -> None:
    """Trained on 360 pictures of digits, it names at least 80 % of 90 new ones."""
    known, new, classes = digits(student, rng, each=120, fresh=30)
    learn = train(student, student.make_dls(known.path, 0.2, 7, 16, 32))
    losses = losses_of(student, learn)
    said = student.predict_files(learn, new.paths(list(new.files)))
    assert_type(said, list, "predict_files should return a list.")
    words = sorted(set(classes.values()))
    pairs = list(zip(classes.values(), (said[list(new.files).index(name)] for name in classes), strict=True))
    counts = [[sum(pair == (true, named) for pair in pairs) for named in words] for true in words]
    figures.matrix("Which class is taken for which?", counts, words, x="named", y="true")
    share = sum(true == named for true, named in pairs) / len(pairs)
    if share < 0.8:
        blame_training(losses, share)
