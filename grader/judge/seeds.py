"""Seeds that follow from the run's seed and a check's id."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import torch


def check_seed(seed: int, check_id: str) -> int:
    """31 bits, equal on every machine, unrelated between checks."""
    digest = hashlib.sha256(f"{seed}:{check_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def seed_everything(seed: int) -> None:
    """Seed the judge's own global generators, for checks that use them by accident."""
    random.seed(seed)
    np.random.seed(seed)
    # `torch.manual_seed` seeds GPUs too, which the judge never touches, and reads source files each time.
    torch.default_generator.manual_seed(seed)
