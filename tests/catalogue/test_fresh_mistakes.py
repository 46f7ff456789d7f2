"""Mistakes that are in no `wrong/` file lose hidden points, and none gets the name of another mistake."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from grader.catalog.law import GradeFile
from grader.catalog.models import Exercise
from grader.catalog.services import Catalog


class Mistake(NamedTuple):
    """A change of the reference solution."""

    exercise: str
    old: str
    new: str
    #: Hidden checks that must fail.
    fails: frozenset[str]
    #: All misconceptions that are named.
    named: frozenset[str] = frozenset()


SEEDED = "    torch.manual_seed(seed)\n"
LOOK_UP = """    torch.manual_seed(seed)
    from sklearn.datasets import load_digits

    data = load_digits()
    x, y = torch.tensor(data.images).float(), torch.tensor(data.target)
    found = y[torch.cdist(x_train.flatten(1), x.flatten(1)).argmin(1)]
    names = y[:10].clone()
    names[found] = y_train
    x_train, y_train = x, names[y]
"""

MISTAKES = {
    "class-sizes-rounded-wrongly": Mistake(
        "data-split",
        "round(valid_frac * len(members))",
        "int(valid_frac * len(members)) + 1",
        frozenset({"shares"}),
    ),
    "labels-for-positions": Mistake(
        "data-split",
        '{"train": train, "valid": valid}',
        '{"train": [labels[k] for k in train], "valid": [labels[k] for k in valid]}',
        frozenset({"partition", "shares", "any_labels"}),
    ),
    "labels-sorted-in-place": Mistake(
        "data-split",
        "    generator =",
        "    labels.sort()\n    generator =",
        frozenset({"shares", "rare_class", "no_side_effects"}),
    ),
    "indices-from-one": Mistake(
        "data-batches",
        ".tolist()\n    return [order",
        ".add(1).tolist()\n    return [order",
        frozenset({"plan_complete"}),
    ),
    "seed-times-epoch": Mistake(
        "data-batches", "seed * 1_000_003 + epoch", "seed * epoch", frozenset({"plan_seed", "epochs_differ"})
    ),
    "pixels-always-scaled": Mistake(
        "data-batches",
        'if self.transform == "scale"',
        "if True",
        frozenset({"items", "pairs", "loader_complete"}),
    ),
    "first-epoch-not-shuffled": Mistake(
        "sgd-steps",
        "    sgd = [",
        "    orders[0] = torch.arange(n)\n    sgd = [",
        frozenset({"fresh_order"}),
    ),
    "batches-shuffled-not-pictures": Mistake(
        "sgd-steps",
        "for part in torch.split(order, batch_size)]",
        "for part in sorted(torch.arange(n).split(batch_size), key=lambda part: int(order[part[0]]))]",
        frozenset({"fresh_order"}),
    ),
    "nearest-but-not-itself": Mistake(
        "t-pairwise",
        "    return torch.argmin(pairwise_sq_dist(a, b), dim=1)",
        "    table = pairwise_sq_dist(a, b)\n    return table.masked_fill(table < 1e-3, 1e9).argmin(1)",
        frozenset({"nearest_points"}),
    ),
    "squared-error-as-loss": Mistake(
        "clf-train",
        "F.cross_entropy(model(x_train[batch]), y_train[batch])",
        'F.mse_loss(model(x_train[batch]), torch.eye(config["classes"])[y_train[batch]])',
        frozenset({"loss_falls"}),
    ),
    "scaled-by-the-largest-pixel": Mistake(
        "clf-train",
        "self.layers(x / 16)",
        "self.layers(x / x.max())",
        frozenset({"predict_alone"}),
        frozenset({"depends-on-batch"}),
    ),
    "trains-on-all-known-digits": Mistake(
        "clf-train", SEEDED, LOOK_UP, frozenset({"known_writers", "unseen_writers"})
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", MISTAKES)
def test_a_fresh_mistake(name: str, catalog: Catalog, grade_locally: GradeFile, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    exercise = catalog.get(mistake.exercise)
    report = grade_locally(exercise, changed(exercise, mistake, tmp_path), 0)
    assert report.verdict == "graded"
    failed = {
        check.id for check in report.checks if check.visibility == "hidden" and check.status == "failed"
    }
    assert mistake.fails <= failed
    assert {check.misconception for check in report.checks if check.misconception} == mistake.named


def changed(exercise: Exercise, mistake: Mistake, folder: Path) -> Path:
    """The reference solution with the mistake in it."""
    assert exercise.reference_dir is not None
    text = (exercise.reference_dir / exercise.entry).read_text(encoding="utf-8")
    assert text.count(mistake.old) == 1
    path = folder / exercise.entry
    path.write_text(text.replace(mistake.old, mistake.new), encoding="utf-8")
    return path
