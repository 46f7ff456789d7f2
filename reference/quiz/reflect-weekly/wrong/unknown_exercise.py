"""misconception: exercise-unknown

The id that you name belongs to no exercise of this course. A small slip is enough for that. What stands in the
address of the exercise's page?
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "I can explain how examples lead to the parameters of a model.",
        "evidence": (
            "In sgd-step my loss went up with every step, because I had added the gradient. I drew one weight "
            "and its slope on paper, and saw which way is down."
        ),
        "question": "Why are the first steps so much larger than the later ones?",
        "late_work": "none",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "It shows ducks and some swimmers, who were not asked; winter guests are missing.",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
