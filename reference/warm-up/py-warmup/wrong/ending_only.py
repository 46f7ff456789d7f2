"""misconception: label-keeps-number

The number of the photo is still in your labels. Then every photo has a label of its own, and a classifier would
have nothing to learn from. Which character stands between label and number, and do you cut there?
"""


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    return file_name_of(name)[:1].isupper()


def label_of(name):
    return file_name_of(name).rsplit(".", 1)[0]


def count_labels(names):
    counts = {}
    for name in names:
        label = label_of(name)
        counts[label] = counts.get(label, 0) + 1
    return counts


def odd_doubled(xs):
    return [2 * x for x in xs if x % 2 == 1]
