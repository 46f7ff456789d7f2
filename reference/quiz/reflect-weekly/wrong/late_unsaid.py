"""misconception: late-work-unsaid

It stays open whether something is late. A plan with a day is easier to keep, and your instructor can help with one.
What is late, and by when will you do it? If nothing is, say so in one word.
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "I can explain how examples lead to the parameters of a model.",
        "evidence": (
            "In sgd-steps my loss went up with every step, because I had added the gradient. I drew one weight "
            "and its slope on paper, and saw which way is down."
        ),
        "question": "Why are the first steps so much larger than the later ones?",
        "late_work": "a bit",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "It shows ducks and some swimmers, who were not asked; winter guests are missing.",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
