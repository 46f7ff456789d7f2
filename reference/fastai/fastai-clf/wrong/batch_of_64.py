"""misconception: batch-size-ignored

Your batches hold as many pictures as fast.ai takes by itself, whatever you are asked for. Which argument of your
function is never used?
"""

from pathlib import Path

from fastai.vision.all import *


def make_dls(folder, valid_pct, seed, size, bs):
    files = get_image_files(folder)
    return ImageDataLoaders.from_path_func(
        folder, files, parent_label, valid_pct=valid_pct, seed=seed, item_tfms=Resize(size)
    )


def train(dls):
    net = nn.Sequential(ConvLayer(3, 16), ConvLayer(16, 32, stride=2), nn.AdaptiveAvgPool2d(1), Flatten(), nn.Linear(32, dls.c))
    learn = Learner(dls, net, metrics=accuracy)
    with learn.no_bar():
        learn.fit_one_cycle(5, 2e-2)
    return learn


def predict_files(learn, paths):
    with learn.no_bar():
        scores, _ = learn.get_preds(dl=learn.dls.test_dl([Path(path) for path in paths]))
    return [learn.dls.vocab[number] for number in scores.argmax(dim=1).tolist()]
