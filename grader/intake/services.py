"""An upload -> Program. Nothing of it is run, imported or written to disk."""

from __future__ import annotations

import re
from pathlib import PurePath

from grader.errors import Rejected
from grader.intake.archives import read_archive
from grader.intake.models import UploadedFile, Wanted
from grader.intake.notebooks import read_notebook
from grader.intake.text import code_size, decode, verify_code_size
from sandbox.program import Cell, Program, SourceFile

MAX_FILES = 100
#: Bytes of a file's name; a disk takes 255.
MAX_NAME = 200


def read_upload(files: list[UploadedFile], exercise: Wanted, max_bytes: int) -> Program:
    """Read the files of one submission.

    The entry is the file with the exercise's own name; else the one notebook; else the one .py file, whatever
    a browser has made of its name (`softmax (1).py`). The other .py files can be imported by it.

    :param max_bytes: of the whole upload, and again of what it unpacks to.
    :raises Rejected: with a stable code, what was seen and the next step; never anything else.
    """
    _verify_size(files, max_bytes)
    for file in files:
        _verify_name(file.name)
    unpacked = _unpacked(files, max_bytes)
    usable = [file for file in unpacked if not _belongs_to_exercise(file.name, exercise)]
    _verify_files(usable)
    entry = _choose_entry([file.name for file in usable], exercise.entry)
    sources = tuple(_source(file, file.name == entry) for file in usable if _is_code(file.name, entry))
    _verify_code_size(sources)
    return Program(entry=entry, files=sources)


def _verify_size(files: list[UploadedFile], max_bytes: int) -> None:
    total = sum(len(file.data) for file in files)
    if total > max_bytes:
        raise Rejected(
            "too_large",
            f"The upload has {total / 1e6:.1f} MB; at most {max_bytes / 1e6:.1f} MB are taken.",
            "Clear the outputs of a notebook, and leave data and pictures out.",
        )
    if len(files) > MAX_FILES:
        raise _too_many(len(files))
    if not files:
        raise Rejected("no_file", "No file was uploaded.", "Choose the file with your answer.")


def _too_many(count: int) -> Rejected:
    what = f"There are {count} files; at most {MAX_FILES} are taken."
    return Rejected("too_many_files", what, "Send only the files your answer needs.")


def _verify_name(name: str) -> None:
    plain = name.isprintable() and not set(name) & set("/\\:") and name.strip() not in {"", ".", ".."}
    if not plain or len(name.encode()) > MAX_NAME:
        shown = "".join(char if char.isprintable() else "?" for char in name[:60])
        step = "Rename the file to letters, digits, `-` and `_`."
        raise Rejected("bad_name", f"`{shown}` is no name a file can keep here.", step)


def _unpacked(files: list[UploadedFile], max_bytes: int) -> list[UploadedFile]:
    """All files, those of zips in their place; together they may have as many bytes as one upload."""
    found: list[UploadedFile] = []
    for file in files:
        if _suffix(file.name) == ".zip":
            left = max_bytes - sum(len(one.data) for one in found)
            found += read_archive(file.data, file.name, left)
        else:
            found.append(file)
    return found


def _belongs_to_exercise(name: str, exercise: Wanted) -> bool:
    """Whether a file came with the bundle, such as README.md: a student may well send the whole folder."""
    # Code is left to the student: in an unpacked bundle their own files lie beside the exercise's.
    return name == "test_public.py" or (
        _suffix(name) not in {".py", ".ipynb"} and (exercise.public_dir / name).is_file()
    )


def _verify_files(files: list[UploadedFile]) -> None:
    if len(files) > MAX_FILES:
        raise _too_many(len(files))
    seen: set[str] = set()
    for file in files:
        if file.name.casefold() in seen:
            step = "Keep one; names that differ only in capitals count as the same."
            raise Rejected("duplicate_name", f"{file.name} was uploaded twice.", step)
        seen.add(file.name.casefold())
        if _suffix(file.name) not in {".py", ".ipynb"}:
            raise Rejected(
                "file_type",
                f"{file.name} is neither a .py file nor a notebook.",
                "Upload .py and .ipynb files (or a zip of them); the checks bring their own data.",
            )


def _choose_entry(names: list[str], wanted: str) -> str:
    stem = re.escape(PurePath(wanted).stem)
    groups = (
        [name for name in names if name == wanted],
        [name for name in names if _suffix(name) == ".ipynb"],
        [name for name in names if re.fullmatch(rf"{stem} ?\(\d+\)\.py", name, re.IGNORECASE)],
        names,
    )
    for group in groups:
        if len(group) == 1:
            return group[0]
    seen = ", ".join(sorted(names)[:10]) or "nothing that can be graded"
    step = f"Name your answer {wanted}, or upload one notebook alone."
    raise Rejected("no_entry", f"It is not clear which file is your answer: there is {seen}.", step)


def _is_code(name: str, entry: str) -> bool:
    """A second notebook cannot be imported, so it is not sent along."""
    return name == entry or _suffix(name) == ".py"


def _source(file: UploadedFile, is_entry: bool) -> SourceFile:
    if is_entry and not file.data.strip():
        step = "Save your answer in your editor first, then upload the file again."
        raise Rejected("empty_file", f"{file.name} is empty.", step)
    if _suffix(file.name) == ".ipynb":
        return read_notebook(file.data, file.name)
    return SourceFile(name=file.name, cells=(Cell(index=0, source=decode(file.data, file.name)),))


def _verify_code_size(sources: tuple[SourceFile, ...]) -> None:
    verify_code_size(sum(code_size(cell.source) for source in sources for cell in source.cells))


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
