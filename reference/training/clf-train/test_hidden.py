"""Hidden checks of clf-train. Labels of test images stay here: only images are ever sent to predict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from sklearn.datasets import load_digits

from grader.checks import Handle, StudentFault, assert_equal, assert_type, fail

#: Where the images of another writer begin; each block holds the digits of one writer (two blocks: of two).
BLOCKS = (0, 130, 256, 386, 516, 646, 776, 1029, 1157, 1287, 1415, 1667, 1797)
KEYS = ("train_loss", "valid_loss", "valid_acc")


@dataclass(frozen=True)
class Digits:
    """Images with their labels."""

    x: torch.Tensor
    y: torch.Tensor

    def __getitem__(self, chosen: Any) -> Digits:
        return Digits(self.x[chosen], self.y[chosen])

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True)
class Trained:
    """What train returned, once its form is right."""

    history: list[dict[str, float]]
    state: dict[str, torch.Tensor]
    config: dict[str, Any]


def all_digits() -> Digits:
    """The whole data set in its own order."""
    data = load_digits()
    return Digits(
        torch.tensor(data.images, dtype=torch.float32), torch.tensor(data.target, dtype=torch.int64)
    )


def shuffled(data: Digits, rng: torch.Generator) -> Digits:
    """The same images in random order, with each class among the first 32: small sets have them all."""
    data = data[torch.randperm(len(data), generator=rng)]
    front = [int((data.y == kind).nonzero()[0]) for kind in data.y.unique()]
    front += [k for k in range(32) if k not in front][: 32 - len(front)]
    rest = [k for k in range(len(data)) if k not in set(front)]
    return data[torch.tensor(front)[torch.randperm(32, generator=rng)].tolist() + rest]


def renamed(data: Digits, rng: torch.Generator) -> Digits:
    """The same images with the classes numbered in another order, so that only learning helps."""
    names = torch.randperm(int(data.y.max()) + 1, generator=rng)
    return Digits(data.x, names[data.y])


def draw_seed(rng: torch.Generator) -> int:
    """A seed for the student's training."""
    return int(torch.randint(1, 100_000, (1,), generator=rng))


def trained(student: Any, train: Digits, valid: Digits, seed: int) -> Trained:
    """Train the student's model."""
    return read_result(student, student.train(train.x, train.y, valid.x, valid.y, seed))


def read_result(student: Any, result: Any) -> Trained:
    """The parts of a result, once their form is right."""
    assert_type(result, dict, "train should return a dictionary.")
    for key in ("history", "state", "config"):
        assert key in result, f"The result of train has no entry '{key}'."
    history, config = result["history"], result["config"]
    assert_type(config, dict, "The config should be a dictionary of plain values.")
    assert_type(history, list, "The history should be a list with one dictionary per epoch.")
    assert len(history) >= 2, "The history should have at least 2 epochs."
    for entry in history:
        assert_type(entry, dict, "Each entry of the history should be a dictionary.")
        assert all(key in entry for key in KEYS), "An entry of the history misses a key."
    numbers = [{key: number(entry[key]) for key in KEYS} for entry in history]
    return Trained(numbers, read_state(student, result["state"]), config)


def number(value: Any) -> float:
    """A float, also of a tensor with one element; whether a tensor is all right is asked elsewhere."""
    assert_type(value, (float, int, torch.Tensor), "The numbers of the history should be plain floats.")
    single = not isinstance(value, torch.Tensor) or value.numel() == 1
    assert single, "The numbers of the history should be plain floats."
    return float(value)


def read_state(student: Any, state: Any) -> dict[str, torch.Tensor]:
    """The state by value; what model.state_dict() returns is a special dictionary and comes as an object."""
    if isinstance(state, Handle):
        pairs = student.items(state.method("items"), limit=200)
        assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs), (
            "The state is no dictionary."
        )
        state = dict(pairs)
    assert_type(state, dict, "The state should be a dictionary from names to tensors.")
    for value in state.values():
        assert_type(value, torch.Tensor, "The state should hold nothing but tensors.")
    return state


def predicted(student: Any, model: Trained, x: torch.Tensor) -> torch.Tensor:
    """The predicted classes, once their form is right."""
    classes = student.predict(model.state, model.config, x)
    assert_type(classes, torch.Tensor, "predict should return a tensor.")
    assert_equal(classes.dtype, torch.int64, "The predictions should have the dtype int64.")
    assert_equal(tuple(classes.shape), (len(x),), "predict should return one class per image.")
    return classes


def share(hits: torch.Tensor) -> float:
    """The share of true entries."""
    return float(hits.double().mean())


def require_accuracy(
    student: Any, model: Trained, train: Digits, valid: Digits, test: Digits, least: float
) -> None:
    """The model reads enough of the test images."""
    classes = predicted(student, model, test.x)
    accuracy = share(classes == test.y)
    if accuracy >= least:
        return
    if share(classes == test.y + 1) > 0.5:
        fail_off_by_one()
    fail(
        f"Your model reads {accuracy:.0%} of the test images; {least:.0%} are asked for. "
        "Look at your loss curve first: does the model learn at all, and has it finished learning?",
        misconception=name_of_failure(student, model, train, valid),
    )


def fail_off_by_one() -> None:
    """Every class is one too high."""
    fail(
        "Nearly every prediction is the right class plus 1. The classes are 0, 1, 2, ..., as in the labels.",
        misconception="label-off-by-one",
    )


def name_of_failure(student: Any, model: Trained, train: Digits, valid: Digits) -> str | None:
    """Which mistake in the training explains a model that learns badly, when one does."""
    losses = [entry["train_loss"] for entry in model.history]
    kinds = int(train.y.max()) + 1
    if min(losses) < -0.05:
        return "nll-on-probs"
    if math.isfinite(losses[-1]) and losses[-1] < 0.8 * math.log(kinds):
        right = share(predicted(student, model, train.x) == train.y)
        floor = math.log(1 + (kinds - 1) / math.e)
        settled = abs(losses[-2] - losses[-1]) < 0.03 * losses[-1]
        above = losses[-1] - floor
        return "double-softmax" if settled and right > 0.7 and -0.005 < above < 0.1 + (1 - right) else None
    scaled = Digits(train.x / 16, train.y)
    again = trained(student, scaled, Digits(valid.x / 16, valid.y), 1)
    return "inputs-not-scaled" if share(predicted(student, again, scaled.x) == train.y) > 0.6 else None


@pytest.mark.points(2)
@pytest.mark.hint(
    "Train on about 1,100 of the digits yourself and watch the validation accuracy, epoch by epoch."
)
@pytest.mark.needs("runs")
def test_known_writers(student: Any, rng: torch.Generator) -> None:
    """New images of people whose writing was in the training data: at least 88 % are read."""
    data = shuffled(renamed(all_digits(), rng), rng)
    test, valid, train = data[:360], data[360:640], data[640:]
    model = trained(student, train, valid, draw_seed(rng))
    require_accuracy(student, model, train, valid, test, 0.88)


@pytest.mark.points(1.5)
@pytest.mark.hint("A model that fits its training images too closely stumbles over new handwriting.")
@pytest.mark.needs("runs")
def test_unseen_writers(student: Any, rng: torch.Generator) -> None:
    """Images of people whose writing was never in the training data: at least 78 % are read."""
    data = renamed(all_digits(), rng)
    held_out = torch.zeros(len(data), dtype=torch.bool)
    for block in torch.randperm(len(BLOCKS) - 1, generator=rng)[:3].tolist():
        held_out[BLOCKS[block] : BLOCKS[block + 1]] = True
    test, rest = data[held_out], shuffled(data[~held_out], rng)
    valid, train = rest[:200], rest[200:1100]
    model = trained(student, train, valid, draw_seed(rng))
    require_accuracy(student, model, train, valid, test, 0.78)


@pytest.mark.points(1)
@pytest.mark.hint("With 10 classes the loss starts near 2.3. Where does yours start, and where does it stay?")
@pytest.mark.needs("runs")
def test_loss_falls(student: Any, rng: torch.Generator) -> None:
    """The training loss falls to less than half of what guessing gives; all numbers are plain floats."""
    data = shuffled(all_digits(), rng)
    train, valid = data[:500], data[500:600]
    result = student.train(train.x, train.y, valid.x, valid.y, draw_seed(rng))
    model = read_result(student, result)
    losses = [entry["train_loss"] for entry in model.history]
    if any(isinstance(entry[key], torch.Tensor) for entry in result["history"] for key in KEYS):
        fail(
            "The history holds tensors where plain floats are asked for. Take the number out of the tensor.",
            misconception="graph-kept",
        )
    healthy = all(math.isfinite(entry[key]) and entry[key] >= 0 for entry in model.history for key in KEYS)
    if not healthy or losses[-1] >= 0.5 * min(losses[0], math.log(10)):
        fail(
            f"Your training loss went from {losses[0]:.2f} to {losses[-1]:.2f}. It should end below half of "
            "what guessing gives, and is never negative. What goes into the loss function, on which scale?",
            misconception=name_of_failure(student, model, train, valid),
        )


@pytest.mark.points(1)
@pytest.mark.hint("Call predict on the validation images yourself and compare with the last valid_acc.")
@pytest.mark.needs("runs")
def test_honest_history(student: Any, rng: torch.Generator) -> None:
    """The last valid_acc is what predict really achieves on the validation images."""
    data = shuffled(all_digits(), rng)
    train, valid = data[:150], data[150:550]
    model = trained(student, train, valid, draw_seed(rng))
    classes = predicted(student, model, valid.x)
    reported, real = model.history[-1]["valid_acc"], share(classes == valid.y)
    if abs(reported - real) <= 1.5 / len(valid):
        return
    if not torch.equal(classes, predicted(student, model, valid.x)):
        fail(
            "Two calls of predict with the same images gave different classes.",
            misconception="eval-mode-missing",
        )
    if share(classes == valid.y + 1) > 0.5:
        fail_off_by_one()
    on_train = share(predicted(student, model, train.x) == train.y)
    fail(
        f"The history ends with valid_acc = {reported:.3f}, but your model reads {real:.3f} of those images. "
        "A wrong report hides what the model cannot do yet. Which images is valid_acc counted on?",
        misconception="train-score-as-valid" if abs(reported - on_train) <= 1.5 / len(train) else None,
    )


@pytest.mark.points(1)
@pytest.mark.hint("Which images and labels does the loss see that you learn from?")
@pytest.mark.needs("runs")
def test_valid_labels(student: Any, rng: torch.Generator) -> None:
    """Wrong labels on the validation images do not make the model worse."""
    data = shuffled(all_digits(), rng)
    train, valid, test = data[:350], data[350:1050], data[1050:1450]
    shifted = Digits(valid.x, (valid.y + 3) % 10)
    model = trained(student, train, shifted, draw_seed(rng))
    classes = predicted(student, model, test.x)
    accuracy = share(classes == test.y)
    if accuracy >= 0.7:
        return
    if share(classes == (test.y + 3) % 10) > 0.35:
        fail(
            f"Here all validation labels were wrong on purpose. Your model reads {accuracy:.0%} of the "
            "test images and often gives the very class that the wrong labels name. How does it know them?",
            misconception="leak-training-on-validation",
        )
    if share(classes == test.y + 1) > 0.5:
        fail_off_by_one()
    fail(
        f"Here all validation labels were wrong on purpose, and your model reads {accuracy:.0%} of the "
        "test images; 70 % are asked for. Those labels should not decide which weights you return.",
        misconception=name_of_failure(student, model, train, shifted),
    )


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Follow x_valid through your code: does anything computed from it end up in the state or config?"
)
@pytest.mark.needs("runs")
def test_valid_images(student: Any, rng: torch.Generator) -> None:
    """Other pixels in the validation images leave the trained model as it is."""
    data = shuffled(all_digits(), rng)
    train, valid = data[:120], data[120:220]
    inverted, relabelled = Digits(16 - valid.x, valid.y), Digits(valid.x, valid.y.flip(0))
    seed = draw_seed(rng)
    model = trained(student, train, valid, seed)
    if same_model(model, trained(student, train, inverted, seed)):
        return
    if not same_model(model, trained(student, train, valid, seed)):
        fail_not_reproducible()
    only_pixels = same_model(model, trained(student, train, relabelled, seed))
    fail(
        "The trained model changed when only the validation images changed. "
        "Then the validation accuracy no longer tells how the model does on images it knows nothing about.",
        misconception="leak-statistics" if only_pixels else None,
    )


def same_model(one: Trained, other: Trained) -> bool:
    """Whether two trainings gave the same model."""
    if one.state.keys() != other.state.keys() or one.config.keys() != other.config.keys():
        return False
    pairs = [(value, other.state[name]) for name, value in one.state.items()]
    alike = all(a.shape == b.shape and close(a, b) for a, b in pairs)
    return alike and all(same_setting(value, other.config[name]) for name, value in one.config.items())


def close(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Wide enough for a GPU that adds in another order; what the checks look for is far larger."""
    return torch.allclose(one.double(), other.double(), rtol=1e-3, atol=1e-3)


def same_setting(one: Any, other: Any) -> bool:
    """Whether two entries of a config agree."""
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.shape == other.shape and close(one, other)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-3)
    return isinstance(one, Handle) or isinstance(other, Handle) or str(one) == str(other)


def fail_not_reproducible() -> None:
    """Two trainings with the same arguments differ."""
    fail(
        "Training twice with the same data and the same seed gave different models. "
        "Without that, you cannot tell a better idea from a luckier start.",
        misconception="not-reproducible",
    )


@pytest.mark.points(0.75)
@pytest.mark.hint("Everything random in train (start weights, order of images) should follow from the seed.")
@pytest.mark.needs("runs")
def test_seed(student: Any, rng: torch.Generator) -> None:
    """The same seed gives the same model, another seed gives another one."""
    data = shuffled(all_digits(), rng)
    train, valid = data[:100], data[100:150]
    seed = draw_seed(rng)
    models = [trained(student, train, valid, number) for number in (seed, seed, seed + 5)]
    if not same_model(models[0], models[1]):
        fail_not_reproducible()
    if same_model(models[0], models[2]):
        fail("Two different seeds gave exactly the same model.", misconception="seed-ignored")


@pytest.mark.points(1)
@pytest.mark.hint("Does your model behave differently while it is trained? Which call switches that off?")
@pytest.mark.needs("runs")
def test_predict_alone(student: Any, rng: torch.Generator) -> None:
    """A prediction depends on the model and the image alone, not on other images or on earlier calls."""
    data = shuffled(all_digits(), rng)
    train, valid, x = data[:150], data[150:200], data[200:600].x
    model = trained(student, train, valid, draw_seed(rng))
    classes = predicted(student, model, x)
    again = student.predict.measure(model.state, model.config, x)
    order = torch.randperm(len(x), generator=rng)[:37]
    if not torch.equal(classes, again.value) or not torch.equal(
        classes[order], predicted(student, model, x[order])
    ):
        fail(
            "The same images got other classes in a second call, or in the company of other images. "
            "What does your model do differently during training?",
            misconception="eval-mode-missing",
        )
    assert not again.changed_args, "predict changed the images or the state it was given."
    alone = predicted(student, model, x[:1])
    assert torch.equal(alone, classes[:1]), "An image alone got another class than among others."
    student.fresh()
    try:
        later = predicted(student, model, x)
    except StudentFault:
        fail(
            "predict works right after train, but not in a new Python process. "
            "It may use state, config and x, and nothing that train left behind.",
            misconception="global-model",
        )
    assert torch.equal(later, classes), (
        "The same state, config and images gave other classes in a new process."
    )


@pytest.mark.points(0.5)
@pytest.mark.hint("Where does your number of classes come from?")
@pytest.mark.needs("runs")
def test_classes(student: Any, rng: torch.Generator) -> None:
    """With 6 classes, of which 2 are missing among the validation images, the model still learns all 6."""
    data = all_digits()
    data = shuffled(data[data.y < 6], rng)
    train, rest = data[:300], data[300:]
    valid, test = rest[rest.y < 4][:100], rest[-300:]
    model = trained(student, train, valid, draw_seed(rng))
    require_accuracy(student, model, train, valid, test, 0.75)


@pytest.mark.points(0.5)
@pytest.mark.hint("Try 32 training images, and compare x_train before and after the call.")
@pytest.mark.needs("runs")
def test_few_images(student: Any, rng: torch.Generator) -> None:
    """Training on 32 images works, and the tensors that were handed in stay as they were."""
    data = shuffled(all_digits(), rng)
    train, valid = data[:32], data[32:45]
    seen = student.train.measure(train.x, train.y, valid.x, valid.y, draw_seed(rng))
    model = read_result(student, seen.value)
    if seen.changed_args:
        fail(
            "train changed the tensors it was given; whoever called it still needs them.",
            misconception="in-place-on-argument",
        )
    assert all(value.isfinite().all() for value in model.state.values()), "The state holds nan or inf."
    classes = predicted(student, model, valid.x)
    assert ((classes >= 0) & (classes < 11)).all(), "Some predictions are no classes at all."
