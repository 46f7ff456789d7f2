"""misconception: filter-forgotten

Your list is as long as the one you were given: the even numbers are still in it. Choosing and changing are two
separate things. Where in your code is it decided whether a number comes into the result at all?
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
    return [2 * x if x % 2 == 1 else x for x in xs]
