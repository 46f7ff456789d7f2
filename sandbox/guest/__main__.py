"""`python -m sandbox.guest`: the guest program, the same in a container and as a local process."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
from typing import TYPE_CHECKING

from sandbox.guest.link import Link, PipeLink, SocketLink
from sandbox.program import EXTRAS

if TYPE_CHECKING:
    from sandbox.guest.process import Source

#: What the libraries for numbers read when they are loaded. One thread each, or a fork could wait for a lock
#: that nobody holds. More of them turn in a circle for microseconds when they wait for each other, and sleep:
#: where others need the processor, turning takes ten times the CPU seconds, and these are the student's.
_COMPUTING = {
    # GNU's library, which torch has on Linux. To sleep at once takes twice as long where nobody else is.
    "GOMP_SPINCOUNT": "1000",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Every other library of that kind.
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
}
#: How far batch work stands back; the weight of 19 is a sixty-eighth of that of 0.
_NICE = 19


def main() -> None:
    """Read the options, open the channel, serve."""
    options = _options()
    os.environ.update(_COMPUTING)
    if options.gives_way and hasattr(os, "nice"):
        os.nice(_NICE)
    channel = _socket(options)
    if options.child:
        from sandbox.guest import extras
        from sandbox.guest.child import serve

        extras.load(options.extra)
        assert channel is not None
        serve(channel)
    from sandbox.guest.supervisor import Supervisor

    link: Link = SocketLink(channel) if channel else _of_container()
    source = _source(options)
    Supervisor(link, source, walls=not options.no_walls, gpu=options.gpu).run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox.guest", description="Runs submitted code for a judge.")
    parser.add_argument("--fd", type=int, help="a connected socket to serve; default: standard streams")
    parser.add_argument("--port", type=int, help="a loopback port to connect to, with GUEST_TOKEN")
    parser.add_argument("--start", choices=("fork", "spawn"), default="fork", help="how processes are made")
    parser.add_argument("--no-walls", action="store_true", help="take only limits, for an author's own code")
    parser.add_argument("--warm", action="store_true", help="be ready for training; pays for many programs")
    parser.add_argument("--yield", action="store_true", dest="gives_way", help="give way to other processes")
    parser.add_argument("--gpu", action="store_true", help="let processes talk to the GPU's driver")
    parser.add_argument("--extra", action="append", default=[], choices=EXTRAS, help="a library to import")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _socket(options: argparse.Namespace) -> socket.socket | None:
    if options.fd is not None:
        os.set_inheritable(options.fd, False)
        return socket.socket(fileno=options.fd)
    if options.port is not None:
        channel = socket.create_connection(("127.0.0.1", options.port), timeout=30)
        channel.settimeout(None)
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel.sendall(os.environ.pop("GUEST_TOKEN").encode("ascii"))
        return channel
    return None


def _of_container() -> PipeLink:
    """The host's pipes where they can be opened, else the standard streams, which nobody else can use then.

    Standard error stays what it is: the guest's own last words; no process of a student's holds it.
    """
    link = _pipes() or PipeLink(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return link


def _pipes() -> PipeLink | None:
    """The two pipes of the folder that GUEST_PIPES names; None where the host does not have them open too.

    So it is where the folder is another machine's, or where a rule of this one forbids to open them.
    """
    folder = os.environ.pop("GUEST_PIPES", "")
    if not folder:
        return None
    with contextlib.suppress(OSError):
        incoming = os.open(f"{folder}/to-guest", os.O_RDONLY | os.O_NONBLOCK)
        try:
            # The second opening fails where nobody reads at the other end, and is what the host waits for.
            outgoing = os.open(f"{folder}/to-host", os.O_WRONLY | os.O_NONBLOCK)
        except BaseException:
            os.close(incoming)
            raise
        for descriptor in (incoming, outgoing):
            os.set_blocking(descriptor, True)
        return PipeLink(incoming, outgoing)
    return None


def _source(options: argparse.Namespace) -> Source:
    """What makes the student's processes."""
    if options.start == "spawn" or sys.platform != "linux":
        from sandbox.guest.spawned import Spawner

        return Spawner(options.extra)
    from sandbox.guest.forked import Template

    return Template(walls=not options.no_walls, warm=options.warm, gpu=options.gpu, extras=options.extra)


if __name__ == "__main__":
    main()
