"""misconception: needs-network

Your training stops because it wants to fetch weights that others have trained, and there is no network here. On your
own computer they help a lot. Which argument says that the network starts from random weights?
"""

from pathlib import Path

from fastai.vision.all import *


def make_dls(folder, valid_pct, seed, size, bs):
    files = get_image_files(folder)
    return ImageDataLoaders.from_path_func(
        folder, files, parent_label, valid_pct=valid_pct, seed=seed, item_tfms=Resize(size), bs=bs
    )


def train(dls):
    learn = vision_learner(dls, resnet18, metrics=accuracy)
    with learn.no_bar():
        learn.fine_tune(2)
    return learn


def predict_files(learn, paths):
    with learn.no_bar():
        scores, _ = learn.get_preds(dl=learn.dls.test_dl([Path(path) for path in paths]))
    return [learn.dls.vocab[number] for number in scores.argmax(dim=1).tolist()]
