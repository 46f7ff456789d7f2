"""misconception: in-place-on-argument

The numbers you return are right, but the list you were given is different now. Whoever called you still needs it
as it was. Does your code make a new list, or does it change the one that belongs to the caller?
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
    xs[:] = [2 * x for x in xs if x % 2 == 1]
    return xs
