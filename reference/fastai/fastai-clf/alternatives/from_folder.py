"""The shortest way to loaders, a module of its own, plain epochs, a loop over the batches of new files."""

import torch
from fastai.vision.all import ImageDataLoaders, Learner, Resize
from torch import nn


class Net(nn.Module):
    """Two convolutions with batch normalisation, and a mean over the picture."""

    def __init__(self, classes):
        super().__init__()
        self.first = nn.Conv2d(3, 16, 3, padding=1)
        self.norm = nn.BatchNorm2d(16)
        self.second = nn.Conv2d(16, 48, 3, stride=2, padding=1)
        self.norm2 = nn.BatchNorm2d(48)
        self.third = nn.Conv2d(48, 48, 3, stride=2, padding=1)
        self.last = nn.Linear(48, classes)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        x = torch.relu(self.norm2(self.second(x)))
        return self.last(torch.relu(self.third(x)).mean((2, 3)))


def make_dls(folder, valid_pct, seed, size, bs):
    resize = Resize(size, method="pad", pad_mode="zeros")
    return ImageDataLoaders.from_folder(
        folder, valid_pct=valid_pct, seed=seed, item_tfms=resize, bs=bs, num_workers=0
    )


def train(dls):
    learn = Learner(dls, Net(len(dls.vocab)), loss_func=nn.CrossEntropyLoss())
    with learn.no_bar(), learn.no_logging():
        learn.fit(9, 5e-3)
        # Small steps at the end: what comes out no longer depends on the last batch.
        learn.fit(3, 1e-3)
    return learn


def predict_files(learn, paths):
    learn.model.eval()
    names, vocab = [], list(learn.dls.vocab)
    with torch.no_grad():
        for batch in learn.dls.test_dl(paths, bs=16):
            names.extend(vocab[int(number)] for number in learn.model(batch[0]).argmax(1))
    return names
