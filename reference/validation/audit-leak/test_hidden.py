"""Hidden checks of audit-leak. Orders of lists are never compared: pairs and selections are."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from PIL import Image, ImageOps

from grader.checks import StudentFault, assert_equal, fail

from .helpers import (
    changed,
    draw,
    encoded,
    indexed,
    lists_of,
    mixed,
    noise,
    require_pairs,
    require_share,
    require_whole,
    smooth,
)

#: Sizes of the writers' blocks in the digits; two blocks hold two writers.
BLOCKS = (130, 126, 130, 130, 130, 130, 253, 128, 130, 128, 252, 130)


@pytest.mark.points(1.25)
@pytest.mark.hint("Save one picture as PNG, as BMP and in grey. What is the same when you open them again?")
def test_copies(student: Any, rng: torch.Generator) -> None:
    """Copies are found under other names, in other formats and in other colour modes."""
    one, two, three, four, grey = (noise(rng) for _ in range(5))
    grey = grey.convert("L")
    train = {
        "a.png": encoded(one),
        "b.bmp": encoded(two, "BMP"),
        "c.png": encoded(grey),
        "d.png": encoded(indexed(three)),
        "e.tif": encoded(four, "TIFF"),
        "f.png": encoded(noise(rng)),
    }
    valid = {
        "5.png": encoded(one),
        "4.png": encoded(two, compress_level=0),
        "3.bmp": encoded(grey.convert("RGB"), "BMP"),
        "2.png": encoded(three),
        "e.tif": encoded(four, "TIFF", compression="tiff_lzw"),
        "1.png": encoded(noise(rng)),
    }
    modes = {("c.png", "3.bmp"), ("d.png", "2.png")}
    wanted = {("a.png", "5.png"), ("b.bmp", "4.png"), ("e.tif", "e.tif")} | modes
    pairs = student.find_leaks(student.folder(train), student.folder(valid))
    found = set(require_pairs(pairs, train, valid))
    assert found <= wanted, f"{len(found - wanted)} pairs do not show the same pixels."
    lost = wanted - found
    if lost:
        said = f"{len(lost)} of {len(wanted)} copies were not found."
        bytes_only = found == {("a.png", "5.png")}
        fail(said, misconception=_name_of_lost(lost == modes, bytes_only))


def _name_of_lost(modes_only: bool, bytes_only: bool) -> str | None:
    """Which mistake explains the copies that were not found."""
    if modes_only:
        return "mode-not-converted"
    return "bytes-for-pixels" if bytes_only else None


#: Which mistake reports these kinds of pictures as copies.
TAKEN_FOR_COPIES = {
    frozenset({"name"}): "names-for-content",
    frozenset({"mirror"}): "mirror-as-copy",
    frozenset({"shape"}): "shape-forgotten",
    frozenset({"nearly"}): "similar-for-same",
    frozenset({"small"}): "similar-for-same",
    frozenset({"nearly", "small"}): "similar-for-same",
}


@pytest.mark.points(1)
@pytest.mark.hint("What do two pictures share that you take for the same, and what do they not share?")
def test_no_copies(student: Any, rng: torch.Generator) -> None:
    """Equal names, mirrored, resized or almost equal pictures, equal bytes in other rows: no copies."""
    flipped, near, small = noise(rng), smooth(rng), smooth(rng)
    long = noise(rng, 4, 6)
    square = Image.frombytes("RGB", (8, 3), long.tobytes())
    kinds = {
        "name": (noise(rng), noise(rng)),
        "mirror": (flipped, ImageOps.mirror(flipped)),
        "turned": (flipped, flipped.rotate(180)),
        "shape": (long, square),
        "nearly": (near, changed(near)),
        "small": (small, small.resize((16, 12), Image.Resampling.BOX)),
    }
    train = {f"t{k}.png": encoded(one) for k, (one, _) in enumerate(kinds.values())}
    valid = {f"v{k}.png": encoded(other) for k, (_, other) in enumerate(kinds.values())}
    train["same.png"], valid["same.png"] = train.pop("t0.png"), valid.pop("v0.png")
    answer = student.find_leaks(student.folder(train), student.folder(valid))
    none = student.find_leaks(student.folder({"one.png": encoded(flipped)}), student.folder({}))
    pairs = require_pairs(answer, train, valid)
    names = list(kinds)
    taken = {"name" if "same" in a + b else names[int(b[1])] for a, b in pairs}
    if taken - {"turned"}:
        taken.discard("turned")
    if taken:
        said = f"{len(pairs)} pairs were reported, and none of them shows the same pixels at the same places."
        fail(said, misconception=TAKEN_FOR_COPIES.get(frozenset(taken)))
    assert_equal(require_pairs(none, ["one.png"], []), [], "With an empty folder there is no leak.")


@pytest.mark.points(0.5)
@pytest.mark.hint("What becomes of the first name when a second file shows the same pixels?")
@pytest.mark.needs("copies", "no_copies")
def test_several_copies(student: Any, rng: torch.Generator) -> None:
    """Every pair is found when a picture has several copies, and copies within one folder are no leak."""
    one, two, three, four = (encoded(noise(rng)) for _ in range(4))
    train = {"a.png": one, "b.png": two, "c.png": two, "d.png": three, "e.png": three}
    valid = {"1.png": one, "2.png": one, "3.png": two, "4.png": three, "5.png": three}
    valid |= {"6.png": four, "7.png": four}
    texts = ("a1", "a2", "b3", "c3", "d4", "d5", "e4", "e5")
    wanted = {(f"{a}.png", f"{b}.png") for a, b in texts}
    pairs = student.find_leaks(student.folder(train), student.folder(valid))
    found = set(require_pairs(pairs, train, valid))
    assert found <= wanted, f"{len(found - wanted)} pairs are no copies of each other in the two folders."
    if found != wanted:
        said = f"Of {len(wanted)} pairs {len(wanted - found)} were not found."
        once = len({a for a, _ in found}) < 5 or len({b for _, b in found}) < 5
        fail(said, misconception="repeats-collapsed" if once or len(found) == 5 else None)


@pytest.mark.points(0.75)
@pytest.mark.hint("How often is each file opened? A dict finds an equal key without looking at the others.")
@pytest.mark.needs("copies")
def test_many_files(student: Any, rng: torch.Generator) -> None:
    """300 files against 300 take less than 2 seconds of computing time."""
    shared = [encoded(noise(rng)) for _ in range(3)]
    sides = []
    for side in "tv":
        files = {f"{side}{k}.png": encoded(noise(rng)) for k in range(297)}
        sides.append(files | {f"{side}s{k}.png": one for k, one in enumerate(shared)})
    folders = [student.folder(files) for files in sides]
    slow = "300 files against 300 took more than 2 seconds of computing time."
    try:
        measured = student.find_leaks.measure(*folders)
    except StudentFault as fault:
        if fault.kind == "time":
            fail(slow, misconception="python-loop-speed")
        raise
    if measured.cpu_s > 2:
        fail(slow, misconception="python-loop-speed")
    found = sorted(require_pairs(measured.value, *sides))
    assert_equal(found, [(f"ts{k}.png", f"vs{k}.png") for k in range(3)], "Not the pairs that are copies.")


@pytest.mark.points(1.25)
@pytest.mark.hint("Print, for each group, how many of its items are in 'train' and how many in 'valid'.")
def test_whole_groups(student: Any, rng: torch.Generator) -> None:
    """No group is on both sides, whether its items stand together or not."""
    sizes = {f"w{k}": draw(6, 20, rng) for k in range(12)}
    together = [name for name, size in sizes.items() for _ in range(size)]
    cases = [mixed(sizes, rng), together, [f"w{k:02}" for k in range(12) for _ in range(BLOCKS[k])]]
    splits = [student.group_split(groups, 0.3, draw(0, 999, rng)) for groups in cases]
    for groups, split in zip(cases, splits, strict=True):
        train, valid = lists_of(split, len(groups))
        require_whole(groups, train, valid)


@pytest.mark.points(0.75)
@pytest.mark.hint("Try one person with 90 items and one with 10. Then: 3 people with 30 items, 30 with one.")
@pytest.mark.needs("whole_groups")
def test_share(student: Any, rng: torch.Generator) -> None:
    """The share of the items is less than one group off, and no side is empty, also with one huge group."""
    many = {f"a{k}": 4 for k in range(120)} | {f"b{k}": 1 for k in range(300)}
    uneven = {"huge": 80, "a": 6, "b": 5, "c": 4, "d": 3}
    equal = {f"g{k}": 7 for k in range(draw(9, 13, rng))}
    two, single = {"a": 90, "b": 10}, {f"s{k}": 1 for k in range(20)}
    cases = ((many, 0.3), (uneven, 0.2), (two, 0.2), (equal, 0.5), (equal, 0.1), (single, 0.25))
    for sizes, valid_frac in cases:
        groups = mixed(sizes, rng)
        for _ in range(10):
            split = student.group_split(groups, valid_frac, draw(0, 10**6, rng))
            require_share(groups, *lists_of(split, len(groups)), valid_frac)


@pytest.mark.points(0.5)
@pytest.mark.hint("Print the groups in 'valid' for the seeds 0, 0, 1 and 2.")
@pytest.mark.needs("whole_groups")
def test_seed(student: Any, rng: torch.Generator) -> None:
    """The same seed gives the same split, other seeds give other groups."""
    groups = mixed({f"w{k}": draw(2, 4, rng) for k in range(40)}, rng)
    start = draw(0, 999_000, rng)
    seeds = [start, start, *range(start + 1, start + 4)]
    splits = [student.group_split(groups, 0.4, seed) for seed in seeds]
    first, again, *others = [frozenset(lists_of(split, len(groups))[1]) for split in splits]
    if first != again:
        said = "Two calls with the same arguments held out different items."
        fail(said, misconception="not-reproducible")
    if len({first, *others}) < 4:
        fail("Two different seeds held out exactly the same items.", misconception="seed-ignored")


@pytest.mark.points(0.5)
@pytest.mark.hint("Use a random generator of your own, and do not shuffle the list you were given.")
def test_no_side_effects(student: Any, rng: torch.Generator) -> None:
    """Neither the groups nor the shared random state change, and no file is written."""
    groups = mixed({"ann": 9, "bob": 5, "cy": 12, "di": 7}, rng)
    folders = [student.folder({"a.png": encoded(noise(rng))}) for _ in range(2)]
    split = student.group_split.measure(groups, 0.4, draw(0, 999, rng))
    leaks = student.find_leaks.measure(*folders)
    lists_of(split.value, len(groups))
    assert not split.changed_args, "The list of groups was changed by the call; the caller still needs it."
    assert not leaks.files, "find_leaks wrote a file; only looking was asked for."
    moved = sorted({*split.rng_changed, *leaks.rng_changed})
    if moved:
        fail(
            f"The shared random state moved ({', '.join(moved)}). Other parts of the program depend on it.",
            misconception="rng-global",
        )
