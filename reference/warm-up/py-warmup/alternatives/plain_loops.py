"""Character by character and number by number, with nothing but loops and conditions."""


def file_name_of(name):
    found = ""
    for character in name:
        if character == "/":
            found = ""
        else:
            found += character
    return found


def before_last(text, separator):
    place = None
    for index, character in enumerate(text):
        if character == separator:
            place = index
    return None if place is None else text[0:place]


def is_cat(name):
    name = file_name_of(name)
    if len(name) == 0:
        return False
    return name[0] != name[0].lower()


def label_of(name):
    name = file_name_of(name)
    for separator in ["_", "."]:
        label = before_last(name, separator)
        if label is not None:
            return label
    return name


def count_labels(names):
    labels = []
    for name in names:
        labels.append(label_of(name))
    counts = {}
    for label in labels:
        if label not in counts:
            counts[label] = labels.count(label)
    return counts


def odd_doubled(xs):
    result = []
    for x in xs:
        if x % 2 != 0:
            result.append(x * 2)
    return result
