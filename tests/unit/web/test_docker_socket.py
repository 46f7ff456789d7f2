"""The web server has no way to the Docker engine: not in its code, and not in its container."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grader.settings import ROOT
from grader.web.docker_socket import complaint

SOCKET = "docker.sock"


def loaded(*modules: str) -> bool:
    """Whether the engine's client is loaded by these modules, in a fresh process."""
    code = f"import sys, {', '.join(modules)}; print('docker' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_the_web_server_does_not_even_load_the_client() -> None:
    assert not loaded("grader.web.serve", "grader.web.app", "grader.web.wsgi")
    assert loaded("sandbox.host.docker")


@pytest.fixture
def listening(tmp_path: Path) -> Path:
    """A socket file somebody listens at."""
    path = tmp_path / SOCKET
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    return path


def test_a_socket_that_can_be_used_is_told_with_what_to_do(listening: Path) -> None:
    said = complaint(f"unix://{listening}")
    assert str(listening) in said
    assert "user of its own" in said


def test_the_variable_is_read(listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{listening}")
    assert str(listening) in complaint()
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine.example.org:2375")
    assert "leave DOCKER_HOST out" in complaint()


def test_no_socket_is_no_complaint(tmp_path: Path) -> None:
    assert complaint(f"unix://{tmp_path / SOCKET}") == ""


def test_a_socket_of_others_is_no_complaint(listening: Path) -> None:
    listening.chmod(0o600)
    asked = (
        "from grader.web.docker_socket import complaint; import os, sys; address = 'unix://' + sys.argv[1]; "
    )
    if os.geteuid() == 0:
        # Root may use every socket, so the question is asked as somebody else.
        asked += "os.setgroups([]); os.setgid(65534); os.setuid(65534); "
        for folder in listening.parents[:3]:
            folder.chmod(folder.stat().st_mode | 0o005)
    else:
        listening.chmod(0o000)
    asked += "print(os.path.exists(sys.argv[1]), repr(complaint(address)))"

    def ask() -> str:
        command = [sys.executable, "-c", asked, str(listening)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    assert ask() == "True ''"
    listening.chmod(0o666)
    assert "could use the Docker socket" in ask()


def sections(text: str, heading: str) -> dict[str, str]:
    """The parts of a file, each from a line that matches `heading` to the next one, without comments."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found: dict[str, str] = {"": ""}
    name = ""
    for line in lines:
        match = re.match(heading, line)
        name = match[1] if match else name
        found[name] = found.get(name, "") + line + "\n"
    return found


def test_the_worker_alone_has_the_socket_in_the_example() -> None:
    text = (ROOT / "docs" / "compose.yaml").read_text(encoding="utf-8")
    services = sections(text, r"  (\w+):$")
    assert {"web", "worker", "database"} <= set(services)
    assert [name for name, lines in services.items() if SOCKET in lines] == ["worker"]
    assert [name for name, lines in services.items() if "group_add" in lines] == ["worker"]
    assert "target: web\n" in services["web"]
    assert "target: worker\n" in services["worker"]
    # Neither opens what the sandbox closes.
    assert "privileged" not in text
    assert "DOCKER_HOST" not in text


def test_the_image_of_the_web_server_knows_nothing_of_the_engine() -> None:
    stages = sections((ROOT / "Dockerfile").read_text(encoding="utf-8"), r"FROM \S+ AS (\w+)$")
    assert {"base", "web", "worker"} <= set(stages)
    for name in ("base", "web"):
        # Which sandbox the workers use is all that may be said of it.
        assert "docker" not in stages[name].replace("GRADER_SANDBOX=docker", "").lower()
    assert re.findall(r"^USER (\w+)$", stages["base"], re.M) == ["grader"]
    assert "USER" not in stages["web"] + stages["worker"]
    assert 'CMD ["grader", "serve"' in stages["web"]
    assert 'CMD ["grader", "worker"' in stages["worker"]
