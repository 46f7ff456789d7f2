"""The kernel's own calls that Python has no name for, through ctypes; Linux on x86-64 and aarch64."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from functools import lru_cache

#: System call numbers: (x86-64, aarch64).
NUMBERS = {
    "capset": (126, 91),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "pivot_root": (155, 41),
    "seccomp": (317, 277),
}

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4


def machine() -> str:
    """The processor's name as the kernel gives it, on Linux; elsewhere empty."""
    return platform.machine() if sys.platform == "linux" else ""


def supported() -> str:
    """Empty where the walls can stand, else the reason why not."""
    if sys.platform != "linux":
        return "needs Linux"
    if machine() not in ("x86_64", "aarch64"):
        return f"not made for {machine()} processors"
    return ""


@lru_cache(maxsize=1)
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: object) -> int:
    """Call the kernel by name; integers, None and ctypes pointers are taken.

    :raises OSError: the kernel refused.
    """
    number = NUMBERS[name][0 if machine() == "x86_64" else 1]
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_libc().syscall(ctypes.c_long(number), *converted), name)


def prctl(option: int, value: int = 0, third: int = 0) -> int:
    """`prctl(2)`.

    :raises OSError: the kernel refused.
    """
    numbers = [ctypes.c_ulong(n) for n in (value, third, 0, 0)]
    return _checked(_libc().prctl(ctypes.c_int(option), *numbers), "prctl")


def unshare(flags: int) -> None:
    """`unshare(2)`.

    :raises OSError: the kernel refused.
    """
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def setns(namespace: int, flag: int) -> None:
    """`setns(2)`.

    :raises OSError: the kernel refused.
    """
    _checked(_libc().setns(ctypes.c_int(namespace), ctypes.c_int(flag)), "setns")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """`mount(2)`; empty texts are passed as NULL.

    :raises OSError: the kernel refused.
    """
    texts = [text.encode() or None for text in (source, target, kind)]
    result = _libc().mount(*texts, ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, " ".join(("mount", *filter(None, (kind or source,)), "on", target)))


def detach(target: str) -> None:
    """Take a mount away at once, even while it is in use.

    :raises OSError: the kernel refused.
    """
    lazily = 2
    _checked(_libc().umount2(target.encode(), ctypes.c_int(lazily)), "umount2")


def reason(error: OSError) -> str:
    """One line for the report of the walls."""
    return f"refused by the kernel ({error.strerror})"
