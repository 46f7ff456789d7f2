"""The docker sandbox with a real engine."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from containers import started_here

from sandbox.host import image, owner
from sandbox.host.base import SandboxError
from sandbox.host.docker import (
    LABEL,
    DockerConfig,
    connect,
    docker_available,
    image_state,
    open_docker,
    own_labels,
    sweep,
)
from sandbox.host.docker_config import container_config, host_config, with_pipes
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

ROOT = Path(__file__).resolve().parents[3]
IMAGE = "grader-sandbox:cpu"


@pytest.fixture
def api() -> Iterator[Any]:
    with contextlib.closing(connect()) as client:
        yield client


@pytest.fixture
def ours(api: Any) -> Callable[[], set[str]]:
    """Containers that this test has started and that are still there."""
    before = started_here(api)
    return lambda: started_here(api) - before


def program(source: str) -> Program:
    return Program("a.py", (SourceFile("a.py", (Cell(0, source),)),))


@pytest.mark.docker
def test_a_container_serves_and_leaves_nothing_behind(api: Any, ours: Any) -> None:
    assert docker_available() == ""
    assert image_state(IMAGE) == ""
    sandbox = open_docker(DockerConfig(image=IMAGE))
    try:
        (container,) = ours()
        assert_as_asked(api.inspect_container(container), host_config(DockerConfig(image=IMAGE)))
        assert sandbox.info.kind == "docker"
        assert sandbox.info.image == api.inspect_image(IMAGE)["Id"]
        assert sandbox.info.device == "cpu"
        loaded = sandbox.spawn(program("def twice(x): return 2 * x"), Limits(), seed=1)
        assert loaded.names == ("twice",)
        body = {"target": {"name": "twice"}, "args": [21], "kwargs": {}, "observe": False, "device": None}
        assert sandbox.request("call", body, cpu_s=5, wall_s=20).value == 42
    finally:
        sandbox.close()
    assert ours() == set()
    sandbox.close()


def assert_as_asked(inspected: dict[str, Any], asked: dict[str, Any]) -> None:
    """The engine has taken every line of the host configuration as it was meant."""
    got = inspected["HostConfig"]
    (mount,) = got.pop("Mounts")
    piped = with_pipes({"HostConfig": asked, "Env": []}, mount["Source"])["HostConfig"]["Mounts"]
    assert [mount] == piped
    (seen,) = inspected["Mounts"]
    assert (seen["Source"], seen["Destination"]) == (mount["Source"], mount["Target"])
    assert (seen["RW"], seen["Propagation"]) == (False, "private")
    for name, value in asked.items():
        assert (got.get(name) or None) == (value or None), name
    assert inspected["NetworkSettings"]["Networks"].keys() <= {"none"}


@pytest.mark.docker
def test_hashes_are_the_same_in_every_sandbox() -> None:
    """Else a solution that depends on the order of a set scores by chance."""
    body = {"target": {"name": "f"}, "args": [], "kwargs": {}, "observe": False, "device": None}
    found = []
    for open_ in (open_local, lambda: open_docker(DockerConfig(image=IMAGE))):
        with contextlib.closing(open_()) as sandbox:
            assert sandbox.spawn(program("def f(): return hash('text')"), Limits(), seed=1).fault is None
            found.append(sandbox.request("call", body, cpu_s=5, wall_s=20).value)
    assert found[0] == found[1] != 0


@pytest.mark.docker
def test_a_missing_image_says_what_builds_it(api: Any, ours: Any) -> None:
    with pytest.raises(SandboxError, match="`grader image` builds it"):
        open_docker(DockerConfig(image="grader-sandbox:never-built"))
    assert "not built" in image_state("grader-sandbox:never-built")
    assert ours() == set()


@pytest.mark.docker
def test_a_required_gpu_is_missed_before_anything_starts(api: Any) -> None:
    if "nvidia" in api.info()["Runtimes"]:
        pytest.skip("this engine has a GPU")
    with pytest.raises(SandboxError, match="needs a GPU"):
        open_docker(DockerConfig(image=IMAGE, gpu="required"))
    with contextlib.closing(open_docker(DockerConfig(image=IMAGE, gpu="optional"))) as sandbox:
        assert sandbox.info.device == "cpu"


@pytest.mark.docker
def test_a_guest_that_cannot_start_is_our_fault(api: Any, ours: Any) -> None:
    body = container_config(DockerConfig(image=IMAGE), own_labels())
    body["Cmd"] = ["--no-such-option"]
    from sandbox.host.docker import start

    with pytest.raises(SandboxError, match="no-such-option") as raised:
        start(api, body, IMAGE)
    assert str(raised.value).count("no-such-option") == 1
    assert ours() == set()


@pytest.mark.docker
def test_containers_of_processes_that_have_ended_are_swept(api: Any) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        place, _, _ = owner.name().rpartition(":")
        place, _, _ = place.rpartition(":")
        ticks = Path(f"/proc/{other.pid}/stat").read_text().rpartition(")")[2].split()[19]
        labels = {LABEL: "1", "grader.owner": f"{place}:{other.pid}:{ticks}"}
        made = api.create_container_from_config(container_config(DockerConfig(image=IMAGE), labels))["Id"]
        mine = api.create_container_from_config(container_config(DockerConfig(image=IMAGE), own_labels()))[
            "Id"
        ]
        sweep()
        assert {made, mine} <= {found["Id"] for found in api.containers(all=True)}
        other.communicate(b"\n")
    assert sweep() == 1
    left = {found["Id"] for found in api.containers(all=True)}
    assert made not in left
    assert mine in left
    api.remove_container(mine)


@pytest.mark.docker
def test_the_guest_ends_when_its_host_is_killed(api: Any) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from sandbox.host.docker import *; kept = open_docker(DockerConfig(image=sys.argv[2]));"
        "from sandbox.host import owner; print(owner.name(), flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT), IMAGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as host:
        assert host.stdout is not None
        name = host.stdout.readline().decode().strip()
        (container,) = api.containers(filters={"label": f"grader.owner={name}"})
        host.kill()
    # The engine removes it by itself; waiting for that may find it gone already.
    with contextlib.suppress(Exception):
        api.wait(container["Id"], timeout=30, condition="removed")
    assert api.containers(all=True, filters={"label": f"grader.owner={name}"}) == []


@pytest.mark.docker
def test_the_image_has_no_installer_no_setuid_file_and_root_owns_it(api: Any) -> None:
    find = "import os, stat, json\n" + (
        "bad = []\n"
        "for top, _, names in os.walk('/'):\n"
        "    if top.startswith(('/proc', '/sys', '/dev', '/tmp')): continue\n"
        "    for name in names:\n"
        "        seen = os.lstat(top + '/' + name)\n"
        "        loose = seen.st_mode & 0o002 and not stat.S_ISLNK(seen.st_mode)\n"
        "        if seen.st_mode & 0o6000 or seen.st_uid == 65532 or loose: bad.append(top + '/' + name)\n"
        "import importlib.util\n"
        "print(json.dumps([bad, bool(importlib.util.find_spec('pip'))]))\n"
    )
    command = ["docker", "run", "--rm", "--network=none", "--entrypoint=python", IMAGE, "-I", "-c", find]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[[], false]"
    assert done.stderr == ""


def test_no_engine_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert "Docker engine" in docker_available()
    with pytest.raises(SandboxError, match="Docker engine"):
        open_docker(DockerConfig())
    # A socket left open would be reported here rather than in whichever test comes next.
    gc.collect()


def test_the_context_holds_the_guest_and_nothing_else() -> None:
    names = [name for name, _ in image.context_files("cpu")]
    own = {"Dockerfile", "constraints.txt", "requirements.txt", "prepare.py"}
    assert own <= set(names)
    single = (
        "sandbox/__init__.py",
        "sandbox/folders.py",
        "sandbox/holes.py",
        "sandbox/huge.py",
        "sandbox/program.py",
        "sandbox/trim.py",
    )
    allowed = ("sandbox/guest/", "sandbox/wire/", *single)
    assert all(name.startswith(allowed) for name in set(names) - own)
    with tarfile.open(fileobj=io.BytesIO(image.context_tar(list(image.context_files("cpu"))))) as tar:
        assert [entry.name for entry in tar] == names


def test_the_fingerprint_changes_with_the_kind_and_stays_otherwise() -> None:
    assert image.content_hash("cpu") == image.content_hash("cpu") != image.content_hash("cuda")


def test_the_image_offers_what_the_course_extra_does() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = set(project["optional-dependencies"]["course"])
    lines = (image.IMAGE_FILES / "requirements.txt").read_text().splitlines()
    wanted = {line for line in lines if line and not line.startswith("#")}
    core = {entry for entry in project["dependencies"] if entry.startswith(("torch", "numpy"))}
    assert wanted == extra | core


def test_judge_and_sandbox_have_the_same_torch() -> None:
    pinned = (image.IMAGE_FILES / "constraints.txt").read_text().splitlines()
    ours_ = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in pinned if line.startswith("torch==")] == [
        line for line in ours_ if line.startswith("torch==")
    ]


def test_an_owner_is_gone_only_when_that_can_be_known() -> None:
    assert not owner.is_gone(owner.name())
    place, _, ticks = owner.name().rpartition(":")
    assert owner.is_gone(f"{place}:{int(ticks) + 1}")
    assert not owner.is_gone(f"elsewhere:{os.getpid()}:1")
    assert not owner.is_gone("")
