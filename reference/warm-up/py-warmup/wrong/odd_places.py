"""misconception: position-for-value

You kept the numbers that stand at odd places, not the numbers that are odd. On the example both happen to be the
same. In `[2, 3, 6, 7]` the 3 stands at place 1; what would you keep of `[3, 2, 7, 6]`?
"""


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    return file_name_of(name)[:1].isupper()


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
    return [2 * x for x in xs[1::2]]
