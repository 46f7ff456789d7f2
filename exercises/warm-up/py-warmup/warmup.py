"""Labels from file names, and numbers from a list: a warm-up in plain Python."""


def is_cat(name: str) -> bool:
    """Tell whether a file name begins with a capital letter.

    name: a name such as "Abyssinian_12.jpg", maybe with folders in front, maybe empty.
    Returns True or False.
    """
    raise NotImplementedError("TODO: write is_cat")


def label_of(name: str) -> str:
    """Take the label out of a file name.

    name: a name such as "great_pyrenees_140.jpg", maybe with folders in front, maybe empty.
    Returns the part of the file name before its last "_"; without a "_" the part before its last ".";
    without either the whole file name.
    """
    raise NotImplementedError("TODO: write label_of")


def count_labels(names: list[str]) -> dict[str, int]:
    """Count how many names have each label.

    names: any number of names; the list is left as it is.
    Returns a dict from each label that occurs to the number of names that have it.
    """
    raise NotImplementedError("TODO: write count_labels")


def odd_doubled(xs: list[int]) -> list[int]:
    """Double the odd numbers, and leave out the others.

    xs: any number of ints; the list is left as it is.
    Returns a new list with two times each odd number, in the same order.
    """
    raise NotImplementedError("TODO: write odd_doubled")
