"""Reference: files, labels, a random split and a size; a small network; one pass over the new files."""

from __future__ import annotations

from pathlib import Path

from fastai.vision.all import (
    ConvLayer,
    DataLoaders,
    Flatten,
    ImageDataLoaders,
    Learner,
    Resize,
    accuracy,
    get_image_files,
    nn,
    parent_label,
)


def make_dls(folder: str, valid_pct: float, seed: int, size: int, bs: int) -> DataLoaders:
    """The label of a file is the name of its folder."""
    files = get_image_files(folder)
    return ImageDataLoaders.from_path_func(
        folder, files, parent_label, valid_pct=valid_pct, seed=seed, item_tfms=Resize(size), bs=bs
    )


def train(dls: DataLoaders) -> Learner:
    """Three convolutions, ten epochs."""
    net = nn.Sequential(
        ConvLayer(3, 16),
        ConvLayer(16, 32, stride=2),
        ConvLayer(32, 32, stride=2),
        nn.AdaptiveAvgPool2d(1),
        Flatten(),
        nn.Linear(32, dls.c),
    )
    learn = Learner(dls, net, metrics=accuracy)
    with learn.no_bar():
        learn.fit_one_cycle(10, 1e-2)
    return learn


def predict_files(learn: Learner, paths: list[str]) -> list[str]:
    """The class with the highest score, by its name."""
    with learn.no_bar():
        scores, _ = learn.get_preds(dl=learn.dls.test_dl([Path(path) for path in paths]))
    return [learn.dls.vocab[number] for number in scores.argmax(dim=1).tolist()]
