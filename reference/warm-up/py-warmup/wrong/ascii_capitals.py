"""misconception: ascii-letters-only

Some names that begin with a capital letter were not taken for cats: those whose letter lies outside A to Z. Names
come from everywhere, and letters with accents are letters too. Who knows better than a list of 26 whether a
character is a capital?
"""

import string


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    first = file_name_of(name)[:1]
    return first != "" and first in string.ascii_uppercase


def label_of(name):
    file_name = file_name_of(name)
    if "_" in file_name:
        return file_name.rsplit("_", 1)[0]
    return file_name.rsplit(".", 1)[0]


def count_labels(names):
    counts = {}
    for name in names:
        label = label_of(name)
        counts[label] = counts.get(label, 0) + 1
    return counts


def odd_doubled(xs):
    return [2 * x for x in xs if x % 2 == 1]
