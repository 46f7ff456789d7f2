"""misconception: evidence-without-exercise

Your evidence names no exercise. Evidence is something that another person can look at. In which exercise did you
see what you describe, and what is its id?
"""

from __future__ import annotations


def reflection() -> dict[str, object]:
    return {
        "objective": "I can explain how examples lead to the parameters of a model.",
        "evidence": (
            "I did it, and after some time I understood how the whole thing works and why the loss goes down when "
            "the steps are small enough."
        ),
        "question": "Why are the first steps so much larger than the later ones?",
        "late_work": "none",
        "dataset_note": {
            "collected": "My sister took the photos last summer, on one day, at one lake only.",
            "people": "It shows ducks and some swimmers, who were not asked; winter guests are missing.",
            "not_for": "It should not be used to count ducks anywhere else, for it is one place.",
        },
    }
