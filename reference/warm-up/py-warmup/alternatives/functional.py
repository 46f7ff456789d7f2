"""Regular expressions, sorted groups, filter and map."""

import re
from itertools import groupby

_LAST = re.compile(r"[^/]*$")


def is_cat(name):
    found = _LAST.search(name).group()
    return bool(found) and found[0].isupper()


def label_of(name):
    found = _LAST.search(name).group()
    cut = re.sub(r"_[^_]*$", "", found)
    return cut if cut != found else re.sub(r"\.[^.]*$", "", found)


def count_labels(names):
    return {label: len(list(group)) for label, group in groupby(sorted(map(label_of, names)))}


def odd_doubled(xs):
    return list(map(lambda x: 2 * x, filter(lambda x: abs(x) % 2 == 1, xs)))
