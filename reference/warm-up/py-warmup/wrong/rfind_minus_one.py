"""misconception: not-found-is-minus-one

Names without an underscore lost their last character, or kept their ending. `rfind` and `find` answer -1 when there is nothing to
find, and as the end of a slice -1 means "all but the last". What should happen when there is no underscore?
"""


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    return file_name_of(name)[:1].isupper()


def label_of(name):
    file_name = file_name_of(name)
    return file_name[: file_name.rfind("_")]


def count_labels(names):
    counts = {}
    for name in names:
        label = label_of(name)
        counts[label] = counts.get(label, 0) + 1
    return counts


def odd_doubled(xs):
    return [2 * x for x in xs if x % 2 == 1]
