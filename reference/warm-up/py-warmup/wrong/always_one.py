"""misconception: counter-not-increased

Every label was counted once, however many names have it. Writing to a key that is already in a dict replaces the
old value. What has to be read from the dict before the new count is written?
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
        counts[label_of(name)] = 1
    return counts


def odd_doubled(xs):
    return [2 * x for x in xs if x % 2 == 1]
