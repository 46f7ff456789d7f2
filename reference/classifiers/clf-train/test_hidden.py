"""Hidden checks of clf-train. Labels of test images stay here: only images are ever sent to predict."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from grader.checks import StudentFault, fail

from .helpers import (
    BLOCKS,
    FLOATS,
    KEYS,
    Digits,
    accuracy_of,
    all_digits,
    disguised,
    drawn,
    name_of_failure,
    predicted,
    read_result,
    require_accuracy,
    require_reproducible,
    same_model,
    share,
    trained,
)


@pytest.mark.points(2)
@pytest.mark.hint(
    "Train on about 1,100 of the digits yourself and watch the validation accuracy, epoch by epoch."
)
@pytest.mark.needs("runs")
def test_known_writers(student: Any, rng: torch.Generator, seed: int) -> None:
    """New images of people whose writing was in the training data: at least 88 % are read."""
    train, valid, test = drawn(disguised(rng), rng, 1157, 280, 360)
    model = trained(student, train, valid, seed)
    require_accuracy(student, model, train, valid, test, 0.88)


@pytest.mark.points(1.5)
@pytest.mark.hint("A model that fits its training images too closely stumbles over new handwriting.")
@pytest.mark.needs("runs")
def test_unseen_writers(student: Any, rng: torch.Generator, seed: int) -> None:
    """Images of people whose writing was never in the training data: at least 78 % are read."""
    data = disguised(rng)
    held_out = torch.zeros(len(data.y), dtype=torch.bool)
    for block in torch.randperm(len(BLOCKS) - 1, generator=rng)[:3].tolist():
        held_out[BLOCKS[block] : BLOCKS[block + 1]] = True
    train, valid = drawn(data.pick(~held_out), rng, 900, 200)
    model = trained(student, train, valid, seed)
    require_accuracy(student, model, train, valid, data.pick(held_out), 0.78)


@pytest.mark.points(1)
@pytest.mark.hint("With 10 classes the loss starts near 2.3. Where does yours start, and where does it stay?")
@pytest.mark.needs("runs")
def test_loss_falls(student: Any, rng: torch.Generator, seed: int) -> None:
    """The training loss falls to less than half of what guessing gives; all numbers are plain floats."""
    train, valid = drawn(all_digits(), rng, 500, 100)
    result = student.train(*train, *valid, seed)
    model = read_result(student, result)
    if any(isinstance(entry[key], Tensor) for entry in result["history"] for key in KEYS):
        fail(f"{FLOATS} Take the number out of the tensor.", misconception="graph-kept")
    losses = [entry["train_loss"] for entry in model.history]
    healthy = all(math.isfinite(entry[key]) and entry[key] >= 0 for entry in model.history for key in KEYS)
    if not healthy or losses[-1] >= min(losses[0], 0.5 * math.log(10)):
        said = f"Your training loss went from {losses[0]:.3g} to {losses[-1]:.3g}. It should fall, end below "
        said += "half of what guessing gives, and is never negative. What goes into the loss function?"
        fail(said, misconception=name_of_failure(student, model, train, valid))
    # One image with all labels alike often: no model has a smaller cross-entropy than log 10 there.
    same = Digits(train.x[:1].repeat(100, 1, 1), torch.arange(100) % 10)
    found = trained(student, same, same, seed).history
    honest = not any(entry[key] < 0.8 * math.log(10) for entry in found for key in KEYS[:2])
    assert honest, "One image came with all ten labels, and a loss in your history says that you know which."


@pytest.mark.points(1)
@pytest.mark.hint("Call predict on the validation images yourself and compare with the last valid_acc.")
@pytest.mark.needs("runs")
def test_honest_history(student: Any, rng: torch.Generator, seed: int) -> None:
    """The last valid_acc is what predict really achieves on the validation images."""
    train, valid = drawn(all_digits(), rng, 150, 400)
    model = trained(student, train, valid, seed)
    classes = predicted(student, model, valid.x)
    reported, real = model.history[-1]["valid_acc"], share(classes == valid.y)
    if abs(reported - real) <= 1.5 / len(valid.y):
        return
    assert 0 <= reported <= 1, "valid_acc should be a share: from 0 to 1."
    if not torch.equal(classes, predicted(student, model, valid.x)):
        said = "Two calls of predict with the same images gave different classes."
        fail(said, misconception="eval-mode-missing")
    accuracy_of(student, model, valid)
    on_train = share(predicted(student, model, train.x) == train.y)
    said = f"The history ends with valid_acc = {reported:.3f}, but your model reads {real:.3f} of those "
    said += "images. On which images, and with which weights, is valid_acc counted?"
    of_train = abs(reported - on_train) <= 1.5 / len(train.y)
    fail(said, misconception="train-score-as-valid" if of_train else None)


@pytest.mark.points(1)
@pytest.mark.hint("Which images and labels does the loss see that you learn from?")
@pytest.mark.needs("runs")
def test_valid_labels(student: Any, rng: torch.Generator, seed: int) -> None:
    """Wrong labels on the validation images do not make the model worse."""
    train, valid, test = drawn(all_digits(), rng, 350, 700, 400)
    shifted = Digits(valid.x, (valid.y + 3) % 10)
    model = trained(student, train, shifted, seed)
    accuracy = accuracy_of(student, model, test)
    if accuracy >= 0.7:
        return
    said = f"Here all validation labels were wrong on purpose. Your model reads {accuracy:.0%} of the test "
    if share(predicted(student, model, test.x) == (test.y + 3) % 10) > 0.35:
        said += "images and often gives the very class that the wrong labels name. How does it know them?"
        fail(said, misconception="leak-training-on-validation")
    said += "images; 70 % are asked for. Those labels should not decide which weights you return."
    fail(said, misconception=name_of_failure(student, model, train, shifted))


@pytest.mark.points(0.75)
@pytest.mark.hint(
    "Follow x_valid through your code: does anything computed from it end up in the state or config?"
)
@pytest.mark.needs("runs")
def test_valid_images(student: Any, rng: torch.Generator, seed: int) -> None:
    """Other pixels in the validation images leave the trained model as it is."""
    train, valid = drawn(all_digits(), rng, 120, 100)
    inverted, relabelled = Digits(16 - valid.x, valid.y), Digits(valid.x, valid.y.flip(0))
    model = trained(student, train, valid, seed)
    if same_model(model, trained(student, train, inverted, seed)):
        return
    require_reproducible(model, trained(student, train, valid, seed))
    only_pixels = same_model(model, trained(student, train, relabelled, seed))
    said = "The trained model changed when only the validation images changed. "
    said += "Then valid_acc no longer tells how the model does on images it knows nothing about."
    fail(said, misconception="leak-statistics" if only_pixels else None)


@pytest.mark.points(0.75)
@pytest.mark.hint("Everything random in train (start weights, order of images) should follow from the seed.")
@pytest.mark.needs("runs")
def test_seed(student: Any, rng: torch.Generator, seed: int) -> None:
    """The same seed gives the same model, another seed gives another one."""
    train, valid = drawn(all_digits(), rng, 100, 50)
    models = [trained(student, train, valid, number) for number in (seed, seed, seed + 5)]
    require_reproducible(models[0], models[1])
    # A model that always finds the best weights ends close to them from every start, but never equal.
    if same_model(models[0], models[2], 0.0):
        fail("Two different seeds gave exactly the same model.", misconception="seed-ignored")


@pytest.mark.points(1)
@pytest.mark.hint("Does your model behave differently while it is trained? Which call switches that off?")
@pytest.mark.needs("runs")
def test_predict_alone(student: Any, rng: torch.Generator, seed: int) -> None:
    """A prediction depends on the model and the image alone, not on other images or on earlier calls."""
    train, valid, rest = drawn(all_digits(), rng, 150, 50, 400)
    model = trained(student, train, valid, seed)
    # Faint images stand out from the others, so that a scale taken from all of them shows.
    x = torch.cat([rest.x[:40] / 8, rest.x])
    classes = predicted(student, model, x)
    again = student.predict.measure(model.state, model.config, x)
    assert not again.changed_args, "predict changed the images or the state it was given."
    if not torch.equal(classes, again.value):
        said = "The same images got other classes in a second call. What is different during training?"
        fail(said, misconception="eval-mode-missing")
    groups = [torch.arange(40), torch.randperm(len(x), generator=rng)[:37], torch.tensor([40])]
    if not all(torch.equal(classes[group], predicted(student, model, x[group])) for group in groups):
        running = any("running" in name for name in model.state)
        said = "Images got other classes when they were alone, or in the company of other images."
        fail(said, misconception="eval-mode-missing" if running else "depends-on-batch")
    student.fresh()
    try:
        later = predicted(student, model, x)
    except StudentFault as fault:
        if fault.kind != "exception":
            raise
        said = "predict works right after train, but not in a new Python process. "
        said += "It may use state, config and x, and nothing that train left behind."
        fail(said, misconception="global-model")
    assert torch.equal(later, classes), "The same model and images gave other classes in a new process."


@pytest.mark.points(0.5)
@pytest.mark.hint("Where does your number of classes come from?")
@pytest.mark.needs("runs")
def test_classes(student: Any, rng: torch.Generator, seed: int) -> None:
    """With 6 classes, of which 2 are missing among the validation images, the model still learns all 6."""
    data = all_digits()
    train, valid, test = drawn(data.pick(data.y < 6), rng, 300, 200, 300)
    valid = valid.pick(valid.y < 4)
    model = trained(student, train, valid, seed)
    require_accuracy(student, model, train, valid, test, 0.75)


@pytest.mark.points(0.5)
@pytest.mark.hint("Try 32 training images, and compare x_train before and after the call.")
@pytest.mark.needs("runs")
def test_few_images(student: Any, rng: torch.Generator, seed: int) -> None:
    """Training on 32 images works, and the tensors that were handed in stay as they were."""
    train, valid = drawn(all_digits(), rng, 32, 13)
    seen = student.train.measure(*train, *valid, seed)
    model = read_result(student, seen.value)
    if seen.changed_args:
        said = "train changed the tensors it was given; whoever called it still needs them."
        fail(said, misconception="in-place-on-argument")
    assert all(value.isfinite().all() for value in model.state.values()), "The state holds nan or inf."
    plain = not any(isinstance(value, Tensor) for value in model.config.values())
    assert plain, "The config holds a tensor; plain values are asked for. Tensors belong into the state."
    classes = predicted(student, model, valid.x)
    assert ((classes >= 0) & (classes < 11)).all(), "Some predictions are no classes at all."
