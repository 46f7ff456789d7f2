"""misconception: evidence-only-named

You name an exercise and say that you did it. Everybody who handed it in could say so. What did you see in it that
surprised you, and what can you do now that you could not do before?
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "I can explain how examples lead to the parameters of a model.",
        "evidence": "I did sgd-steps and it works now.",
        "question": "Why are the first steps so much larger than the later ones?",
        "late_work": "none",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "It shows ducks and some swimmers, who were not asked; winter guests are missing.",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
