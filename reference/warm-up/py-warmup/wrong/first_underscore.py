"""misconception: first-for-last

A name with several underscores lost a part: you cut at the first one, and breeds of two words keep their first
word alone. The label ends at the last underscore. From which end does your way of cutting count?
"""


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    return file_name_of(name)[:1].isupper()


def label_of(name):
    file_name = file_name_of(name)
    if "_" in file_name:
        return file_name.split("_")[0]
    return file_name.rsplit(".", 1)[0]


def count_labels(names):
    counts = {}
    for name in names:
        label = label_of(name)
        counts[label] = counts.get(label, 0) + 1
    return counts


def odd_doubled(xs):
    return [2 * x for x in xs if x % 2 == 1]
