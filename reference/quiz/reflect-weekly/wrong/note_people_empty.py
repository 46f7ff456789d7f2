"""misconception: dataset-note-incomplete

The question about people is left empty. That nobody is meant to be seen does not mean that nobody is: houses,
plates and reflections belong to somebody. Who could be concerned?
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
        "late_work": "none",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
