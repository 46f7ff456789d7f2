"""Files, labels and the split worked out in plain Python; the rest by lists and indices."""

import random
from functools import partial
from pathlib import Path

from fastai.vision.all import (
    SGD,
    CategoryBlock,
    DataBlock,
    ImageBlock,
    IndexSplitter,
    Learner,
    Resize,
    accuracy,
    nn,
)


def make_dls(folder, valid_pct, seed, size, bs):
    files = sorted(Path(folder).glob("*/*.png"))
    order = list(range(len(files)))
    random.Random(seed).shuffle(order)
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_y=lambda path: path.parts[-2],
        splitter=IndexSplitter(order[: round(valid_pct * len(files))]),
        item_tfms=Resize(size),
    )
    return block.dataloaders(files, bs=bs, verbose=False)


def layer(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.LeakyReLU())


def train(dls):
    net = nn.Sequential(
        layer(3, 24), layer(24, 48), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(48, dls.c)
    )
    learn = Learner(dls, net, opt_func=partial(SGD, mom=0.9), metrics=accuracy, cbs=[])
    with learn.no_bar():
        learn.fit_flat_cos(15, 0.05)
    return learn


def predict_files(learn, paths):
    loader = learn.dls.test_dl([Path(path) for path in paths])
    with learn.no_bar():
        _, _, numbers = learn.get_preds(dl=loader, with_decoded=True)
    return [learn.dls.vocab[int(number)] for number in numbers]
