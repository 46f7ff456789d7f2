"""Strings planted where secrets lie are nowhere in the container while a submission is being graded."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from containers import started_here
from running import CALL, program
from searching import outside_descriptors, places, processes, with_named_pipes

from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import DockerConfig, connect, open_docker
from sandbox.program import Limits

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(os.getuid() != 0, reason="only root can read the memory of a container"),
]

#: A submission that keeps what it is given and stays in the middle of its work.
SUBMISSION = """
kept = []
def attack(*given):
    kept.extend(given)
    import os
    for name, value in os.environ.items():
        kept.append((name, value))
    return len(kept)
def plant(text):
    kept.append(text)
    with open('planted', 'w') as file:
        file.write(text)
"""


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Planted in a hidden test, a reference file, and the environment of the grader."""
    text = f"canary-{secrets.token_hex(16)}"
    reference = tmp_path_factory.mktemp("reference")
    for name in ("test_hidden.py", "softmax.py"):
        (reference / name).write_text(f"EXPECTED = '{text}'\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_SECRET_KEY", text)
        patch.setenv("GRADER_REFERENCE", str(reference))
        patch.chdir(reference)
        yield text


@pytest.fixture(scope="module")
def graded(canary: str) -> Iterator[tuple[Any, str, GuestSandbox]]:
    """The engine, a container in the middle of a grading, and its sandbox."""
    with contextlib.closing(connect()) as api:
        before = started_here(api)
        sandbox = open_docker(DockerConfig(image="grader-sandbox:cpu"))
        try:
            # Another one of this process would hold no canary whatever this one does.
            (container,) = started_here(api) - before
            assert sandbox.spawn(program(SUBMISSION, {}), Limits(), seed=1).fault is None
            assert ask(sandbox, "attack", "question") >= 1
            yield api, container, sandbox
        finally:
            sandbox.close()


def ask(sandbox: GuestSandbox, name: str, *arguments: object) -> Any:
    body = {**CALL, "target": {"name": name}, "args": list(arguments)}
    reply = sandbox.request("call", body, cpu_s=10, wall_s=30)
    assert reply.fault is None, reply.fault
    return reply.value


def test_nothing_secret_is_in_the_container(graded: tuple[Any, str, GuestSandbox], canary: str) -> None:
    api, container, _ = graded
    # The supervisor, the warm template, and the submission.
    assert len(processes(api, container)) == 3
    assert places(api, container, canary.encode()) == set()
    assert outside_descriptors(processes(api, container)) == set()
    # The supervisor alone can speak to the host, through pipes that nobody can open any more.
    (pipes,) = with_named_pipes(processes(api, container)).values()
    assert pipes == {"/run/grader/to-guest (deleted)", "/run/grader/to-host (deleted)"}


def test_the_search_finds_what_is_planted(graded: tuple[Any, str, GuestSandbox], canary: str) -> None:
    """The positive control: the same search, with the string handed to the submission."""
    api, container, sandbox = graded
    ask(sandbox, "plant", canary)
    found = places(api, container, canary.encode())
    assert "memory" in found
    assert [place for place in found if place.startswith("file /tmp/") and place.endswith("/planted")]


def test_the_search_sees_environment_and_configuration(graded: tuple[Any, str, GuestSandbox]) -> None:
    api, container, _ = graded
    found = places(api, container, b"NVIDIA_VISIBLE_DEVICES", files=False)
    assert {"environ", "configuration", "memory"} <= found


def test_the_image_itself_holds_no_exercise() -> None:
    """What is built into the image can be read by everybody: only the guest is in it."""
    from sandbox.host.image import context_files

    text = b"".join(data for _, data in context_files("cpu"))
    assert b"test_hidden" not in text
    assert b"import grader" not in text
    assert b"from grader" not in text
