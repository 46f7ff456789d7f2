"""misconception: changed-while-looping

Where two even numbers follow each other, one of them is still in your result. When an item is removed from a list
while a loop runs over it, the rest moves up and the loop skips one. Which list do you loop over, and which one do
you change?
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
    rest = list(xs)
    for x in rest:
        if x % 2 == 0:
            rest.remove(x)
    return [2 * x for x in rest]
