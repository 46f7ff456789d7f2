"""The client against real servers that are not what they should be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from grader.cli.client import Client
from grader.errors import UsageError


class Other(BaseHTTPRequestHandler):
    """Some other site: a page at one path, JSON of its own at another, and a move to a safer address."""

    def do_GET(self) -> None:
        if self.path.startswith("/moved"):
            self.send_response(301)
            self.send_header("Location", "https://grader.example.org/api/v1/exercises")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'["not", "ours"]' if self.path.startswith("/json") else b"<h1>Welcome</h1>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the tests' stderr."""


@pytest.fixture
def other() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("path", ["", "/json"])
def test_another_site_is_not_taken_for_a_course_server(other: str, path: str) -> None:
    with pytest.raises(UsageError, match="not the address of a course server"):
        Client.of(other + path, "grd_x").who()
    # What comes from there is not taken for a file either.
    with pytest.raises(UsageError, match="not the address of a course server"):
        Client.of(other + path, "grd_x").replay("01K")


def test_an_address_that_sends_on_is_named(other: str) -> None:
    with pytest.raises(UsageError, match=r"--server https://grader\.example\.org"):
        Client.of(f"{other}/moved", "grd_x").who()


def test_an_address_without_a_scheme_is_told_how_to_be_written() -> None:
    with pytest.raises(UsageError, match="Write it like https://"):
        Client.of("grader.example.org", "grd_x").who()


def test_a_token_is_taken_as_it_was_pasted_or_refused() -> None:
    assert Client.of(" https://grader.example.org/ ", " grd_x\n").token == "grd_x"
    with pytest.raises(UsageError, match="not a token"):
        Client.of("https://grader.example.org", "grd_…")
