"""Landlock: which files may be read, which folder written; no TCP, no signals, no abstract sockets."""

from __future__ import annotations

import ctypes
import os
import stat

from sandbox.guest.walls import kernel, paths
from sandbox.guest.walls.policy import Policy

VERSION_FLAG = 1
RULE_PATH_BENEATH = 1

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
REMOVE_DIR = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_DIR = 1 << 7
MAKE_REG = 1 << 8
REFER = 1 << 13
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15

#: ABI version -> every file system right it knows.
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP_SINCE, ALL_TCP = 4, 0b11
SCOPES_SINCE, ALL_SCOPES = 6, 0b11

READ = READ_FILE | READ_DIR
CHANGE = READ | WRITE_FILE | TRUNCATE | MAKE_DIR | MAKE_REG | REMOVE_DIR | REMOVE_FILE | REFER
DEVICE = READ_FILE | WRITE_FILE | IOCTL_DEV
#: Rights that a rule on a file, not on a folder, may name.
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The version the kernel speaks; 0 where there is no Landlock."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, 0, VERSION_FLAG)
    except OSError:
        return 0


def take(policy: Policy) -> dict[str, str]:
    """Forbid everything but the rules. No-new-privileges must have been taken before."""
    version = abi()
    if version == 0:
        return {name: "the kernel has no Landlock" for name in ("files", "tcp", "scopes")}
    handled = RIGHTS[max(known for known in RIGHTS if known <= version)]
    ruleset = _create(version, handled)
    try:
        for path, rights in _rules(policy):
            _allow(ruleset, path, rights & handled)
        kernel.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
    return {
        "files": "up",
        "tcp": "up" if version >= TCP_SINCE else f"needs Landlock 4, the kernel has {version}",
        "scopes": "up" if version >= SCOPES_SINCE else f"needs Landlock 6, the kernel has {version}",
    }


def _create(version: int, handled: int) -> int:
    attributes = _Ruleset(
        handled,
        ALL_TCP if version >= TCP_SINCE else 0,
        ALL_SCOPES if version >= SCOPES_SINCE else 0,
    )
    # An older kernel refuses a structure that is longer than the one it knows.
    size = 24 if version >= SCOPES_SINCE else 16 if version >= TCP_SINCE else 8
    return kernel.syscall("landlock_create_ruleset", ctypes.byref(attributes), size, 0)


def _rules(policy: Policy) -> list[tuple[str, int]]:
    rules = [(path, READ) for path in paths.existing(paths.readable(policy.readable))]
    rules += [(path, READ) for path in paths.existing(paths.PROC + paths.DEVICES_READ)]
    rules += [(path, READ_FILE | WRITE_FILE) for path in paths.existing(paths.DEVICES_WRITE)]
    rules.append((policy.scratch, CHANGE))
    if policy.gpu:
        rules += [(path, READ) for path in paths.existing(paths.GPU_READ)]
        rules += [(path, DEVICE) for path in paths.gpu_devices()]
        rules.append((paths.GPU_THREADS, READ | WRITE_FILE | TRUNCATE))
    return rules


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_FILES
        rule = _Beneath(rights, descriptor)
        kernel.syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
