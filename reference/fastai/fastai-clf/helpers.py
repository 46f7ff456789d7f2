"""What the hidden checks of fastai-clf share: folders of digits, and reading what fast.ai's objects say."""

from __future__ import annotations

import io
from typing import Any, NamedTuple, NoReturn

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits

from grader.checks import StudentFault, StudentMistake, fail

#: Names of classes: of digits nobody who knows the data set could look anything up by them.
WORDS = ("10", "9", "aster", "birch", "clover", "daisy", "elm", "fern")


class Folder(NamedTuple):
    """A folder that the student's code can read, and what lies in it."""

    path: str
    files: dict[str, bytes]

    def paths(self, names: list[str]) -> list[str]:
        return [f"{self.path}/{name}" for name in names]


class Batch(NamedTuple):
    """What a batch shows of itself: the shapes of pictures and labels, both types, the largest pixel."""

    x: tuple[int, ...]
    y: tuple[int, ...]
    types: list[Any]
    high: float


def png(image: np.ndarray, size: tuple[int, int], mode: str = "L") -> bytes:
    """A digit (8 x 8, values 0 to 16) as a file of this width and height."""
    picture = Image.fromarray((image * 15.9).astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
    written = io.BytesIO()
    picture.convert(mode).save(written, "PNG")
    return written.getvalue()


def small_folder(student: Any, rng: torch.Generator, classes: int, each: int) -> Folder:
    """Noise in grey and in colour, no two pictures of the same size; only the form matters."""
    chosen = [WORDS[int(k)] for k in torch.randperm(len(WORDS), generator=rng)[:classes]]
    names = [name for name in chosen for _ in range(each)]
    files = {}
    for number, k in enumerate(torch.randperm(len(names), generator=rng).tolist()):
        image = (torch.rand(8, 8, generator=rng) * 16).numpy()
        size = (20 + number % 17, 45 - number % 19)
        files[f"{names[k]}/{number:03}.png"] = png(image, size, "RGB" if k % 2 else "L")
    return Folder(student.folder(files), files)


def digits(
    student: Any, rng: torch.Generator, each: int, fresh: int
) -> tuple[Folder, Folder, dict[str, str]]:
    """Digits 3, 7 and 0 to learn from, others to be told apart, and the classes of those.

    All are mirrored in the same way and have other names, so that nothing brought from home can read them.
    """
    data = load_digits()
    axes = ((1,), (2,), (1, 2))[int(torch.randint(3, (), generator=rng))]
    images = np.flip(data.images, axes)
    words = [WORDS[2 + int(k)] for k in torch.randperm(6, generator=rng)[:3]]
    learn, new, classes = {}, {}, {}
    for word, digit in zip(words, (3, 7, 0), strict=True):
        rows = np.flatnonzero(data.target == digit)[torch.randperm(150, generator=rng).numpy()]
        for number, row in enumerate(rows[: each + fresh]):
            picture = png(images[row], (16, 16))
            if number < each:
                learn[f"{word}/{number:03}.png"] = picture
            else:
                name = f"{int(torch.randint(10**9, (), generator=rng))}.png"
                new[name], classes[name] = picture, word
    mixed = [list(new)[int(k)] for k in torch.randperm(len(new), generator=rng)]
    new = {name: new[name] for name in mixed}
    return Folder(student.folder(learn), learn), Folder(student.folder(new), new), classes


def names_of(student: Any, dls: Any, part: str) -> list[str]:
    """The files of `train_ds` or `valid_ds`, each as `class/file.png`."""
    items = student.items(dls.attr(part).attr("items"), limit=1000)
    return [f"{path.attr('parent').attr('name')}/{path.attr('name')}" for path in items]


def vocab_of(student: Any, dls: Any) -> list[str]:
    """The names of the classes."""
    return list(student.items(dls.attr("vocab"), limit=1000))


def blame_vocab(vocab: list[str], folder: Folder) -> NoReturn:
    """The classes are not the folders; names what they are where they show it."""
    said = f"For four folders your vocab has {len(vocab)} classes, or other names, or another order."
    files = [name.rpartition("/")[2] for name in folder.files]
    if vocab and all(word in files or f"{word}.png" in files for word in vocab):
        fail(said, "label-from-file-name")
    # What lies in front of a name without a path is nothing, or the place where the program runs.
    fail(said, "label-of-name-alone" if vocab in ([""], ["."]) else None)


def one_batch(student: Any, dls: Any) -> Batch:
    """Ask for a batch; names what keeps fast.ai from making one of pictures of different sizes."""
    try:
        x, y = dls.method("one_batch")
    except StudentFault as fault:
        if fault.type == "RuntimeError" and "not the same size" in fault.fault.message:
            fail("fast.ai could make no batch: its pictures have different sizes.", "images-not-resized")
        raise
    shapes = [tuple(one.attr("shape")) for one in (x, y)]
    types = [one.attr("dtype") for one in (x, y)]
    return Batch(shapes[0], shapes[1], types, float(x.method("max").method("item")))


def ignored_size(shapes: list[tuple[int, ...]], asked: tuple[tuple[int, int], ...]) -> str | None:
    """Which of two wishes (pixels, pictures) both batches leave unheard while they meet the other."""
    sizes, counts = [shape[2:] for shape in shapes], [shape[:1] for shape in shapes]
    if counts == [(bs,) for _, bs in asked] and sizes[0] == sizes[1]:
        return "size-ignored"
    if sizes == [(size, size) for size, _ in asked] and counts[0] == counts[1]:
        return "batch-size-ignored"
    return None


def train(student: Any, dls: Any) -> Any:
    """Train; names the wish for weights that somebody else has trained."""
    try:
        return student.train(dls)
    except StudentFault as fault:
        if fault.type in ("URLError", "gaierror", "ConnectionError", "PermissionError"):
            fail("train stopped because it tried to reach the network; there is none here.", "needs-network")
        raise


def losses_of(student: Any, learn: Any) -> list[float]:
    """The loss of each epoch by fast.ai's record; read it before predictions, which begin a new one."""
    try:
        rows = student.items(learn.attr("recorder").attr("values"), limit=1000)
        firsts = [next(iter(student.items(row, limit=1)), None) for row in rows]
    except (StudentFault, StudentMistake):
        return []
    return [first for first in firsts if isinstance(first, float)]


def blame_training(losses: list[float], share: float) -> NoReturn:
    """Accuracy is far below what was asked; names what the losses of the training show."""
    asked = f"{share:.0%} of the new pictures got the right name; 80 % are asked for."
    if not losses:
        fail(f"{asked} Your Learner was not trained at all.", "not-trained")
    # Guesses among three classes have a loss of 1.1; too long a step may fall from far above to there.
    if len(losses) > 1 and not losses[-1] < min(0.75 * losses[0], 1.0):
        said = f"{asked} Your training loss went from {losses[0]:.3g} to {losses[-1]:.3g}."
        fail(said, "learning-rate-unusable")
    fail(asked)
