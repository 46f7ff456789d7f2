"""misconception: printed-not-returned

Your function gave back None. Printing shows a value to you, and returning hands it to whoever called; only then
can other code go on with it. Which line ends your function, and what does it hand over?
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
    print([2 * x for x in xs if x % 2 == 1])
