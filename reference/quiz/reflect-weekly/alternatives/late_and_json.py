"""Out of a JSON text, with work that is late, and a set objective typed with other capitals and blanks."""

from __future__ import annotations

import json

TEXT = r"""
{
  "objective": "  i can say what training,  validation and test sets are for, and use them so ",
  "evidence": "data-split: a class was lost for two seeds. I drew it per class; now I do count it all first.",
  "question": "How large must a validation set be so that one percent more is no luck (roughly?)",
  "late_work": "data-batches is three days late; I will hand it in by Friday evening.",
  "dataset_note": {
    "not_for": "It should not decide about people, since nobody in it was ever asked for that.",
    "collected": "Nobody says how; I looked in the archive, the readme and the paper of its makers.",
    "people": "It shows visitors of a zoo, mostly families; people without a camera are missing from it."
  }
}
"""


def reflection() -> dict[str, object]:
    given: dict[str, object] = json.loads(TEXT)
    return given
