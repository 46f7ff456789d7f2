"""A dataclass turned into a dictionary, with several exercises named."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass
class Note:
    collected: str
    people: str
    not_for: str


@dataclass
class Reflection:
    objective: str
    evidence: str
    question: str
    late_work: str
    dataset_note: Note


def reflection():
    note = Note(
        collected="Sensors of a bicycle counter wrote a line each hour, from 2019 until today.",
        people="Everybody who rides past; who walks, or takes another street, is never seen in it.",
        not_for="It should not be used to say how many people live here, since commuters pass twice.",
    )
    return asdict(
        Reflection(
            objective="I can choose, reorder and reduce the axes of a tensor on purpose.",
            evidence="T-INDEX and img-layout: I wrote the shape beside every line, and three of my "
            "five mistakes showed before I ran anything. The square test image had hidden them all.",
            question='My question is: "When is reshape safe, and when must it be permute?"',
            late_work="Nothing is late, but t-grad took me two evenings more than I had planned.",
            dataset_note=note,
        )
    )
