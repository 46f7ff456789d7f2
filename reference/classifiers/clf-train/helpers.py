"""What the hidden checks of clf-train share: the images, reading what train returned, comparing models."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from sklearn.datasets import load_digits
from torch import Tensor

from grader.checks import Handle, assert_equal, assert_type, fail

#: Where the images of another writer begin; each block holds the digits of one writer (two blocks: of two).
BLOCKS = (0, 130, 256, 386, 516, 646, 776, 1029, 1157, 1287, 1415, 1667, 1797)
KEYS = ("train_loss", "valid_loss", "valid_acc")
HISTORY_FORM = "The history should be a list of at least 2 dictionaries with the keys of the prompt."
FLOATS = "The numbers of the history should be plain floats."


class Digits(NamedTuple):
    """Images with their labels."""

    x: Tensor
    y: Tensor

    def pick(self, chosen: Any) -> Digits:
        return Digits(self.x[chosen], self.y[chosen])


class Trained(NamedTuple):
    """What train returned, once its form is right."""

    history: list[dict[str, float]]
    state: dict[str, Tensor]
    config: dict[str, Any]


def all_digits() -> Digits:
    """The whole data set in its own order."""
    data = load_digits()
    return Digits(torch.tensor(data.images, dtype=torch.float32), torch.tensor(data.target).long())


def disguised(rng: torch.Generator) -> Digits:
    """All digits mirrored and with renumbered classes: no look-up and no weights from home read them."""
    x, y = all_digits()
    mirrored = x.flip(((1,), (2,), (1, 2))[int(torch.randint(3, (), generator=rng))])
    return Digits(mirrored, torch.randperm(10, generator=rng)[y])


def drawn(data: Digits, rng: torch.Generator, *sizes: int) -> list[Digits]:
    """Disjoint random parts of these sizes; the first 32 images of the first part have every class."""
    data = data.pick(torch.randperm(len(data.y), generator=rng))
    first = torch.stack([(data.y == kind).nonzero()[0, 0] for kind in data.y.unique()])
    place = torch.arange(len(data.y)).float()
    place[first] = torch.randperm(22, generator=rng)[: len(first)] - 0.5
    chosen = place.argsort()[: sum(sizes)]
    return [data.pick(part) for part in chosen.split(list(sizes))]


def trained(student: Any, train: Digits, valid: Digits, seed: int) -> Trained:
    """Train the student's model."""
    return read_result(student, student.train(*train, *valid, seed))


def read_result(student: Any, result: Any) -> Trained:
    """The parts of a result, once their form is right."""
    assert_type(result, dict, "train should return a dictionary.")
    complete = {"history", "state", "config"} <= set(result)
    assert complete, "The result of train should have the entries history, state and config."
    assert_type(result["config"], dict, "The config should be a dictionary of plain values.")
    assert_type(result["history"], list, HISTORY_FORM)
    assert len(result["history"]) >= 2, HISTORY_FORM
    for entry in result["history"]:
        assert_type(entry, dict, HISTORY_FORM)
        assert set(KEYS) <= set(entry), HISTORY_FORM
    numbers = [{key: number(entry[key]) for key in KEYS} for entry in result["history"]]
    return Trained(numbers, read_state(student, result["state"]), result["config"])


def number(value: Any) -> float:
    """A float, also of a tensor with one element; whether a tensor is all right is asked elsewhere."""
    assert_type(value, (float, int, Tensor), FLOATS)
    assert not isinstance(value, Tensor) or value.numel() == 1, FLOATS
    return float(value)


def read_state(student: Any, state: Any) -> dict[str, Tensor]:
    """The state by value; what model.state_dict() returns is a special dictionary and comes as an object."""
    form = "The state should be a dictionary from names to tensors."
    if isinstance(state, Handle):
        pairs = student.items(state.method("items"), limit=200)
        assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs), form
        state = dict(pairs)
    assert_type(state, dict, form)
    for value in state.values():
        assert_type(value, Tensor, form)
    return state


def predicted(student: Any, model: Trained, x: Tensor) -> Tensor:
    """The predicted classes, once their form is right."""
    classes = student.predict(model.state, model.config, x)
    assert_type(classes, Tensor, "predict should return a tensor.")
    assert_equal(classes.dtype, torch.int64, "The predictions should have the dtype int64.")
    assert_equal(tuple(classes.shape), (len(x),), "predict should return one class per image.")
    return classes


def share(hits: Tensor) -> float:
    """The share of true entries."""
    return float(hits.double().mean())


def accuracy_of(student: Any, model: Trained, data: Digits) -> float:
    """The share of images that get the right class; names the mistake of counting classes from 1."""
    classes = predicted(student, model, data.x)
    if share(classes == data.y + 1) > 0.5:
        said = "Nearly every prediction is the right class plus 1. The classes are 0, 1, 2, ..."
        fail(said, misconception="label-off-by-one")
    return share(classes == data.y)


def require_accuracy(
    student: Any, model: Trained, train: Digits, valid: Digits, test: Digits, least: float
) -> None:
    """The model reads enough of the test images."""
    accuracy = accuracy_of(student, model, test)
    if accuracy < least:
        said = f"Your model reads {accuracy:.0%} of the test images; {least:.0%} are asked for. "
        said += "Look at your loss curve first: does the model learn at all, and has it finished learning?"
        fail(said, misconception=name_of_failure(student, model, train, valid))


def name_of_failure(student: Any, model: Trained, train: Digits, valid: Digits) -> str | None:
    """Which mistake in the training explains a model that learns badly, when one does."""
    losses, kinds = [entry["train_loss"] for entry in model.history], int(train.y.max()) + 1
    if min(losses) < -0.05:
        return "nll-on-probs"
    if math.isfinite(losses[-1]) and losses[-1] < 0.8 * math.log(kinds):
        right = share(predicted(student, model, train.x) == train.y)
        above = losses[-1] - math.log(1 + (kinds - 1) / math.e)
        settled = abs(losses[-2] - losses[-1]) < 0.03 * losses[-1]
        return "double-softmax" if settled and right > 0.7 and -0.005 < above < 0.1 + (1 - right) else None
    scaled = Digits(train.x / 16, train.y)
    again = trained(student, scaled, Digits(valid.x / 16, valid.y), 1)
    return "inputs-not-scaled" if share(predicted(student, again, scaled.x) == train.y) > 0.6 else None


def same_model(one: Trained, other: Trained, tolerance: float = 1e-3) -> bool:
    """Whether two trainings gave the same model; a GPU that adds in another order needs the tolerance."""
    return alike(one[1:], other[1:], tolerance)


def alike(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two states, configs or parts of them agree."""
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        one, other = dict(enumerate(one)), dict(enumerate(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key], tolerance) for key in one)
    if isinstance(one, (Tensor, float)) and type(one) is type(other):
        a, b = torch.as_tensor(one, dtype=torch.float64), torch.as_tensor(other, dtype=torch.float64)
        return a.shape == b.shape and torch.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
    return isinstance(one, Handle) or isinstance(other, Handle) or str(one) == str(other)


def require_reproducible(one: Trained, other: Trained) -> None:
    """Two trainings with the same arguments give the same model."""
    if not same_model(one, other):
        said = "Training twice with the same data and the same seed gave different models. "
        said += "Without that, you cannot tell a better idea from a luckier start."
        fail(said, misconception="not-reproducible")
