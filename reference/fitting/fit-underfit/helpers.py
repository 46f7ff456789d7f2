"""What the hidden checks of fit-underfit share: the training of the prompt, and curves with a clear name."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import Tensor

from grader.checks import assert_equal, assert_type, fail

NAMES = ("train_loss", "valid_loss", "train_acc", "valid_acc")
WHOLE = {"hidden": (1, 64), "epochs": (1, 30), "batch_size": (16, 256)}
History = dict[str, list[float]]


def train(
    settings: dict[str, Any], data: tuple[Tensor, Tensor], valid: tuple[Tensor, Tensor], seed: int
) -> dict[str, list[float]]:
    """Train a network with one hidden layer; return loss and accuracy on both sets after each epoch."""
    generator = torch.Generator().manual_seed(seed)
    (x, y), hidden = data, settings["hidden"]
    first = torch.randn(x.shape[1], hidden, generator=generator) * (2 / x.shape[1]) ** 0.5
    second = torch.randn(hidden, 10, generator=generator) * (1 / hidden) ** 0.5
    weights = [first, torch.zeros(hidden), second, torch.zeros(10)]
    memory = [(torch.zeros_like(w), torch.zeros_like(w)) for w in weights]
    history: dict[str, list[float]] = {name: [] for name in NAMES}
    steps = 0
    for _ in range(settings["epochs"]):
        for rows in torch.randperm(len(x), generator=generator).split(settings["batch_size"]):
            steps += 1
            leaves = [w.requires_grad_() for w in weights]
            slopes = torch.autograd.grad(F.cross_entropy(scores(leaves, x[rows]), y[rows]), leaves)
            for i, slope in enumerate(slopes):
                step, memory[i] = direction(settings["optimizer"], slope, *memory[i], steps)
                weights[i] = weights[i].detach() - settings["lr"] * step
        for part, (images, labels) in (("train", data), ("valid", valid)):
            found = scores(weights, images)
            history[f"{part}_loss"].append(F.cross_entropy(found, labels).item())
            history[f"{part}_acc"].append((found.argmax(1) == labels).float().mean().item())
    return history


def scores(weights: list[Tensor], x: Tensor) -> Tensor:
    """One row of ten scores per image."""
    w1, b1, w2, b2 = weights
    return torch.relu(x @ w1 + b1) @ w2 + b2


def direction(
    optimizer: str, slope: Tensor, mean: Tensor, square: Tensor, steps: int
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Which way one step goes, and what is remembered for the next one."""
    if optimizer == "sgd":
        return slope, (mean, square)
    if optimizer == "momentum":
        mean = 0.9 * mean + slope
        return mean, (mean, square)
    mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
    ahead = (mean / (1 - 0.9**steps)) / ((square / (1 - 0.999**steps)).sqrt() + 1e-8)
    return ahead, (mean, square)


def digits(rng: torch.Generator) -> list[tuple[Tensor, Tensor]]:
    """800 digits to learn from and 400 to look at, drawn anew."""
    data = load_digits()
    x = torch.tensor(data.images / 16, dtype=torch.float32).flatten(1)
    y = torch.tensor(data.target).long()
    order = torch.randperm(len(y), generator=rng)
    return [(x[rows], y[rows]) for rows in (order[:800], order[800:1200])]


def read_settings(settings: Any) -> dict[str, Any]:
    """The five settings, once they are complete and within their limits."""
    assert_type(settings, dict, "config should return a dictionary.")
    names = [*WHOLE, "lr", "optimizer"]
    assert sorted(settings) == sorted(names), f"The keys should be {', '.join(sorted(names))}."
    assert_type(settings["lr"], (float, int), "lr should be a number.")
    assert settings["optimizer"] in ("sgd", "momentum", "adam"), "There is no such optimizer here."
    within = 0 < settings["lr"] <= 10
    for name, (low, high) in WHOLE.items():
        assert_type(settings[name], int, f"{name} should be a whole number.")
        within = within and low <= settings[name] <= high
    if not within:
        said = "A setting is outside of its limits; see the table in the prompt."
        fail(said, misconception="limits-ignored")
    return settings


def name_of_failure(settings: dict[str, Any], data: list[tuple[Tensor, Tensor]], loss: float) -> str | None:
    """Which single setting, when it alone is changed, makes the largest difference; None if none does."""
    if not math.isfinite(loss):
        return "learning-rate-too-high"
    changes = {
        "learning-rate-too-high": {"lr": settings["lr"] / 30},
        "learning-rate-too-low": {"lr": settings["lr"] * 30},
        "model-too-small": {"hidden": 64},
        "too-few-epochs": {"epochs": 30},
    }
    ends = {name: train(settings | change, *data, 1)["train_loss"][-1] for name, change in changes.items()}
    best = min(ends, key=lambda name: ends[name] if math.isfinite(ends[name]) else math.inf)
    return best if ends[best] < 0.8 * loss else None


def curve(start: float, end: float, n: int, rate: float, rng: torch.Generator) -> list[float]:
    """From start to end in n epochs, at first fast when rate is small; a little noise."""
    t = torch.arange(n, dtype=torch.float64) / (n - 1)
    way = (1 - torch.exp(-t / rate)) / (1 - math.exp(-1 / rate))
    noise = 0.004 * (torch.rand(n, generator=rng, dtype=torch.float64) - 0.5)
    values: list[float] = (start + (end - start) * way + noise).clamp(min=0.001).tolist()
    return values


def accuracies(start: float, end: float, n: int, rate: float, rng: torch.Generator) -> list[float]:
    """The same for accuracies, which end at 1."""
    return [min(value, 1.0) for value in curve(start, end, n, rate, rng)]


FAST, SLOW = 0.1, 2.0


def history(
    rng: torch.Generator,
    train_loss: tuple[float, float, float],
    valid_loss: tuple[float, float, float],
    train_acc: tuple[float, float, float],
    valid_acc: tuple[float, float, float],
) -> History:
    """Four curves of the same random length, each from start to end at some rate."""
    n = int(torch.randint(12, 31, (), generator=rng))
    return {
        "train_loss": curve(*train_loss[:2], n, train_loss[2], rng),
        "valid_loss": curve(*valid_loss[:2], n, valid_loss[2], rng),
        "train_acc": accuracies(*train_acc[:2], n, train_acc[2], rng),
        "valid_acc": accuracies(*valid_acc[:2], n, valid_acc[2], rng),
    }


def stumbled(one: History, at: int, worse: float = 0.8) -> History:
    """The same curves with one bad epoch (losses worse by this much) and a recovery at once."""
    for part in ("train", "valid"):
        one[f"{part}_loss"][at] += worse
        one[f"{part}_acc"][at] *= 0.6
    return one


def diverged(rng: torch.Generator) -> list[History]:
    """Nan in the last epoch, after it had learned well; an explosion; one that half came back; and inf."""
    flat = (0.1, 0.12, SLOW)
    lost = history(rng, (2.3, 0.5, FAST), (2.3, 0.6, FAST), (0.3, 0.85, FAST), (0.3, 0.8, FAST))
    for name, value in (("loss", math.nan), ("acc", 0.1)):
        for part in ("train", "valid"):
            lost[f"{part}_{name}"][-1] = value
    exploded = history(rng, (2.6, 70.0, SLOW), (2.6, 75.0, SLOW), flat, flat)
    peaked = history(rng, (2.6, 5.9, SLOW), (2.6, 6.2, SLOW), flat, flat)
    peaked["train_loss"][1], peaked["valid_loss"][1] = 90.0, 95.0
    endless = history(rng, (2.4, 4.0, SLOW), (2.4, 4.2, SLOW), flat, flat)
    endless["train_loss"][-2:] = endless["valid_loss"][-2:] = [math.inf] * 2
    return [lost, exploded, peaked, endless]


def underfit(rng: torch.Generator) -> list[History]:
    """Nothing moved; stuck at a third; stuck at half with a gap as well; and risen early, then stuck."""
    return [
        history(rng, (2.31, 2.27, SLOW), (2.31, 2.28, SLOW), (0.1, 0.15, SLOW), (0.1, 0.14, SLOW)),
        history(rng, (2.3, 1.75, FAST), (2.3, 1.78, FAST), (0.12, 0.35, FAST), (0.12, 0.33, FAST)),
        history(rng, (2.3, 1.4, FAST), (2.3, 2.0, FAST), (0.1, 0.53, FAST), (0.1, 0.25, FAST)),
        history(rng, (2.3, 1.3, FAST), (2.3, 1.32, FAST), (0.1, 0.56, FAST), (0.1, 0.55, FAST)),
    ]


def gap(rng: torch.Generator) -> list[History]:
    """No better on new images: since half time, after a bad epoch, falling, while ever more is known."""
    known = (0.3, 0.99, FAST)
    late = history(rng, (2.2, 0.03, FAST), (2.3, 1.9, FAST), known, (0.1, 0.65, FAST))
    n = len(late["valid_acc"])
    late["valid_acc"][: n // 2] = [0.1 + 0.55 * min(i / (n // 2 - 1), 1) for i in range(n // 2)]
    return [
        late,
        stumbled(history(rng, (2.2, 0.02, FAST), (2.3, 2.4, SLOW), known, (0.2, 0.6, FAST)), -2),
        history(rng, (2.2, 0.02, FAST), (2.3, 2.4, SLOW), known, (0.2, 0.6, FAST)),
        history(rng, (2.2, 0.05, FAST), (1.6, 2.9, SLOW), known, (0.72, 0.58, SLOW)),
        history(rng, (2.2, 0.2, SLOW), (1.5, 1.2, FAST), (0.4, 0.96, SLOW), (0.3, 0.65, FAST)),
    ]


def improving(rng: torch.Generator) -> list[History]:
    """Slow, and still low; and far better on what it has seen, but getting better on new images (twice)."""
    return [
        history(rng, (2.3, 1.5, SLOW), (2.3, 1.6, SLOW), (0.1, 0.54, SLOW), (0.1, 0.5, SLOW)),
        history(rng, (2.0, 0.1, FAST), (2.3, 1.1, SLOW), (0.4, 0.97, FAST), (0.25, 0.7, SLOW)),
        stumbled(history(rng, (2.0, 0.1, FAST), (2.3, 1.1, SLOW), (0.4, 0.97, FAST), (0.1, 0.75, SLOW)), -2),
    ]


def arrived(rng: torch.Generator) -> list[History]:
    """Good on both: validation loss above, validation loss rising, and better on validation images."""
    return [
        history(rng, (2.2, 0.03, FAST), (2.2, 0.16, FAST), (0.4, 0.99, FAST), (0.4, 0.95, FAST)),
        history(rng, (2.2, 0.01, FAST), (0.2, 0.3, SLOW), (0.5, 1.0, FAST), (0.5, 0.94, FAST)),
        history(rng, (2.2, 0.25, FAST), (2.2, 0.15, FAST), (0.3, 0.93, FAST), (0.3, 0.96, FAST)),
    ]


def expect_names(answers: list[Any], cases: list[tuple[History, str]]) -> None:
    """Each curve gets its name; a message says what was answered, not what the curve looks like."""
    for said, (_, name) in zip(answers, cases, strict=True):
        assert_type(said, str, "diagnose should return a text.")
        assert_equal(said, name, f"A curve that is none of this kind was called {said[:20]!r}.")
