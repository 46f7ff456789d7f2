"""The standard library: paths, partitions and a Counter, which is a dict of another kind."""

from collections import Counter
from pathlib import PurePosixPath


def is_cat(name):
    first, *_ = PurePosixPath(name).name or " "
    return first.isupper()


def label_of(name):
    path = PurePosixPath(name)
    before, found, _ = path.name.rpartition("_")
    if found:
        return before
    before, found, _ = path.name.rpartition(".")
    return before if found else path.name


def count_labels(names):
    return Counter(map(label_of, names))


def odd_doubled(xs):
    return [x + x for x in xs if x & 1]
