"""What is asked of the engine, compared with a golden file; change that file only on purpose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.host.docker_config import (
    DockerConfig,
    container_config,
    device_request,
    host_config,
    pick_device,
    seccomp_profile,
    with_pipes,
)
from sandbox.program import GPU_MB

GOLDEN = Path(__file__).parent / "golden"


def without_profile(body: dict[str, Any], forks: bool) -> dict[str, Any]:
    """The profile has tests of its own; here it is enough that it is ours and inline."""
    options = body["HostConfig"]["SecurityOpt"]
    assert options[1] == f"seccomp={seccomp_profile(forks)}"
    options[1] = "seccomp=..."
    return body


@pytest.mark.parametrize(("name", "uses"), [("container", 1), ("container-forks", 2), ("container-forks", 9)])
def test_the_container_is_the_golden_one(name: str, uses: int) -> None:
    body = with_pipes(container_config(DockerConfig(max_uses=uses), {"grader.sandbox": "1"}), "/tmp/p/pipes")
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert without_profile(body, forks=uses > 1) == golden


def test_a_container_that_sees_several_submissions_differs_in_what_its_namespaces_need() -> None:
    one, several = (json.loads((GOLDEN / f"container{kind}.json").read_text()) for kind in ("", "-forks"))
    assert several.pop("Cmd") == ["--warm"]
    assert one.pop("Cmd") == []
    one, several = one | one.pop("HostConfig"), several | several.pop("HostConfig")
    assert several.pop("SecurityOpt") == [*one.pop("SecurityOpt"), "apparmor=unconfined"]
    assert several.pop("MaskedPaths") == several.pop("ReadonlyPaths") == []
    assert several == one


@pytest.mark.parametrize("uses", [1, 2])
def test_pipes_are_one_read_only_folder_and_one_variable(uses: int) -> None:
    plain = container_config(DockerConfig(max_uses=uses), {})
    before, piped = json.dumps(plain), with_pipes(plain, "/some/pipes")
    (mount,) = piped["HostConfig"].pop("Mounts")
    assert (mount["Source"], mount["ReadOnly"]) == ("/some/pipes", True)
    assert piped["Env"].pop() == f"GUEST_PIPES={mount['Target']}"
    assert json.dumps(plain) == before
    assert plain["HostConfig"].pop("Mounts") == []
    assert piped == plain


@pytest.mark.parametrize("uses", [1, 2])
def test_a_batch_container_weighs_less_and_nothing_else_changes(uses: int) -> None:
    config = DockerConfig(max_uses=uses)
    plain, batch = container_config(config, {}), container_config(replace(config, batch=True), {})
    assert 2 <= batch["HostConfig"].pop("CpuShares") < 1024
    assert batch == plain


@pytest.mark.parametrize("name", ["KernelMemory", "MemorySwappiness", "OomKillDisable", "KernelMemoryTCP"])
def test_nothing_is_asked_that_newer_engines_refuse(name: str) -> None:
    assert name not in host_config(DockerConfig())


def test_memory_and_swap_together_are_one_limit() -> None:
    small, large = host_config(DockerConfig(memory_mb=512)), host_config(DockerConfig(memory_mb=4096))
    assert small["Memory"] == small["MemorySwap"] < large["Memory"] == large["MemorySwap"]


def test_a_runtime_is_named_only_where_one_is_set() -> None:
    plain, named = host_config(DockerConfig()), host_config(DockerConfig(runtime="runsc"))
    assert named.pop("Runtime") == "runsc"
    assert plain == named


def test_a_gpu_is_one_device_with_what_its_driver_needs() -> None:
    config = DockerConfig(gpu="required")
    plain, with_gpu = host_config(replace(config, gpu="none")), host_config(config, "nvidia.com/gpu=1")
    assert with_gpu.pop("DeviceRequests") == [{"Driver": "cdi", "DeviceIDs": ["nvidia.com/gpu=1"]}]
    assert plain.pop("DeviceRequests") == []
    assert with_gpu.pop("SecurityOpt")[1] == f"seccomp={seccomp_profile(gpu=True)}"
    for name in ("Memory", "MemorySwap"):
        # What the driver itself takes.
        assert with_gpu.pop(name) == plain.pop(name) + GPU_MB * 2**20
    assert plain.pop("SecurityOpt")[1] == f"seccomp={seccomp_profile()}"
    assert plain == with_gpu


def test_without_cdi_the_driver_gets_one_id_and_never_a_count() -> None:
    request = device_request("GPU-5f")
    assert request["DeviceIDs"] == ["GPU-5f"]
    assert request["Driver"] == "nvidia"
    assert "Count" not in request


def test_a_cpu_container_says_no_to_gpus_and_a_gpu_container_does_not() -> None:
    cpu, gpu = container_config(DockerConfig(), {}), container_config(DockerConfig(), {}, "0")
    assert "NVIDIA_VISIBLE_DEVICES=void" in cpu["Env"]
    assert not [entry for entry in gpu["Env"] if entry.startswith("NVIDIA")]
    assert gpu["Cmd"] == ["--gpu"]
    assert cpu["Cmd"] == []


def test_nothing_of_our_environment_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    before = container_config(DockerConfig(), {})
    monkeypatch.setenv("GRADER_SECRET_KEY", "canary")
    assert container_config(DockerConfig(), {}) == before


@pytest.mark.parametrize(
    ("info", "device"),
    [
        ({"DiscoveredDevices": [{"Source": "cdi", "ID": "nvidia.com/gpu=all"}]}, ""),
        (
            {"DiscoveredDevices": [{"ID": "nvidia.com/gpu=all"}, {"ID": "nvidia.com/gpu=1"}]},
            "nvidia.com/gpu=1",
        ),
        ({"Runtimes": {"runc": {}, "nvidia": {}}}, "0"),
        ({"Runtimes": {"runc": {}}, "DiscoveredDevices": None}, ""),
    ],
)
def test_the_engine_says_which_gpu_there_is(info: dict[str, Any], device: str) -> None:
    assert pick_device("optional", info) == device
    assert pick_device("none", info) == ""
    if device:
        assert pick_device("required", info) == device
    else:
        with pytest.raises(LookupError, match="needs a GPU"):
            pick_device("required", info)
