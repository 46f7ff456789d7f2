"""Who the process is: an unprivileged user without capabilities."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import sys
from pathlib import Path

from sandbox.guest.walls import kernel

#: The user and group of student code where the guest was started by root; owns nothing on any system.
SANDBOX_UID = 65532
#: Capabilities are numbered upward from 0; newer kernels may add some.
LAST_CAPABILITY = 63
#: NOROOT, NO_SETUID_FIXUP, KEEP_CAPS and NO_CAP_AMBIENT_RAISE, each with its lock.
LOCKED_SECUREBITS = 0xEF


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def has_capability(number: int) -> bool:
    """Whether this process holds a capability now (21 is CAP_SYS_ADMIN)."""
    text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in text.splitlines() if line.startswith("CapEff:"))
    return bool(int(line.split()[1], 16) >> number & 1)


def can_switch(private_root: bool) -> bool:
    """Whether root can become the unprivileged user and Python still finds its files."""
    folders = {Path(sys.prefix), Path(sys.base_prefix)}
    return all(_open_to_others(folder, ancestors=not private_root) for folder in folders)


def _open_to_others(folder: Path, ancestors: bool) -> bool:
    needed = stat.S_IROTH | stat.S_IXOTH
    chain = [folder, *folder.parents] if ancestors else [folder]
    try:
        return all(item.stat().st_mode & needed == needed for item in chain)
    except OSError:
        return False


def take(private_root: bool) -> str:
    """Stop being root; return what came of it."""
    if os.getuid() != 0:
        return "up"
    if not can_switch(private_root):
        return "stays root without capabilities: Python's folder is closed to other users"
    try:
        os.setgroups([])
        os.setresgid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID)
        os.setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID)
    except OSError as error:
        return kernel.reason(error)
    return "up"


def drop_capabilities() -> str:
    """Give up every capability, for good."""
    for number in range(LAST_CAPABILITY + 1):
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, number)
        except OSError:
            # Without CAP_SETPCAP, or past the kernel's last one: nothing to drop.
            break
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_SECUREBITS, LOCKED_SECUREBITS)
    _clear_ambient()
    version_3 = 0x20080522
    kernel.syscall("capset", ctypes.byref(_Header(version_3, 0)), ctypes.byref((_Data * 2)()))
    return "up"


def _clear_ambient() -> None:
    """A kernel that has no ambient capabilities (gVisor) says EINVAL; capset, which follows, leaves none."""
    try:
        kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
