"""Which settings of a container are taken for open doors."""

from __future__ import annotations

from typing import Any

import pytest

from grader.attacks.settings_of import open_doors
from sandbox.host.docker_config import DockerConfig, container_config, with_pipes


def asked(**changed: Any) -> dict[str, Any]:
    """What the engine would say of a container of ours."""
    body = with_pipes(container_config(DockerConfig(), {}), "/nowhere/pipes")
    return {"HostConfig": {**body["HostConfig"], **changed}, "Config": {"User": body["User"]}, "Mounts": []}


def test_ours_have_none() -> None:
    assert open_doors(asked()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Privileged": True}, "Privileged is True"),
        ({"NetworkMode": "bridge"}, "NetworkMode is bridge"),
        ({"CapAdd": ["SYS_ADMIN"]}, "CapAdd is ['SYS_ADMIN']"),
        ({"Binds": ["/var/run/docker.sock:/s"]}, "Binds is ['/var/run/docker.sock:/s']"),
        (
            {"Mounts": [{"Source": "/srv", "Target": "/run/grader"}]},
            "/srv of the host is mounted at /run/grader",
        ),
        (
            {"Mounts": [{"Source": "/srv", "Target": "/work", "ReadOnly": True}]},
            "/srv of the host is mounted at /work",
        ),
        (
            {"Mounts": [{"Source": "/", "Target": "/run/grader", "ReadOnly": True}]},
            "the pipes it was started with can still be opened",
        ),
        ({"PidMode": "host"}, "PidMode is host"),
        ({"SecurityOpt": ["no-new-privileges:true"]}, "no filter of system calls"),
        ({"SecurityOpt": ["seccomp={}"]}, "new privileges can be had"),
        ({"MemorySwap": -1}, "memory has no limit"),
        ({"PidsLimit": -1}, "processes have no limit"),
        ({"Tmpfs": {"/tmp": "rw"}}, "a place to write has no size"),
    ],
)
def test_each_is_named(changed: dict[str, Any], said: str) -> None:
    assert open_doors(asked(**changed)) == [said]


def test_root_and_a_folder_of_the_host_are_named() -> None:
    found = asked()
    found["Config"]["User"] = ""
    found["Mounts"] = [{"Type": "bind", "RW": True}]
    assert open_doors(found) == ["its user is root", "a folder of the host can be written"]
