"""The part of the guest that outlives the student's processes: starts them, relays, measures, ends them."""

from __future__ import annotations

import contextlib
import math
import os
import sys
from typing import Any

from sandbox import folders, wire
from sandbox.guest import libraries
from sandbox.guest.link import Link, RawFrame
from sandbox.guest.output import Output
from sandbox.guest.process import Process, Source
from sandbox.guest.question import Answer, Bounds, HostGone, ask
from sandbox.program import GPU_MB

_ENTER_S = 20.0
_MIB = 2**20
#: Characters of the last words.
_SAID = 2000


class Supervisor:
    """Serves one host until it closes its end. At most one student's process lives at a time."""

    def __init__(self, host: Link, source: Source, walls: bool, gpu: bool) -> None:
        self.host = host
        self.source = source
        self.walls = walls
        self.gpu = gpu
        self.process: Process | None = None
        self.output = Output()
        self.scratch = ""
        #: False once a program was ended, crashed or broke the rules: nobody else's may follow it here.
        self.clean = True
        #: CPU seconds the process has left for everything but loading, and bytes it may grow by.
        self.budget_s = 0.0
        self.memory_bytes = 0

    def run(self) -> None:
        """Say hello, then obey until the host is gone."""
        try:
            self.host.send(wire.pack({"hello": self.hello()}))
            while (command := self.command()) is not None:
                self.obey(command)
        except (HostGone, OSError):
            return
        except Exception:
            self.say_why()
            raise
        finally:
            self.end()

    def say_why(self) -> None:
        """Last words: where the host has pipes of its own, nobody reads our standard error by now."""
        import traceback

        with contextlib.suppress(OSError):
            self.host.send(wire.pack({"failed": traceback.format_exc()[-_SAID:]}))

    def hello(self) -> dict[str, Any]:
        """Who is here, and which walls a process of the student's gets: tried with an empty one."""
        answer = self.spawn({"id": "probe", "limits": {}, "seed": 0, "train": False})
        parsed = answer.frame.parsed() if answer.frame else {}
        failed = parsed.get("failed") or (answer.fault or {}).get("message", "")
        self.end()
        return {
            "python": sys.version.split()[0],
            "torch": self.source.torch,
            "libraries": libraries.installed(),
            "pid": os.getpid(),
            "walls": parsed.get("walls", {}),
            "failed": f"{failed} {self.output.take()[1].decode('utf-8', 'replace')}".strip(),
        }

    def command(self) -> RawFrame | None:
        """The next command; what the student's process prints meanwhile is drained."""
        if self.process is None or self.host.has_read_ahead:
            return self.host.receive()
        selector = self.process.selector(self.host.fileno())
        while True:
            for key, _ in selector.select():
                if key.data == "host":
                    return self.host.receive()
                # What the process says without being asked is looked at with the next question.
                if key.data == "channel" or self.output.drain(key.fd, key.data):
                    selector.unregister(key.fileobj)

    def obey(self, command: RawFrame) -> None:
        """Carry out one command and answer it."""
        header = command.parsed()
        if header["do"] == "spawn":
            self.report(header["id"], self.spawn(header))
        elif header["do"] == "ask":
            self.report(header["id"], self.ask(header))
        elif header["do"] == "output":
            self.send_output(header["id"])
        elif header["do"] == "kill":
            self.clean = False
            self.end()
            self.report(header["id"], Answer())
        elif header["do"] == "reset":
            self.reset(header["id"])

    def spawn(self, header: dict[str, Any]) -> Answer:
        """A fresh process behind its walls, which has read nothing of the student's."""
        self.end()
        self.output = Output()
        self.scratch = _make_folder()
        self.process = self.source.start(header["train"])
        limits = header["limits"]
        self.budget_s = limits.get("cpu_s", 0.0)
        self.memory_bytes = (int(limits.get("memory_mb", 0)) + (GPU_MB if self.gpu else 0)) * _MIB
        order = {
            **{key: header[key] for key in ("id", "limits", "seed")},
            **{"scratch": self.scratch, "walls": self.walls, "gpu": self.gpu, "pid": self.source.pid},
        }
        answer = self.put(wire.pack(order), Bounds(_ENTER_S, _ENTER_S, _ENTER_S, 2**62))
        if answer.frame is not None:
            # Nothing of the student's was read yet, so this is our own word.
            self.process.alone = answer.frame.parsed().get("walls", {}).get("calls") == "up"
        return answer

    def ask(self, header: dict[str, Any]) -> Answer:
        """Pass on the question that follows the command, unread.

        The load has a budget of its own; all others share that of the process.
        """
        question = self.host.receive()
        if question is None:
            raise HostGone
        left_s = math.inf if header["loading"] else self.budget_s
        bounds = Bounds(header["cpu_s"], header["wall_s"], left_s, self.memory_bytes, header["peak"])
        answer = self.put(question.buffers(), bounds)
        if not header["loading"]:
            self.budget_s -= answer.cpu_s
        return answer

    def put(self, question: list[wire.Buffer], bounds: Bounds) -> Answer:
        if self.process is None:
            return Answer(
                fault={"kind": "exit", "type": "", "message": "The program has ended.", "frames": []}
            )
        answer = ask(self.process, question, bounds, self.output, self.host.fileno())
        if answer.frame is None:
            self.clean = False
            self.end()
        return answer

    def report(self, number: str, answer: Answer) -> None:
        """Our own findings first; the student's frame follows as it came, unread."""
        header = {
            "id": number,
            "cpu_s": answer.cpu_s,
            "wall_s": answer.wall_s,
            "peak_bytes": max(answer.peak_bytes, 0),
            "fault": answer.fault,
            "printed": self.output.total,
            "frame": answer.frame is not None,
        }
        self.host.send(wire.pack(header) + (answer.frame.buffers() if answer.frame else []))

    def send_output(self, number: str) -> None:
        if self.process is not None:
            self.process.collect(self.output)
        stdout, stderr, total = self.output.take()
        header = {"id": number, "stdout": len(stdout), "stderr": len(stderr), "total": total}
        self.host.send(wire.pack(header, [stdout, stderr]))

    def reset(self, number: str) -> None:
        """Be as after the start, for another submission; `clean` says whether one may follow."""
        self.end()
        self.output = Output()
        self.host.send(wire.pack({"id": number, "clean": self.clean}))

    def end(self) -> None:
        """End the student's process and remove its folder."""
        if self.process is not None:
            self.process.close()
            self.process.collect(self.output)
            self.process = None
        if self.scratch:
            folders.remove(self.scratch)
            self.scratch = ""


def _make_folder() -> str:
    """A private folder for one process. Not by `tempfile`, which imports a tenth of what this process is."""
    place = os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"  # noqa: S108  a container's own
    path = os.path.join(place, f"run-{os.urandom(8).hex()}")  # noqa: PTH118 - as text, for the walls
    os.mkdir(path, 0o700)  # noqa: PTH102 - as above
    return path
