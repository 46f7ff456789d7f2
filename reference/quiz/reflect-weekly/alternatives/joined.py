"""Lines joined together, the exercise in quotes, and an answer in another language."""

from __future__ import annotations

EVIDENCE = [
    "Bei `t-softmax-ce` kam für große Zahlen nan heraus.",
    "Ich habe die größte Zahl abgezogen und verstanden, warum sich am Ergebnis dabei nichts ändert;",
    "für 1000 rechnet es jetzt richtig.",
]


def reflection():
    note = dict.fromkeys(["collected", "people", "not_for"], "")
    note["collected"] = "Die Bilder haben wir selbst an zwei Nachmittagen im Park mit drei Telefonen gemacht."
    note["people"] = "Es sind Blätter zu sehen; die Spaziergänger dahinter haben wir vorher gefragt."
    note["not_for"] = "Nicht um Pilze zu bestimmen, denn ein Fehler wäre dort gefährlich, hier aber nicht."
    objective = "I can compute with arrays in PyTorch without loops over their numbers"
    return {
        "objective": objective,
        "evidence": "\n".join(EVIDENCE),
        "question": "Wann lohnt es sich, eine Schleife in Python trotzdem stehen zu lassen?",
        "late_work": "None.",
        "dataset_note": note,
    }
