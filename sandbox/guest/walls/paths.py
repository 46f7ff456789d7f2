"""What every Python process with torch needs to read, and nothing around it."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path

#: Shared libraries, time zones, certificates of nothing: what the dynamic loader and the C library read.
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone")
#: How many processors there are, and their caches; OpenMP and BLAS ask.
MACHINE = ("/sys/devices/system/cpu", "/sys/devices/system/node")
#: Of /proc, the process itself and what the C library asks about the machine.
PROC = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/version",
    "/proc/sys/vm",
    "/proc/loadavg",
)
DEVICES_READ = ("/dev/zero", "/dev/urandom", "/dev/random")
DEVICES_WRITE = ("/dev/null",)
#: What the NVIDIA driver's user side reads and opens.
GPU_READ = ("/proc/driver/nvidia", "/sys/bus/pci", "/sys/devices", "/sys/module")
GPU_DEVICES = "nvidia*"
#: The driver gives each of its threads a name through a file, and computes nothing where it may not. What
#: else can be written there is this process's own.
GPU_THREADS = "/proc/self/task"


#: Of the place Python was installed to. Not the whole of it: a virtual environment may have been made in the
#: folder of a project, beside its hidden tests.
OF_PREFIX = ("bin", "lib", "lib64", "include", "share", "pyvenv.cfg")


def python_folders() -> tuple[str, ...]:
    """The interpreter, the standard library and the installed packages.

    Entries of `sys.path` count only where packages are installed: the folder of a project that happens to
    be on it may hold hidden tests.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    folders = {f"{prefix}/{name}" for prefix in prefixes for name in OF_PREFIX}
    folders |= {sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {entry for entry in sys.path if entry.rstrip("/").endswith(("site-packages", "dist-packages"))}
    folders.add(str(Path(__file__).resolve().parents[2]))
    return existing(tuple(sorted(folders)))


@lru_cache(maxsize=4)
def readable(extra: tuple[str, ...]) -> tuple[str, ...]:
    """Everything that may be read, without devices and /proc; looked up once, before the template's forks."""
    return existing((*SYSTEM, *MACHINE, *python_folders(), *extra))


def gpu_devices() -> tuple[str, ...]:
    """The device nodes of the NVIDIA driver that exist here."""
    return tuple(sorted(str(path) for path in Path("/dev").glob(GPU_DEVICES)))


def existing(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `paths` that exist, in their order, each once."""
    return tuple(dict.fromkeys(path for path in paths if os.path.lexists(path)))
