"""What is asked of the engine: a pure function from a configuration to the engine's own JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from sandbox.program import GPU_MB, Extra

Gpu = Literal["none", "optional", "required"]

MIB = 1024 * 1024
#: MiB the warm guest itself takes: Python, torch, and room for the relay's buffers.
GUEST_MB = 1024
#: MiB more for each extra that it has imported.
EXTRA_MB = 512
#: MiB of /tmp, which is memory and counts as such; and its files and folders.
SCRATCH_MB, SCRATCH_INODES = 256, 4096
#: The guest, its fork and the fork's threads (see Policy.threads).
PROCESSES = 320
DESCRIPTORS = 1024
USER = "65532:65532"
SECCOMP_FILE = Path(__file__).resolve().parents[1] / "image" / "seccomp.json"
#: What is allowed beside it where a container sees several submissions.
SECCOMP_FORKS_FILE = SECCOMP_FILE.with_name("seccomp-forks.json")
#: And where it has a GPU.
SECCOMP_GPU_FILE = SECCOMP_FILE.with_name("seccomp-gpu.json")
#: Weight of a batch container on a busy processor; the engine's default, which all others have, is 1024.
BATCH_SHARES = 32

#: Where the guest finds the host's pipes, and their names: what it reads, what it writes.
PIPES_FOLDER = "/run/grader"
PIPES = ("to-guest", "to-host")

#: The whole environment of the guest; nothing is inherited.
ENVIRONMENT = {
    "HOME": "/tmp",  # noqa: S108  a tmpfs of the container's own
    "LANG": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/opt/matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # As in the local sandbox: what depends on the order of a set scores the same every time.
    "PYTHONHASHSEED": "0",
    # Columns of expressions are never shown, and their tables take a MiB.
    "PYTHONNODEBUGRANGES": "1",
}


@dataclass(frozen=True)
class DockerConfig:
    """One kind of sandbox container."""

    image: str = "grader-sandbox:cpu"
    #: MiB a program may allocate; the container gets GUEST_MB more.
    memory_mb: int = 1024
    cpus: float = 2.0
    gpu: Gpu = "none"
    #: False leaves out the inner walls, for an author's own code; those of the container stand all the same.
    walls: bool = True
    #: How many submissions the container may see, one after the other.
    max_uses: int = 1
    #: Whether it is for batch work rather than for what a student waits for.
    batch: bool = False
    #: The engine's name of the runtime (`runsc`); empty means the engine's default.
    runtime: str = ""
    #: Libraries of the image that every process finds imported.
    extras: tuple[Extra, ...] = ()


@lru_cache(maxsize=4)
def seccomp_profile(forks: bool = False, gpu: bool = False) -> str:
    """Our own profile as one line of JSON; the engine's default differs from version to version.

    :param forks: for a container that sees several submissions.
    :param gpu: for one that has a GPU.
    """
    profile = json.loads(SECCOMP_FILE.read_text(encoding="utf-8"))
    for file, wanted in ((SECCOMP_FORKS_FILE, forks), (SECCOMP_GPU_FILE, gpu)):
        if wanted:
            profile["syscalls"] += json.loads(file.read_text(encoding="utf-8"))["syscalls"]
    return json.dumps(profile, separators=(",", ":"))


def _filters(config: DockerConfig, gpu: bool) -> dict[str, Any]:
    """The filters, and what is different where each submission gets namespaces of its own."""
    forks = config.max_uses > 1
    options = ["no-new-privileges:true", f"seccomp={seccomp_profile(forks, gpu)}"]
    if not forks:
        return {"SecurityOpt": options}
    return {
        # AppArmor's profile for containers forbids every mount, those of an own namespace included.
        "SecurityOpt": [*options, "apparmor=unconfined"],
        # The kernel gives a namespace a fresh /proc only where nothing of the one around it is covered. No
        # process of a student's sees the uncovered one, and the guest's own are not root.
        "MaskedPaths": [],
        "ReadonlyPaths": [],
    }


def _arguments(config: DockerConfig, device: str) -> list[str]:
    """Options of the guest."""
    given = {"--gpu": bool(device), "--no-walls": not config.walls, "--warm": config.max_uses > 1}
    options = [option for option, wanted in given.items() if wanted]
    return [*options, *(part for name in config.extras for part in ("--extra", name))]


def host_config(config: DockerConfig, device: str = "") -> dict[str, Any]:
    """The engine's `HostConfig`; `device` is the one GPU (a CDI name or the driver's id), or empty.

    Left out on purpose, because some engines refuse or ignore them: kernel memory, swappiness, turning off
    the out-of-memory killer.
    """
    more_mb = GUEST_MB + EXTRA_MB * len(config.extras) + (GPU_MB if device else 0)
    memory = (config.memory_mb + more_mb) * MIB
    return {
        "AutoRemove": True,
        "Binds": [],
        "CapAdd": [],
        "CapDrop": ["ALL"],
        "Devices": [],
        "DeviceRequests": [device_request(device)] if device else [],
        "Init": False,
        "IpcMode": "none",
        "LogConfig": {"Type": "none", "Config": {}},
        "Memory": memory,
        "MemorySwap": memory,
        "Mounts": [],
        "NanoCpus": int(config.cpus * 1e9),
        "NetworkMode": "none",
        "OomScoreAdj": 500,
        "PidsLimit": PROCESSES,
        "Privileged": False,
        "PublishAllPorts": False,
        "ReadonlyRootfs": True,
        "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
        **({"Runtime": config.runtime} if config.runtime else {}),
        **_filters(config, bool(device)),
        **({"CpuShares": BATCH_SHARES} if config.batch else {}),
        "Tmpfs": {"/tmp": _tmpfs_options()},  # noqa: S108  the container's own
        "Ulimits": [
            {"Name": "core", "Soft": 0, "Hard": 0},
            {"Name": "fsize", "Soft": SCRATCH_MB * MIB, "Hard": SCRATCH_MB * MIB},
            {"Name": "nofile", "Soft": DESCRIPTORS, "Hard": DESCRIPTORS},
        ],
    }


def _tmpfs_options() -> str:
    uid, gid = USER.split(":")
    return (
        f"rw,nosuid,nodev,noexec,size={SCRATCH_MB}m,nr_inodes={SCRATCH_INODES},mode=0700,uid={uid},gid={gid}"
    )


def device_request(device: str) -> dict[str, Any]:
    """Exactly one GPU: by its CDI name (`nvidia.com/gpu=0`), or by the id the NVIDIA driver knows."""
    if "=" in device:
        return {"Driver": "cdi", "DeviceIDs": [device]}
    return {"Driver": "nvidia", "DeviceIDs": [device], "Capabilities": [["gpu", "compute", "utility"]]}


def container_config(config: DockerConfig, labels: dict[str, str], device: str = "") -> dict[str, Any]:
    """The body of the engine's `create` call."""
    environment = dict(ENVIRONMENT)
    if not device:
        # Where the NVIDIA runtime is the default, it gives every GPU to a container that does not say no.
        environment["NVIDIA_VISIBLE_DEVICES"] = "void"
    return {
        "AttachStderr": True,
        "AttachStdin": True,
        "AttachStdout": True,
        "Cmd": _arguments(config, device),
        "Env": [f"{name}={value}" for name, value in sorted(environment.items())],
        "HostConfig": host_config(config, device),
        "Hostname": "sandbox",
        "Image": config.image,
        "Labels": labels,
        "NetworkDisabled": True,
        "OpenStdin": True,
        # When the host goes away the guest's input ends, and with it the guest.
        "StdinOnce": True,
        "StopSignal": "SIGKILL",
        "Tty": False,
        "User": USER,
        "WorkingDir": "/tmp",  # noqa: S108  the container's own
    }


def with_pipes(body: dict[str, Any], folder: str) -> dict[str, Any]:
    """The body of a container whose guest finds the host's pipes, which are in `folder` (see pipes.py).

    By a variable and not by an option, which the guest of an older image would refuse.
    """
    mount = {
        "Type": "bind",
        "Source": folder,
        "Target": PIPES_FOLDER,
        "ReadOnly": True,
        "BindOptions": {"Propagation": "private", "NonRecursive": True},
    }
    host = {**body["HostConfig"], "Mounts": [*body["HostConfig"]["Mounts"], mount]}
    return {**body, "Env": [*body["Env"], f"GUEST_PIPES={PIPES_FOLDER}"], "HostConfig": host}


def pick_device(gpu: Gpu, info: dict[str, Any]) -> str:
    """The GPU to ask for, given what the engine says about itself; empty for none.

    :raises LookupError: a GPU is required and the engine offers none.
    """
    if gpu == "none":
        return ""
    named = [str(device.get("ID", "")) for device in info.get("DiscoveredDevices") or ()]
    single = [name for name in named if name.startswith("nvidia.com/gpu=") and not name.endswith("=all")]
    if single:
        return sorted(single)[0]
    if "nvidia" in (info.get("Runtimes") or {}):
        return "0"
    if gpu == "required":
        raise LookupError("this exercise needs a GPU and the Docker engine offers none")
    return ""
