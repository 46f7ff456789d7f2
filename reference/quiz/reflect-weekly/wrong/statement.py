"""misconception: statement-for-question

Your question is a statement about something that is unclear. A question tells what an answer would look like. What
would you ask somebody who knows more, and how would you notice that they have answered it?
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "I can explain how examples lead to the parameters of a model.",
        "evidence": (
            "In sgd-steps my loss went up with every step, because I had added the gradient. I drew one weight "
            "and its slope on paper, and saw which way is down."
        ),
        "question": "I did not understand everything about learning rates and steps this week.",
        "late_work": "none",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "It shows ducks and some swimmers, who were not asked; winter guests are missing.",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
