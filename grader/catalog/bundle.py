"""The bundle a student downloads: everything public, and nothing of the reference.

Of a pool of items it has the student's own alone.
"""

from __future__ import annotations

import io
import zipfile

from grader.catalog.drawing import COMMON, drawn
from grader.catalog.folders import PICTURES, list_files
from grader.catalog.item_texts import as_toml, filled
from grader.catalog.items import FILE as ITEMS
from grader.catalog.models import Exercise

#: A fixed time makes the same exercise give the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def make_bundle(exercise: Exercise, draw: str = COMMON) -> bytes:
    """A zip with one folder named after the exercise; the same bytes for the same exercise and draw.

    :param draw: which items of its pool are in it (grader.catalog.drawing).
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(_files(exercise, draw).items()):
            info = zipfile.ZipInfo(f"{exercise.id}/{name}", _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def bundled_names(exercise: Exercise) -> list[str]:
    """Names of the public files that go into the bundle: an allow-list, so that nothing slips in."""
    wanted = {"exercise.toml", "README.md", "test_public.py", exercise.entry}
    return [
        path.name
        for path in list_files(exercise.public_dir)
        if path.parent == exercise.public_dir and (path.name in wanted or path.suffix.lower() in PICTURES)
    ]


def starter(exercise: Exercise, draw: str = COMMON) -> bytes:
    """The file to start from, with the student's questions where the exercise has some."""
    data = (exercise.public_dir / exercise.entry).read_bytes()
    if exercise.items is None or exercise.reference_dir is None:
        return data
    return filled(data.decode("utf-8-sig"), exercise.items, drawn(exercise.items, draw)).encode()


def _files(exercise: Exercise, draw: str) -> dict[str, bytes]:
    files = {name: (exercise.public_dir / name).read_bytes() for name in bundled_names(exercise)}
    files[exercise.entry] = starter(exercise, draw)
    if exercise.items is not None:
        files[ITEMS] = as_toml(exercise.items, drawn(exercise.items, draw)).encode()
    if exercise.reference_dir is not None:
        files["exercise.toml"] = files["exercise.toml"].rstrip() + _bundle_tables(exercise).encode()
    return files


def _bundle_tables(exercise: Exercise) -> str:
    return f"""

[hidden]
count = {exercise.hidden_count}
points = {exercise.hidden_points}

[bundle]
id = "{exercise.id}"
unit = "{exercise.unit}"
version = "{exercise.version}"
"""
