"""The global random generators of torch, numpy and random: seeded, and told apart."""

from __future__ import annotations

import hashlib
import random

import numpy.random  # by its full name: only then is it imported now, and not in a student's process
import torch


def seed_all(seed: int) -> None:
    """Seed all three from one number."""
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed)
    if torch.version.cuda:
        # Remembered until the GPU is first used. Not `torch.manual_seed` for both: it reads source files to
        # say from where it was called, which takes longer than a small answer.
        torch.cuda.manual_seed_all(seed)


def fingerprints() -> dict[str, str]:
    """What state each generator is in, by its name."""
    states = {
        "torch": torch.random.get_rng_state().numpy().tobytes(),
        "numpy": _numpy_state(),
        "random": repr(random.getstate()).encode(),
    }
    return {name: hashlib.sha256(state).hexdigest() for name, state in states.items()}


def _numpy_state() -> bytes:
    kind, keys, *position = numpy.random.get_state(legacy=True)
    return numpy.asarray(keys).tobytes() + repr((kind, position)).encode()
