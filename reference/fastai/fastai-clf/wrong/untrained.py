"""misconception: not-trained

Your Learner has never seen a picture: it is made and given back, with random weights. Its answers are guesses, right
for one in three. Making a Learner and training it are two things; where does the second happen?
"""

from pathlib import Path

from fastai.vision.all import *


def make_dls(folder, valid_pct, seed, size, bs):
    files = get_image_files(folder)
    return ImageDataLoaders.from_path_func(
        folder, files, parent_label, valid_pct=valid_pct, seed=seed, item_tfms=Resize(size), bs=bs
    )


def train(dls):
    net = nn.Sequential(ConvLayer(3, 16), ConvLayer(16, 32, stride=2), nn.AdaptiveAvgPool2d(1), Flatten(), nn.Linear(32, dls.c))
    return Learner(dls, net, metrics=accuracy)


def predict_files(learn, paths):
    with learn.no_bar():
        scores, _ = learn.get_preds(dl=learn.dls.test_dl([Path(path) for path in paths]))
    return [learn.dls.vocab[number] for number in scores.argmax(dim=1).tolist()]
