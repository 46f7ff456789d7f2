"""misconception: set-loses-repeats

Numbers that came several times come only once in your result. A set keeps each value once, and it does not promise
any order either. Which of your steps turns the numbers into a set or into the keys of a dict?
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
    return [2 * x for x in set(xs) if x % 2 == 1]
