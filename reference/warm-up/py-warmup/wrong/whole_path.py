"""misconception: folder-taken-for-name

A folder in front of the file name changed your answers: you look at the whole text, so that the folder's first
letter or an underscore in it counts. Only the file name tells what is in the picture. Where does the file name
begin in `photos/my_pets/beagle_7.jpg`?
"""


def file_name_of(name):
    return name


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
    return [2 * x for x in xs if x % 2 == 1]
