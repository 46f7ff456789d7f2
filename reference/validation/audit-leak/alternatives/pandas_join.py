"""Tables: pictures are joined on what they show, groups are counted by pandas. Pairs are lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image


def shown(folder: str) -> pd.DataFrame:
    rows = []
    for path in Path(folder).iterdir():
        with Image.open(path) as picture:
            pixels = np.array(picture.convert("RGB"))
        rows.append((path.name, f"{pixels.shape} {pixels.tobytes().hex()}"))
    return pd.DataFrame(rows, columns=["name", "pixels"], dtype=object)


def find_leaks(train_dir, valid_dir):
    both = shown(train_dir).merge(shown(valid_dir), on="pixels", suffixes=("_train", "_valid"))
    return both[["name_train", "name_valid"]].values.tolist()


def group_split(groups, valid_frac, seed):
    column = pd.Series(groups)
    sizes = column.value_counts().sort_index().sample(frac=1, random_state=np.random.RandomState(seed))
    before = sizes.cumsum() - sizes
    chosen = sizes.index[:-1][before.iloc[:-1] < valid_frac * len(column)]
    inside = column.isin(chosen)
    return {"train": column.index[~inside].tolist(), "valid": column.index[inside].tolist()}
