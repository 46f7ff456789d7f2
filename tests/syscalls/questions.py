"""Which calls are made, and with which arguments, so that each is harmless whatever comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from syscalls.names import numbers

#: Makes no difference: no descriptor, no pointer and no flag.
ANY = -1
Argument = int | str


@dataclass(frozen=True)
class Question:
    """One call; arguments that are not given are -1, and `pid` stands for the process's own number."""

    name: str
    arguments: tuple[Argument, ...] = ()
    #: What the arguments stand for, where a filter looks at them.
    note: str = ""

    @property
    def label(self) -> str:
        """How the golden tables call it."""
        return f"{self.name} {self.note}".strip()


#: A call that would be made with these arguments in place of -1, which it would misunderstand.
INSTEAD: dict[str, tuple[Argument, ...]] = {
    "futex": (1, 1),  # an unknown operation would be answered with ENOSYS, as an unknown call is
}

#: Calls that a filter allows with some arguments and not with others.
WITH_ARGUMENTS = (
    Question("clone", (0x11,), "SIGCHLD, a process"),
    Question("clone", (0x10000000,), "NEWUSER"),
    Question("clone", (0x10000,), "THREAD"),
    Question("clone", (0x00030000,), "THREAD NEWNS"),
    Question("kill", ("pid", 0), "itself"),
    Question("kill", (1, 0), "another"),
    Question("tgkill", ("pid", "pid", 0), "itself"),
    Question("tgkill", (1, 1, 0), "another"),
    Question("fcntl", (ANY, 1), "GETFD"),
    Question("fcntl", (ANY, 6), "SETLK"),
    Question("fcntl", (ANY, 8), "SETOWN"),
    Question("fcntl", (ANY, 1024), "SETLEASE"),
    Question("fcntl", (ANY, 1031), "SETPIPE_SZ"),
    Question("ioctl", (ANY, 0x5401), "TCGETS"),
    Question("ioctl", (ANY, 0x5412), "TIOCSTI"),
    Question("mmap", (0, 4096, 1, 0x02, ANY, 0), "PRIVATE"),
    Question("mmap", (0, 4096, 1, 0x21, ANY, 0), "SHARED ANONYMOUS"),
    Question("mmap", (0, 4096, 1, 0x122, ANY, 0), "GROWSDOWN"),
    Question("mmap", (0, 4096, 1, 0x40022, ANY, 0), "HUGETLB"),
    Question("madvise", (ANY, ANY, 4), "DONTNEED"),
    Question("madvise", (ANY, ANY, 12), "MERGEABLE"),
    Question("socket", (1, 5, 0), "UNIX SEQPACKET"),
    Question("socket", (1, 1, 0), "UNIX STREAM"),
    Question("socket", (2, 1, 0), "INET"),
    Question("socket", (2, 5, 0), "INET SEQPACKET"),
    Question("socketpair", (1, 1, 0), "UNIX STREAM"),
    Question("socketpair", (1, 2, 0), "UNIX DGRAM"),
    Question("socketpair", (2, 1, 0), "INET"),
    Question("sendto", (ANY, ANY, ANY, 0), "plain"),
    Question("sendto", (ANY, ANY, ANY, 1), "OOB"),
    Question("recvfrom", (ANY, ANY, ANY, 0), "plain"),
    Question("recvfrom", (ANY, ANY, ANY, 1), "OOB"),
    Question("prctl", (3,), "GET_DUMPABLE"),
    Question("prctl", (1, 999), "SET_PDEATHSIG"),
    Question("prctl", (4, 999), "SET_DUMPABLE"),
    Question("prctl", (22, 999), "SET_SECCOMP"),
    Question("prlimit64", (0, 999), "itself"),
    Question("prlimit64", (1, 999), "another"),
    Question("sched_setaffinity", (0, 0), "itself"),
    Question("sched_setaffinity", (1, 0), "another"),
)

#: Not made where the filter allows them.
ENDS = {
    "exit": "It ends the thread that asks.",
    "exit_group": "It ends the process that asks.",
    "rt_sigreturn": "It takes registers from a stack that no signal has prepared.",
    "pause": "It never comes back.",
    "fork": "There would be two that ask.",
    "clone SIGCHLD, a process": "There would be two that ask.",
    "vfork": "The child would run on the stack of the one that asks.",
}

#: Never made: newer kernels pass them by every filter, because they belong to the kernel's own trampolines;
#: from anywhere else they do nothing but end the process or fail.
BY_EVERY_FILTER = ("uprobe", "uretprobe")

#: Allowed, and answered by the kernel itself as a filter would: nothing can be told from the answer.
UNCLEAR = {
    "fchmodat2": "An engine whose libseccomp is older than the call does not know it (ENOSYS).",
    "membarrier": "Kernels may be built without it (ENOSYS).",
    "get_mempolicy": "Kernels may be built without it (ENOSYS).",
    "landlock_create_ruleset": "Kernels may be built without it (ENOSYS), or start without it (EOPNOTSUPP).",
    "landlock_add_rule": "Kernels may be built without it (ENOSYS), or start without it (EOPNOTSUPP).",
    "landlock_restrict_self": "Kernels may be built without it (ENOSYS), or start without it (EOPNOTSUPP).",
}


def questions(machine: str) -> list[Question]:
    """Every call with -1 for all arguments, and again those of which a filter reads the arguments."""
    plain = [Question(name, INSTEAD.get(name, ())) for name in sorted(numbers(machine))]
    return sorted((*plain, *WITH_ARGUMENTS), key=lambda question: question.label)
