"""Two named pipes into a container, past the engine, which else carries every byte of an attached stream.

The container gets a folder that holds the two and nothing else, read-only. As soon as its guest has opened
them, which is before it sees a byte of anybody's, they and the folder are gone from the host, and what is
mounted is an empty folder without a place. Pipes and not a socket: so the container's filter of system calls
still allows no socket but a pair.
"""

from __future__ import annotations

import logging
import os
import select
import sys
import time
from typing import Any

from sandbox import folders
from sandbox.host import private_folder
from sandbox.host.base import SandboxError
from sandbox.host.docker_config import PIPES
from sandbox.host.docker_stream import DockerStream
from sandbox.host.stream import PipeStream

log = logging.getLogger(__name__)

#: Others than the owner can reach them through the container's mount alone: the folder around is private.
_READ, _WRITE = 0o644, 0o622


def make(api: Any) -> NamedPipes | None:
    """Pipes for a container of this engine; None where it is on another machine, or there is no room."""
    if sys.platform != "linux" or not str(api.base_url).startswith("http+docker://"):
        return None
    try:
        return NamedPipes()
    except OSError:
        log.warning("bytes go to a container through the engine, as no pipes can be made", exc_info=True)
        return None


class NamedPipes:
    """The pipes for one container; `close` may be called twice."""

    def __init__(self) -> None:
        self._private = private_folder.make()
        #: What the engine is to mount.
        self.folder = self._private / "pipes"
        self._to_guest, self._to_host = (self.folder / name for name in PIPES)
        self._incoming = self._held = -1
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        # The modes are set and not asked for, because the umask of this process takes from what is asked.
        self.folder.mkdir()
        self.folder.chmod(0o755)
        for path, mode in ((self._to_guest, _READ), (self._to_host, _WRITE)):
            os.mkfifo(path)
            path.chmod(mode)
        self._incoming = os.open(self._to_host, os.O_RDONLY | os.O_NONBLOCK)
        # Opened both ways it waits for nobody, and the guest, which opens it to read, need not wait either.
        self._held = os.open(self._to_guest, os.O_RDWR | os.O_NONBLOCK)

    def meet(self, attached: DockerStream, deadline: float) -> PipeStream | None:
        """Wait for the guest, and close the way behind it; None where it speaks over the engine's stream.

        :param attached: where a guest speaks that cannot open the pipes, and says why it cannot start.
        :raises SandboxError: it has ended, or does neither in time.
        """
        poll = select.poll()
        poll.register(attached.fileno(), select.POLLIN)
        poll.register(self._incoming, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0:
            ready = [descriptor for descriptor, _ in poll.poll(1000 * left)]
            if self._incoming in ready:
                return self._taken()
            if ready and attached.hear(deadline):
                return None
        raise SandboxError("the container did not answer in time")

    def _taken(self) -> PipeStream:
        # From here on an end of the guest's is seen: nobody else holds the ends that were its.
        outgoing = os.open(self._to_guest, os.O_WRONLY | os.O_NONBLOCK)
        incoming, self._incoming = self._incoming, -1
        return PipeStream(incoming, outgoing)

    def close(self) -> None:
        """Give back what was not taken, and leave no file behind."""
        for descriptor in (self._incoming, self._held):
            if descriptor >= 0:
                os.close(descriptor)
        self._incoming = self._held = -1
        folders.remove(self._private)
