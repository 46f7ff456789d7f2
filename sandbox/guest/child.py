"""The student's process: takes the walls, then answers one question after another until its channel ends."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from sandbox import wire
from sandbox.guest import alarm, devices, faults, loader, seeds, walls
from sandbox.guest.answers import Answers, Missing, program_of
from sandbox.guest.handles import Handles, UnknownHandle
from sandbox.guest.link import SocketLink
from sandbox.guest.sources import Sources
from sandbox.program import Limits

#: The folder that holds the package `sandbox`.
_ROOT = Path(__file__).resolve().parents[2]


def serve(channel: socket.socket) -> NoReturn:
    """Answer until the other end closes. Never returns, so that no clean-up of the parent's runs here."""
    link = SocketLink(channel)
    code = 0
    try:
        first = link.receive()
        if first is not None and _enter(link, first.parsed()):
            session = _Session(link)
            while session.step():
                pass
    except BaseException:  # noqa: BLE001 - the last edge: shown to the student as output of their process
        code = 1
        traceback.print_exc()
    finally:
        _flush()
        os._exit(code)


def _enter(link: SocketLink, order: dict[str, Any]) -> bool:
    """Take the walls and prepare a process that has read nothing of the student's yet."""
    try:
        up = _walls(order, link.fileno())
        _settle(Path(order["scratch"]), order["seed"], order["limits"].get("threads", 1))
        if order["gpu"] and not order["limits"].get("gpu"):
            devices.hide()
    except Exception as error:  # noqa: BLE001 - reported to the host, which treats it as a fault of ours
        link.send(wire.pack({"id": order["id"], "failed": f"{type(error).__name__}: {error}"}))
        return False
    link.send(wire.pack({"id": order["id"], "walls": up}))
    return True


def _walls(order: dict[str, Any], channel: int) -> dict[str, str]:
    limits = Limits(**order["limits"])
    # The supervisor holds each budget; the kernel's limit is the net beneath both.
    limits = replace(limits, cpu_s=limits.cpu_s + limits.load_s + 1)
    policy = walls.Policy(
        limits,
        order["scratch"],
        walls=order["walls"],
        keep=(channel,),
        gpu=order["gpu"],
        pid=order["pid"],
    )
    return walls.enter(policy)


def _settle(scratch: Path, seed: int, threads: int) -> None:
    """A private working folder, streams of its own, fresh generators."""
    os.umask(0o077)
    os.chdir(scratch)
    # All of the guest is imported; what lies beside it is none of the student's business.
    os.environ.pop("PYTHONPATH", None)
    sys.path[:] = [entry for entry in sys.path if entry != str(_ROOT)]
    for name in ("TEMP", "TMP") if sys.platform == "win32" else ():
        os.environ[name] = str(scratch)
    os.environ["MPLBACKEND"] = "Agg"
    sys.dont_write_bytecode = True
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO())  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _text_stream(1)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _text_stream(2)  # type: ignore[misc]
    seeds.seed_all(seed)
    if threads > 1:
        _compute_with(threads)


def _compute_with(threads: int) -> None:
    """Let torch use more threads than one.

    Here and nowhere else: walls hold for threads that are made behind them, and a fork of a process with
    threads could hang. The template has one, and of this process no fork is made any more.
    """
    import torch

    torch.set_num_threads(threads)


def _text_stream(descriptor: int) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        # The student may have put anything in the place of a stream.
        with contextlib.suppress(Exception):
            stream.flush()


class _Session:
    def __init__(self, link: SocketLink) -> None:
        self.link = link
        self.folder = Path.cwd()
        self.sources = Sources(str(self.folder))
        self.handles = Handles()
        self.answers = Answers(self.handles, self.folder)

    def step(self) -> bool:
        """Answer one question; False when there is no more to come."""
        frame = self.link.receive()
        if frame is None:
            return False
        header = frame.parsed()
        reply = self.reply(header, frame.payload)
        _flush()
        self.link.send(reply)
        return True

    def reply(self, header: dict[str, Any], payload: bytes | bytearray) -> list[wire.Buffer]:
        """The answer's frame, or that of the fault that came instead."""
        try:
            body = wire.decode(header["body"], payload, self.handles.get)
            if "seed" in header:
                seeds.seed_all(header["seed"])
            with alarm.limit(header["cpu_s"]):
                value = self.load(body) if header["op"] == "load" else self.answers.answer(header["op"], body)
            return self.pack(header["id"], value)
        except (Missing, UnknownHandle) as error:
            return wire.pack({"id": header["id"], "fault": faults.missing(str(error))})
        except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is an answer
            return wire.pack({"id": header["id"], "fault": faults.describe(error, self.sources)})

    def pack(self, number: str, value: Any) -> list[wire.Buffer]:
        node, chunks = wire.encode(value, self.handles.parts)
        header = {"id": number, "value": node}
        if self.answers.seen is not None:
            header["seen"] = self.answers.seen
        return wire.pack(header, chunks)

    def load(self, body: Any) -> dict[str, Any]:
        loaded = loader.load(program_of(body), self.folder, self.sources)
        self.answers.namespace = vars(loaded.module)
        found = {name: self.answers.namespace.get(name) for name in body["wanted"]}
        return {
            "names": loaded.names(),
            "errors": loaded.errors,
            "fault": loaded.fault,
            # What cannot be called may be data, which could be large: it is sent when it is asked for.
            "found": {name: value for name, value in found.items() if callable(value)},
        }
