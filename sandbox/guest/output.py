"""What the student's code printed: the first part of each stream is kept, the rest is counted."""

from __future__ import annotations

import os

KEPT_BYTES = 64 * 1024
STREAMS = ("stdout", "stderr")
_PIECE = 2**20


class Output:
    """Captured since the last `take`."""

    def __init__(self) -> None:
        self._kept = {stream: bytearray() for stream in STREAMS}
        self._total = 0

    @property
    def total(self) -> int:
        """Bytes printed since the last `take`."""
        return self._total

    def feed(self, stream: str, data: bytes) -> None:
        """Add what came from `stream`."""
        kept = self._kept[stream]
        kept += data[: KEPT_BYTES - len(kept)]
        self._total += len(data)

    def drain(self, descriptor: int, stream: str) -> bool:
        """Read once from a pipe that has something to read; True when its end has come.

        The student's process can open the pipe as well and be quicker: then there is nothing after all.
        """
        try:
            data = os.read(descriptor, _PIECE)
        except BlockingIOError:
            return False
        self.feed(stream, data)
        return not data

    def skipped(self, size: int) -> None:
        """Count bytes that were printed and never read."""
        self._total += size

    def take(self) -> tuple[bytes, bytes, int]:
        """stdout, stderr and how many bytes were printed in all; then start afresh."""
        stdout, stderr = (bytes(self._kept[stream]) for stream in STREAMS)
        total = self._total
        self.__init__()  # type: ignore[misc]
        return stdout, stderr, total
