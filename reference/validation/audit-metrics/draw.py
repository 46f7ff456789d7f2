"""Draws people.png of the prompt: 100 people, 5 of them ill, and one answer for everybody."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

FOLDER = Path(__file__).resolve().parents[3] / "exercises/validation/audit-metrics"
ILL = (13, 37, 58, 71, 94)
ACROSS = 20


def main() -> None:
    """One mark per person; whoever is ill is dark and has another shape."""
    figure, axes = plt.subplots(figsize=(6.4, 2.7), dpi=110)
    for ill, marker, colour, text in (
        (False, "o", "#9db7cf", "healthy (95), called healthy"),
        (True, "^", "#b5462f", "ill (5), called healthy"),
    ):
        people = [i for i in range(100) if (i in ILL) is ill]
        axes.scatter(
            [i % ACROSS for i in people],
            [i // ACROSS for i in people],
            s=70 if ill else 55,
            marker=marker,
            color=colour,
            label=text,
        )
    axes.set_title("95 of 100 answers are right", fontsize=13)
    axes.set_axis_off()
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=2, frameon=False, fontsize=12)
    figure.savefig(FOLDER / "people.png", bbox_inches="tight", metadata={"Software": None})


if __name__ == "__main__":
    main()
