"""misconception: empty-text-index

An empty name stopped your code: it has no first character that could be taken out. One odd file name in a folder
of thousands would then end the whole program. What should the answer be for "", and which way of asking for the
first character also works there?
"""


def file_name_of(name):
    return name.split("/")[-1]


def is_cat(name):
    return file_name_of(name)[0].isupper()


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
