"""The student's exceptions as data: type, message, and the lines of the student's own files."""

from __future__ import annotations

import os
import traceback
from typing import Any

from sandbox import wire
from sandbox.guest.alarm import OutOfTime
from sandbox.guest.sources import Sources

_MESSAGE = 2000
_NAME = 80
_FRAMES_AT_START = 5
_FRAMES_AT_END = 15
_NO_PROCESS = "other processes cannot be started here (a DataLoader needs num_workers=0)"
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")


def describe(error: BaseException, sources: Sources) -> dict[str, Any]:
    """The fault an exception of the student's makes."""
    return {
        "kind": _kind(error),
        "type": "" if isinstance(error, OutOfTime) else wire.printable(type(error).__name__, _NAME),
        "message": _NO_PROCESS if _is_about_processes(error) else _without(sources.folder, _message(error)),
        "frames": _frames(error, sources),
    }


def missing(message: str) -> dict[str, Any]:
    """The fault of a name or attribute that is not there."""
    return {"kind": "missing", "type": "", "message": message, "frames": []}


def _kind(error: BaseException) -> str:
    if isinstance(error, OutOfTime):
        return "time"
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return "exit"
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, wire.TooLarge):
        return "too_large"
    if isinstance(error, RuntimeError) and any(words in _message(error).lower() for words in _NO_MEMORY):
        return "memory"
    return "exception"


def _message(error: BaseException) -> str:
    """What the exception says of itself, exactly a str; its own __str__ may raise or return a subclass."""
    if isinstance(error, SyntaxError) and error.msg:
        return _cut(error.msg)
    try:
        return _cut(str(error))
    except Exception:  # noqa: BLE001 - the student's __str__ may raise anything
        return "(the exception could not be shown)"


def _is_about_processes(error: BaseException) -> bool:
    """Whether the system refused what multiprocessing wanted; its own words would puzzle the student."""
    modules = (frame.f_globals.get("__name__") for frame, _ in traceback.walk_tb(error.__traceback__))
    return isinstance(error, OSError) and any(
        str(name).partition(".")[0] == "multiprocessing" for name in modules
    )


def _without(folder: str, text: str) -> str:
    """The text with paths of the student's files as they were uploaded."""
    return text.replace(f"{folder}{os.sep}", "") if folder else text


def _cut(text: str) -> str:
    return str.__getitem__(text, slice(0, _MESSAGE)).encode("utf-8", "replace").decode("utf-8")


def _frames(error: BaseException, sources: Sources) -> list[list[Any]]:
    found = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        place = sources.place(frame.f_code.co_filename)
        if place is not None:
            name = wire.printable(frame.f_code.co_name, _NAME)
            found.append([place.file, line, name, place.line(line), place.cell])
    if isinstance(error, SyntaxError):
        found += _syntax_frame(error, sources)
    if len(found) > _FRAMES_AT_START + _FRAMES_AT_END:
        found = found[:_FRAMES_AT_START] + found[-_FRAMES_AT_END:]
    return found


def _syntax_frame(error: SyntaxError, sources: Sources) -> list[list[Any]]:
    place = sources.place(error.filename or "")
    if place is None:
        return []
    line = error.lineno or 1
    return [[place.file, line, "", place.line(line), place.cell]]
