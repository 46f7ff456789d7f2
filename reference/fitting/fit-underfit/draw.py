"""Draw the four patients of the prompt."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

TARGET = Path(__file__).parents[3] / "exercises/fitting/fit-underfit/curves.png"
EPOCHS = np.arange(1, 21)


def rise(start: float, end: float, rate: float) -> np.ndarray:
    """A learning curve from start to end."""
    way = (1 - np.exp(-(EPOCHS - 1) / rate)) / (1 - np.exp(-19 / rate))
    return start + (end - start) * way


def main() -> None:
    """Two by two panels, training as a full line and validation as a broken one."""
    fallen = np.where(EPOCHS < 15, rise(0.3, 0.85, 3), 0.1)
    panels = {
        "underfit": (rise(0.12, 0.36, 2), rise(0.11, 0.32, 2)),
        "gap": (rise(0.3, 1.0, 3), rise(0.25, 0.6, 2)),
        "diverged": (fallen, np.where(EPOCHS < 15, fallen - 0.05, 0.1)),
        "learning": (rise(0.3, 0.99, 4), rise(0.3, 0.95, 4)),
    }
    plt.rcParams.update({"font.size": 12, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = plt.subplots(2, 2, figsize=(6.4, 5), sharex=True, sharey=True, layout="constrained")
    for axis, (name, (train, valid)) in zip(axes.flat, panels.items(), strict=True):
        axis.plot(EPOCHS, train, color="#1f5fa8", linewidth=2.2, label="training")
        axis.plot(EPOCHS, valid, color="#c2571a", linewidth=2.2, linestyle=(0, (4, 2)), label="validation")
        axis.set_title(name, fontsize=13)
        axis.set_ylim(0, 1.05)
        axis.set_xticks([1, 10, 20])
    for axis in axes[1]:
        axis.set_xlabel("epoch")
    for axis in axes[:, 0]:
        axis.set_ylabel("accuracy")
    axes[1, 1].legend(loc="lower right", frameon=False, fontsize=11)
    figure.savefig(TARGET, dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    main()
