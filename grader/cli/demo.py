"""The demo: a database with a course, a web server and a worker, until Ctrl-C."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import requests

from grader.cli.console import err, out, progress
from grader.cli.image import build_with_progress
from grader.errors import InfrastructureError, UsageError
from grader.settings import Settings
from sandbox.host.base import SandboxError

HOST = "127.0.0.1"
START_S = 60.0
STOP_S = 15.0


class Demo:
    """Everything `make demo` starts; `run` returns when all of it has ended."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._settings = settings
        self._port = port
        self._processes: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Set up, start, say where, wait for Ctrl-C or for a process that ends by itself.

        :raises UsageError: the port is taken.
        :raises InfrastructureError: the server did not come up.
        """
        self._check_port()
        sandbox = self._sandbox()
        signins = self._seed()
        # SIGTERM, and closing the terminal, end the demo in the same way as Ctrl-C does.
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
        try:
            self._start("worker", sandbox=sandbox)
            self._start("serve", "--port", str(self._port), sandbox=sandbox)
            with progress("Waiting for the server …"):
                self._wait_until_ready()
            self._say(sandbox, signins)
            self._watch()
        except KeyboardInterrupt:
            err.print("Stopping …")
        finally:
            self._stop()

    def _check_port(self) -> None:
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self._port))
            except OSError as error:
                why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
                other = self._port + 1 if 1024 <= self._port < 65535 else 8080
                raise UsageError(
                    f"Port {self._port} {why}.", f"Choose another: make demo PORT={other}"
                ) from error

    def _sandbox(self) -> str:
        """Docker where an engine answers and the image can be had; else the local walls, and that is said."""
        if self._settings.sandbox == "local":
            return "local"
        from sandbox.host.docker import docker_available

        reason = docker_available()
        if reason:
            err.print(f"No Docker engine ({reason}): student code runs behind the local walls.")
            return "local"
        try:
            build_with_progress(self._settings.image)
        except SandboxError as error:
            err.print(f"The sandbox image could not be built: {error}", markup=False)
            err.print("Student code runs behind the local walls.")
            return "local"
        return "docker"

    def _seed(self) -> list[tuple[str, str, str]]:
        from grader.submissions.demo import seed_demo

        with progress("Preparing the database …"):
            return seed_demo(self._settings)

    def _start(self, *command: str, sandbox: str) -> None:
        # A process group of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        self._processes.append(
            subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                [sys.executable, "-m", "grader", *command],
                env={**os.environ, "GRADER_SANDBOX": sandbox},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            self._check_alive()
            try:
                if requests.get(f"http://{HOST}:{self._port}/readyz", timeout=2).ok:
                    return
            except requests.RequestException:
                pass  # It is not listening yet.
            time.sleep(0.1)
        raise InfrastructureError(
            f"The server did not answer within {START_S:g} s.", "Its messages stand above."
        )

    def _check_alive(self) -> None:
        for process in self._processes:
            if process.poll() is not None:
                raise InfrastructureError(
                    f"A part of the demo ended by itself (exit code {process.returncode}).",
                    "Its messages stand above.",
                )

    def _say(self, sandbox: str, signins: list[tuple[str, str, str]]) -> None:
        out.print(f"\nReady: [bold]http://{HOST}:{self._port}[/]   (student code runs in: {sandbox})\n")
        for who, login, password in signins:
            out.print(f"  {who:<12} {login:<10} {password}")
        out.print("\nCtrl-C stops everything.")

    def _watch(self) -> None:
        while True:
            self._check_alive()
            time.sleep(0.5)

    def _stop(self) -> None:
        try:
            self._end_in_order()
        except KeyboardInterrupt:
            # Nothing may be left behind, also when somebody has no patience.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for process in self._processes:
                process.kill()
                process.wait()

    def _end_in_order(self) -> None:
        for process in reversed(self._processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_S
        for process in self._processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
