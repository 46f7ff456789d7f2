"""From a folder of pictures to a classifier, with fast.ai."""

from fastai.vision.all import *


def make_dls(folder: str, valid_pct: float, seed: int, size: int, bs: int) -> DataLoaders:
    """Say what the data are: which files, what their labels are, which are held back.

    folder: has one folder for each class, and in it the pictures of that class.
    valid_pct: the share of all pictures that is held back for validation, for example 0.2.
    seed: decides which ones. size: every picture becomes size x size. bs: pictures in a batch.
    Returns fast.ai's DataLoaders.
    """
    raise NotImplementedError("TODO: write make_dls")


def train(dls: DataLoaders) -> Learner:
    """Make a Learner for these data and train it."""
    raise NotImplementedError("TODO: write train")


def predict_files(learn: Learner, paths: list[str]) -> list[str]:
    """The name of the class of each of these pictures, in the order of the paths."""
    raise NotImplementedError("TODO: write predict_files")
