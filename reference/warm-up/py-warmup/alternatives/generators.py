"""Generators and a defaultdict."""

from collections import defaultdict


def parts(name):
    *_, last = name.split("/")
    yield from last.rsplit("_" if last.count("_") else ".", maxsplit=1)


def is_cat(name):
    return any(character.isupper() for character in name[name.rfind("/") + 1 :][:1])


def label_of(name):
    return next(parts(name))


def count_labels(names):
    counts = defaultdict(int)
    for name in names:
        counts[label_of(name)] += 1
    return counts


def odd_doubled(xs):
    def odd():
        for x in xs:
            if divmod(x, 2)[1]:
                yield x << 1

    return [*odd()]
