"""misconception: leak-overlap

Pictures that are held back are learned from as well: both parts hold them. The model has seen the answers, and
the accuracy on them says nothing about new pictures. Which pictures are left when the held back ones are taken
away?
"""

from pathlib import Path

from fastai.vision.all import *


def make_dls(folder, valid_pct, seed, size, bs):
    def splitter(files):
        train, valid = RandomSplitter(valid_pct, seed=seed)(files)
        return train + valid, valid

    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock), get_items=get_image_files, get_y=parent_label, splitter=splitter,
        item_tfms=Resize(size),
    )
    return block.dataloaders(folder, bs=bs)


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
