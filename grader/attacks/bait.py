"""Things of this machine that an attack would like to reach: listeners, a hidden test, folders."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bait:
    """What lies out, and the folder whose content must stay as it is."""

    folder: Path
    #: What every attack is told: it knows exactly where everything is.
    told: dict[str, Any]

    def digest(self) -> str:
        """Changes when anything in the folder does."""
        found = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            found.update(f"{path} {path.lstat().st_mode} ".encode() + content)
        return found.hexdigest()


@contextlib.contextmanager
def laid_out(folder: Path) -> Iterator[Bait]:
    """Listeners on the loopback and an abstract address, and a file; all gone afterwards."""
    canary = f"canary-{secrets.token_hex(16)}"
    hidden = folder / "test_hidden.py"
    hidden.write_text(f"# {canary}\n", encoding="utf-8")
    abstract = f"\0grader-{secrets.token_hex(8)}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as local,
    ):
        udp.bind(("127.0.0.1", 0))
        local.bind(abstract)
        local.listen()
        threading.Thread(target=_answer, args=(udp,), daemon=True).start()
        told = {
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "abstract": abstract,
            "canary": canary,
            "hidden": str(hidden),
            "folders": [str(folder), "/usr", "/etc", "/opt", "/var/tmp"],  # noqa: S108 - never used here
        }
        yield Bait(folder, told)
        # Wakes the thread, so that it ends before its socket is closed.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", udp.getsockname())


def _answer(udp: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            data, address = udp.recvfrom(100)
            if not data:
                return
            udp.sendto(b"answer", address)
