"""Which system calls the student's process may make, and why. Everything not named here is refused.

Data only: `seccomp.py` turns it into a filter, `numbers.py` has the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Argument:
    """A condition on the lower 32 bits of one argument (all of these are `int` or flags in the kernel)."""

    index: int
    #: `in`: the argument is one of `values`. `masked`: of its bits under the mask `values[0]` exactly those
    #: of `values[1]` are set. `not_masked`: the opposite.
    test: Literal["in", "masked", "not_masked"]
    values: tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """System calls that are treated alike."""

    reason: str
    calls: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()


#: Stands for the process's own number, known when the filter is made.
OWN_PID = -1

CLONE_THREAD = 0x00010000
CLONE_NAMESPACES = 0x7E020080
MAP_SHARED_ANONYMOUS = 0x21
MAP_GROWSDOWN = 0x100
MAP_HUGETLB = 0x40000
MADV_MERGEABLE = 12
MSG_OOB = 1
ALL_BITS = 0xFFFFFFFF
AF_UNIX = 1
SOCK_STREAM = 1
SOCK_SEQPACKET = 5
SOCK_TYPE_MASK = 0xF

FCNTL = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIO(N)CLEX
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA
PRCTL = (3, 15, 16, 21, 23, 39, 0x53564D41)


def _calls(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALLOWED: tuple[Rule, ...] = (
    Rule(
        "Open, read and write files; Landlock decides which.",
        _calls(
            "read write readv writev pread64 pwrite64 preadv pwritev open openat creat close close_range "
            "lseek ftruncate truncate fsync fdatasync fallocate dup dup2 dup3 pipe pipe2"
        ),
    ),
    Rule(
        "The same without flags: one of them tells whether a page of a file that all may read is in memory, "
        "which is a message to whoever looks next.",
        _calls("preadv2 pwritev2"),
        (Argument(5, "in", (0,)),),
    ),
    Rule(
        "Look at files and folders and rearrange those in the scratch folder; Landlock decides where.",
        _calls(
            "stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents "
            "getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 "
            "statfs fstatfs umask"
        ),
    ),
    Rule(
        "Descriptor flags and copies. No locks and leases (two students could signal by them), no F_SETOWN "
        "(it sends signals to other processes), no larger pipes.",
        ("fcntl",),
        (Argument(1, "in", FCNTL),),
    ),
    Rule(
        "Ask whether a descriptor is a terminal and how much can be read; no device has more to offer.",
        ("ioctl",),
        (Argument(1, "in", IOCTL),),
    ),
    Rule(
        "Memory. Not shared and anonymous, and not growing downward: the data limit counts neither. Not of "
        "the machine's huge pages, which no limit counts.",
        ("mmap",),
        (
            Argument(3, "not_masked", (MAP_SHARED_ANONYMOUS, MAP_SHARED_ANONYMOUS)),
            Argument(3, "not_masked", (MAP_GROWSDOWN, MAP_GROWSDOWN)),
            Argument(3, "not_masked", (MAP_HUGETLB, MAP_HUGETLB)),
        ),
    ),
    Rule(
        "Memory, as the C library manages it.",
        _calls("brk munmap mprotect mremap msync membarrier"),
    ),
    Rule(
        "How memory will be used. Not that equal pages may be shared with other processes: the time of a "
        "write would tell what those hold.",
        ("madvise",),
        (Argument(2, "not_masked", (ALL_BITS, MADV_MERGEABLE)),),
    ),
    Rule("Where memory lies; BLAS libraries ask.", _calls("get_mempolicy getcpu")),
    Rule(
        "Threads, and no processes: CLONE_THREAD is set and no namespace is asked for.",
        ("clone",),
        (Argument(0, "masked", (CLONE_THREAD | CLONE_NAMESPACES, CLONE_THREAD)),),
    ),
    Rule(
        "Threads wait for one another and end.",
        _calls(
            "futex set_robust_list get_robust_list rseq set_tid_address exit exit_group gettid "
            "sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max "
            "sched_get_priority_min arch_prctl"
        ),
    ),
    Rule("Pin threads of this process; OpenMP tries.", ("sched_setaffinity",), (Argument(0, "in", (0,)),)),
    Rule(
        "Handle signals and set timers for this process.",
        _calls(
            "rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack rt_sigpending rt_sigtimedwait "
            "rt_sigsuspend pause alarm setitimer getitimer restart_syscall"
        ),
    ),
    Rule(
        "Send a signal to this process and no other. None with a value: those that wait count for all "
        "processes of the user.",
        _calls("kill tgkill"),
        (Argument(0, "in", (OWN_PID,)),),
    ),
    Rule(
        "Clocks and sleeping.",
        _calls("clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times"),
    ),
    Rule(
        "Wait for descriptors; asyncio needs it.",
        _calls(
            "poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait "
            "epoll_pwait2 eventfd eventfd2"
        ),
    ),
    Rule(
        "A pair of connected stream sockets within the process (asyncio). Stream only: a datagram socket "
        "could be pointed at another program's address.",
        ("socketpair",),
        (Argument(0, "in", (AF_UNIX,)), Argument(1, "masked", (SOCK_TYPE_MASK, SOCK_STREAM))),
    ),
    Rule(
        "Use connected sockets that are there: the channel to the judge, and pairs. Bytes only: descriptors "
        "in messages and urgent bytes are corners of the kernel that processes have escaped through.",
        _calls("sendto recvfrom"),
        (Argument(3, "not_masked", (MSG_OOB, MSG_OOB)),),
    ),
    Rule("Ask about and end such sockets.", _calls("shutdown getsockopt getsockname getpeername")),
    Rule(
        "Who and where the process is.",
        _calls(
            "getpid getppid getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid "
            "getsid uname sysinfo getrusage getrlimit setrlimit getpriority getrandom capget wait4 waitid"
        ),
    ),
    Rule(
        "Read and lower the limits of this process; not those of another.",
        ("prlimit64",),
        (Argument(0, "in", (0, OWN_PID)),),
    ),
    Rule(
        "Name threads and memory, read flags. Not PR_SET_PDEATHSIG: the process must die with its parent.",
        ("prctl",),
        (Argument(0, "in", PRCTL),),
    ),
)

#: With a GPU the driver's user side needs more; every device node it can reach is named by Landlock.
ALLOWED_WITH_GPU: tuple[Rule, ...] = (
    Rule("The driver speaks through ioctl alone, with numbers of its own.", ("ioctl",)),
    Rule("Pinned host memory is mapped shared and anonymous.", ("mmap",)),
    Rule(
        "Pinned memory, and memory passed between the driver's parts.", _calls("mlock munlock memfd_create")
    ),
    Rule(
        "The driver opens one local socket of packets, by which processes of one program could pass on a "
        "descriptor, and does not begin where it cannot. Nobody may connect to it or accept who does.",
        ("socket",),
        (Argument(0, "in", (AF_UNIX,)), Argument(1, "masked", (SOCK_TYPE_MASK, SOCK_SEQPACKET))),
    ),
    Rule("It names that socket and listens; there is no other that could be named.", _calls("bind listen")),
)

#: Calls that are answered with success and do nothing: libraries make them in passing, no check needs them.
IGNORED: tuple[Rule, ...] = (
    Rule(
        "Modes and times of files: Landlock does not cover them, and `shutil.copy` fails without.",
        _calls("chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat"),
    ),
    Rule(
        "How a file will be read: it takes pages of shared files out of memory, where others see it.",
        ("fadvise64",),
    ),
)

#: Calls that are answered with `not supported`, because the caller then does without.
NOT_SUPPORTED: tuple[Rule, ...] = (
    Rule(
        "Extended attributes: Landlock does not cover them.",
        _calls("getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr"),
    ),
)

#: Calls that are answered with `no such call`: the C library then takes an older one that can be checked.
UNKNOWN: tuple[Rule, ...] = (
    Rule("Their flags lie in memory, where a filter cannot look.", _calls("clone3 openat2")),
)


def in_force(gpu: bool) -> Iterable[Rule]:
    """The allowing rules; with a GPU its own replace those of the same calls."""
    if not gpu:
        return ALLOWED
    replaced = {call for rule in ALLOWED_WITH_GPU for call in rule.calls}
    return (*(rule for rule in ALLOWED if not replaced.intersection(rule.calls)), *ALLOWED_WITH_GPU)
