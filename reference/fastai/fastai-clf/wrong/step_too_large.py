"""misconception: learning-rate-unusable

Your loss does not come down: each step is so long that it jumps over the valley, to a place that is worse. What
does the learning rate decide, and what does fast.ai's learning rate finder suggest?
"""

from pathlib import Path

from fastai.vision.all import *


def make_dls(folder, valid_pct, seed, size, bs):
    files = get_image_files(folder)
    return ImageDataLoaders.from_path_func(
        folder, files, parent_label, valid_pct=valid_pct, seed=seed, item_tfms=Resize(size), bs=bs
    )


def train(dls):
    net = nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(), Flatten(), nn.LazyLinear(dls.c)
    )
    net(dls.one_batch()[0])
    learn = Learner(dls, net, metrics=accuracy)
    with learn.no_bar():
        learn.fit(4, 100.0)
    return learn


def predict_files(learn, paths):
    with learn.no_bar():
        scores, _ = learn.get_preds(dl=learn.dls.test_dl([Path(path) for path in paths]))
    return [learn.dls.vocab[number] for number in scores.argmax(dim=1).tolist()]
