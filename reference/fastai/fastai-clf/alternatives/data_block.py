"""A DataBlock, the first layers of a known network from scratch, and one prediction after the other."""

from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    Learner,
    Normalize,
    RandomSplitter,
    Resize,
    ResizeMethod,
    accuracy,
    create_body,
    create_head,
    get_image_files,
    nn,
    parent_label,
    resnet18,
)


def make_dls(folder, valid_pct, seed, size, bs):
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_items=get_image_files,
        splitter=RandomSplitter(valid_pct=valid_pct, seed=seed),
        get_y=parent_label,
        item_tfms=Resize(size, method=ResizeMethod.Squish),
        batch_tfms=Normalize.from_stats([0.5] * 3, [0.25] * 3),
    )
    return block.dataloaders(folder, bs=bs)


def train(dls):
    net = nn.Sequential(create_body(resnet18(), cut=6), create_head(128, dls.c))
    learn = Learner(dls, net, metrics=accuracy)
    with learn.no_bar():
        learn.fit_one_cycle(8, 1e-2)
    return learn


def predict_files(learn, paths):
    with learn.no_bar():
        return [str(learn.predict(path)[0]) for path in paths]
