"""The ready-made function of scikit-learn."""

from __future__ import annotations

from sklearn.model_selection import train_test_split


def stratified_split(labels: list[int], valid_frac: float, seed: int) -> dict[str, list[int]]:
    """Let train_test_split do it."""
    train, valid = train_test_split(
        list(range(len(labels))), test_size=valid_frac, stratify=labels, random_state=seed
    )
    return {"train": train, "valid": valid}
