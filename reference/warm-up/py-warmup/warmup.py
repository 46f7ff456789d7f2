"""Reference: cut at the last separator, count with a default, pick with a condition."""


def _file_name(name: str) -> str:
    return name.split("/")[-1]


def is_cat(name: str) -> bool:
    """Tell whether a file name begins with a capital letter."""
    return _file_name(name)[:1].isupper()


def label_of(name: str) -> str:
    """Take the label out of a file name."""
    file_name = _file_name(name)
    separator = "_" if "_" in file_name else "."
    return file_name.rsplit(separator, 1)[0]


def count_labels(names: list[str]) -> dict[str, int]:
    """Count how many names have each label."""
    counts: dict[str, int] = {}
    for name in names:
        label = label_of(name)
        counts[label] = counts.get(label, 0) + 1
    return counts


def odd_doubled(xs: list[int]) -> list[int]:
    """Double the odd numbers, and leave out the others."""
    return [2 * x for x in xs if x % 2]
