"""misconception: objective-paraphrased

The objective is in your own words. The list is there so that everybody in the course means the same by a line, and
can be found by it. Which line of it comes nearest to yours? Copy that one.
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "Explaining how models learn from data",
        "evidence": (
            "In sgd-steps my loss went up with every step, because I had added the gradient. I drew one weight "
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
