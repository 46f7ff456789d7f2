"""A Unix socket in place of the Docker engine's that counts who connects, and answers nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path


class Trap:
    """Counts connections; each is closed at once."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix://{path}"
        self._count = self._own = 0
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen(64)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._path = path

    def connections(self) -> int:
        """How many there were. A connection of our own goes to the end of the queue, so none is missed."""
        with socket.socket(socket.AF_UNIX) as own:
            own.connect(str(self._path))
            # Nothing comes but the end, and that only when it was its turn.
            assert own.recv(1) == b""
        self._own += 1
        return self._count - self._own

    def close(self) -> None:
        """Nobody can connect any more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._count += 1
            connection.close()


@contextlib.contextmanager
def set_trap(path: Path) -> Iterator[Trap]:
    """The trap, until the block ends."""
    trap = Trap(path)
    try:
        yield trap
    finally:
        trap.close()
