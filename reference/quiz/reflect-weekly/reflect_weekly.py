"""Reflection: one that has everything the checks ask for."""

from __future__ import annotations


def reflection() -> dict[str, str | dict[str, str]]:
    """Objective, evidence, question, late work, and a note on a data set with its three answers."""
    return {
        "objective": "I can describe the axes and numbers of a batch of images.",
        "evidence": (
            "In img-stats I first averaged over the batch and got one picture where three numbers per image "
            "were asked for. I now write down what each axis stands for before I reduce anything."
        ),
        "question": "Why does PyTorch put the channels first, when files have them last?",
        "late_work": "none",
        "dataset_note": {
            "collected": "My class wrote digits on paper, last March, and I scanned them at home.",
            "people": "Twenty-six pupils, who were asked; only one of them writes with the left hand.",
            "not_for": "Not for reading cheques elsewhere, because digits look different in other countries.",
        },
    }
