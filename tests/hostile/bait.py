"""Things of this machine that an attack would like to reach: listeners, a hidden test, folders."""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def laid_out(folder: Path) -> Iterator[dict[str, Any]]:
    """Listeners on the loopback and an abstract address, and a file; all gone afterwards."""
    canary = f"canary-{secrets.token_hex(16)}"
    hidden = folder / "test_hidden.py"
    hidden.write_text(f"# {canary}\n")
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
        yield {
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "abstract": abstract,
            "canary": canary,
            "hidden": str(hidden),
            "folders": [str(folder), "/usr", "/etc", "/opt", "/var/tmp"],
        }
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
