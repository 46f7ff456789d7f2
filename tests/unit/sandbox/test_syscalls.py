"""Every system call is asked of the kernel from inside each filter; golden tables say what it must answer.

tests/syscalls has the questions and writes the tables (`PYTHONPATH=tests python -m syscalls`).
"""

from __future__ import annotations

import contextlib
import errno
import json
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from syscalls import probe
from syscalls.expected import PRETENDED, PROFILES, golden, tables
from syscalls.names import MACHINES, numbers
from syscalls.questions import BY_EVERY_FILTER, ENDS, UNCLEAR, questions

from sandbox.guest.walls.numbers import NUMBERS
from sandbox.host.connection import GuestSandbox
from sandbox.host.docker import connect, open_docker, own_labels
from sandbox.host.docker_config import DockerConfig, container_config, host_config
from sandbox.host.local import open_local
from sandbox.host.runtimes import runtimes
from sandbox.program import Cell, Limits, Program, SourceFile

PROBE = Path(probe.__file__).read_text(encoding="utf-8")
MACHINE = platform.machine()
Asked = list[tuple[str, int, list[Any]]]


@dataclass(frozen=True)
class Kind:
    """What decides which filter a container gets."""

    uses: int
    device: str = ""


#: Errors that a filter of ours answers with; from an allowed call they would tell nothing.
OF_FILTERS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP}

#: Capabilities with which the kernel itself refuses next to nothing; not all, because machines lack some.
RIGHTS = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MKNOD NET_ADMIN "
    "NET_RAW SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT "
    "SYS_PTRACE SYS_RAWIO SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
)

needs_linux = pytest.mark.skipif(
    sys.platform != "linux" or MACHINE not in MACHINES, reason="the filters are Linux's, for two processors"
)


@pytest.mark.parametrize("name", PROFILES)
def test_the_golden_tables_are_those_of_the_rules(name: str) -> None:
    """For both processors; change them on purpose, and read the difference."""
    assert golden(name) == tables(name)


def test_the_names_of_the_rules_have_the_numbers_of_the_kernel() -> None:
    for at, machine in enumerate(MACHINES):
        known = numbers(machine)
        assert {name: known.get(name) for name in NUMBERS} == {n: pair[at] for n, pair in NUMBERS.items()}


def test_a_container_that_sees_several_submissions_may_do_five_things_more() -> None:
    for machine in MACHINES:
        one, several = (golden(f"syscalls-container{kind}")[machine] for kind in ("", "-forks"))
        more = {"mount", "pivot_root", "setns", "umount2", "unshare"}
        assert set(several["allowed"]) - set(one["allowed"]) == more
        assert set(one["denied"]) - set(several["denied"]) == more
        assert more <= set(golden("syscalls-student")[machine]["denied"])


def test_every_call_that_is_not_made_has_its_reason() -> None:
    labels = {question.label for machine in MACHINES for question in questions(machine)}
    assert set(ENDS) | set(UNCLEAR) <= labels
    assert all(reason.endswith((".", ").")) for reason in (*ENDS.values(), *UNCLEAR.values()))


def to_ask(name: str) -> Asked:
    """Every question to one filter but those that end the one that asks, and numbers without a call."""
    table, known = golden(name)[MACHINE], numbers(MACHINE)
    left_out = set(BY_EVERY_FILTER) | set(ENDS) & set(table["allowed"])
    asked: Asked = [
        (one.label, known[one.name], list(one.arguments))
        for one in questions(MACHINE)
        if one.label not in left_out
    ]
    return asked + [(str(number), number, []) for number, _ in unassigned_of(table)]


def unassigned_of(table: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for span, answer in table["unassigned"].items():
        first, last = map(int, span.split("-"))
        yield from ((number, answer) for number in range(first, last + 1))


def denied_by(table: dict[str, Any]) -> dict[str, set[int]]:
    """Label -> the errors that may be seen."""
    answers = table["denied"] | {str(number): answer for number, answer in unassigned_of(table)}
    return {
        label: {0} if said == PRETENDED else {getattr(errno, one) for one in said.split(" or ")}
        for label, said in answers.items()
        if label not in BY_EVERY_FILTER
    }


def named(answers: dict[str, int]) -> dict[str, str]:
    return {label: errno.errorcode.get(error, "worked") for label, error in answers.items()}


def check_denied(name: str, answers: dict[str, int]) -> None:
    """Every denied call is answered as the table says."""
    denied = denied_by(golden(name)[MACHINE])
    assert set(denied) <= set(answers)
    wrong = {label: answers[label] for label, errors in denied.items() if answers[label] not in errors}
    assert named(wrong) == {}


def check_allowed(name: str, answers: dict[str, int]) -> None:
    """Every allowed call reaches the kernel, which has another answer to it."""
    allowed = set(golden(name)[MACHINE]["allowed"]) - set(ENDS) - set(UNCLEAR)
    stopped = {label: answers[label] for label in allowed if answers[label] in OF_FILTERS}
    assert named(stopped) == {}


def differing(name: str, answers: dict[str, int]) -> set[str]:
    """Labels of denied calls that are answered otherwise here."""
    denied = denied_by(golden(name)[MACHINE])
    return {label for label, error in answers.items() if label in denied and error not in denied[label]}


@pytest.fixture(scope="module")
def api() -> Iterator[Any]:
    with contextlib.closing(connect()) as client:
        yield client


@pytest.fixture(scope="module")
def contained(api: Any) -> Callable[..., dict[str, int]]:
    """Asks from within a container like those of submissions; with `rights`, as root with capabilities."""

    def ask(
        asked: Asked, kind: Kind, *, rights: bool = False, unconfined: bool = False, runtime: str = ""
    ) -> dict[str, int]:
        config = DockerConfig(max_uses=kind.uses, runtime=runtime)
        body = container_config(config, own_labels())
        # The filter of a container with a GPU, for which no GPU is needed.
        body["HostConfig"]["SecurityOpt"] = host_config(config, kind.device)["SecurityOpt"]
        body |= {"Entrypoint": ["python", "-I", "-S", "-c"], "Cmd": [PROBE, json.dumps(asked)]}
        host = body["HostConfig"]
        if rights:
            # The kernel refuses nothing to this one, so that what is refused is refused by the filter.
            body["User"] = "0:0"
            host["CapAdd"] = RIGHTS.split()
        if unconfined:
            host["SecurityOpt"] = ["no-new-privileges:true", "seccomp=unconfined", "apparmor=unconfined"]
        answers: dict[str, int] = json.loads(output_of(api, body))
        return answers

    return ask


def output_of(api: Any, body: dict[str, Any]) -> bytes:
    """What a container of this kind prints; it is gone afterwards."""
    body["HostConfig"] |= {"AutoRemove": False, "LogConfig": {"Type": "json-file"}}
    container = api.create_container_from_config(body)["Id"]
    try:
        api.start(container)
        api.wait(container, timeout=60)
        said: bytes = api.logs(container)
        return said
    finally:
        api.remove_container(container, force=True)


#: Denied calls that this kernel has, whose own answer is another: a filter that is missing shows here.
NAMED = (
    *("socket", "connect", "bind", "accept4", "sendmmsg", "ptrace", "process_vm_readv", "keyctl", "add_key"),
    *(
        "bpf",
        "perf_event_open",
        "userfaultfd",
        "io_uring_setup",
        "io_uring_enter",
        "splice",
        "tee",
        "vmsplice",
    ),
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "init_module", "kexec_load", "clone3"),
    *("pidfd_open", "pidfd_getfd", "kcmp", "open_by_handle_at", "fsopen", "move_mount", "socketpair INET"),
)
#: Of these the kernel refuses none to anybody for want of a right.
NAMED_FOR_ALL = (
    *("socket", "connect", "bind", "accept4", "sendmmsg", "sendmsg", "recvmsg", "ptrace", "process_vm_readv"),
    *("splice", "tee", "vmsplice", "unshare", "setns", "mount", "umount2", "clone3", "pidfd_open", "kcmp"),
    *("execve", "execveat", "setuid", "flock", "tkill", "memfd_create", "chmod", "getxattr", "fcntl SETLK"),
    *("mmap SHARED ANONYMOUS", "sendto OOB", "socketpair INET", "socketpair UNIX DGRAM", "prctl SET_SECCOMP"),
)
KINDS = {
    "syscalls-container": Kind(1),
    "syscalls-container-forks": Kind(2),
    "syscalls-container-gpu": Kind(1, "0"),
}


@needs_linux
@pytest.mark.docker
@pytest.mark.parametrize("name", KINDS)
def test_the_engines_filter_denies_what_its_table_says(contained: Any, name: str) -> None:
    asked = to_ask(name)
    check_denied(name, contained(asked, KINDS[name]))
    with_rights = contained(asked, KINDS[name], rights=True)
    check_denied(name, with_rights)
    check_allowed(name, with_rights)


@needs_linux
@pytest.mark.docker
def test_gvisor_puts_the_engines_filter_in_force(contained: Any) -> None:
    """Its own kernel answers to what the filter lets through; without `--oci-seccomp` to everything."""
    if "runsc" not in runtimes().names:
        pytest.skip("the engine has no runtime runsc")
    name = "syscalls-container"
    answers = contained(to_ask(name), KINDS[name], runtime="runsc")
    # It denies with EPERM whatever a rule says.
    assert answers.pop("clone3") in OF_FILTERS
    assert differing(name, answers) == set()


@needs_linux
@pytest.mark.docker
def test_without_the_engines_filter_the_answers_are_others(contained: Any) -> None:
    """The positive control, asked with the same rights."""
    name = "syscalls-container"
    asked = [question for question in to_ask(name) if question[0] not in ENDS]
    free = differing(name, contained(asked, KINDS[name], rights=True, unconfined=True))
    assert set(NAMED) <= free
    # What is left are numbers without a call, and calls that this kernel is too old for.
    known = {label for label, errors in denied_by(golden(name)[MACHINE]).items() if errors == {errno.EPERM}}
    assert len({label for label in known - free if not label.isdigit()}) < 10


@contextlib.contextmanager
def student_in(open_sandbox: Callable[[], GuestSandbox]) -> Iterator[Callable[[Asked], dict[str, int]]]:
    """Asks as a student's program does, through the wire."""
    sandbox = open_sandbox()

    def ask(asked: Asked) -> dict[str, int]:
        reply = sandbox.request(
            "call",
            {"target": {"name": "ask"}, "args": [[list(one) for one in asked]], "kwargs": {}},
            cpu_s=20,
            wall_s=60,
        )
        assert reply.fault is None, reply.fault
        answers: dict[str, int] = reply.value
        return answers

    try:
        program = Program("probe.py", (SourceFile("probe.py", (Cell(0, PROBE),)),))
        loaded = sandbox.spawn(program, Limits(), 1)
        assert loaded.fault is None
        assert loaded.errors == ()
        yield ask
    finally:
        sandbox.close()


STUDENT = "syscalls-student"


@needs_linux
def test_the_students_filter_denies_what_its_table_says() -> None:
    with student_in(open_local) as ask:
        answers = ask(to_ask(STUDENT))
    check_denied(STUDENT, answers)
    check_allowed(STUDENT, answers)


@needs_linux
@pytest.mark.docker
@pytest.mark.parametrize("uses", [1, 2])
def test_both_filters_together_deny_what_either_does(uses: int) -> None:
    """Of two filters that deny, the one that was put in force last says with which error."""
    with student_in(lambda: open_docker(DockerConfig(max_uses=uses))) as ask:
        answers = ask(to_ask(STUDENT))
    check_denied(STUDENT, answers)
    check_allowed(STUDENT, answers)


@needs_linux
def test_without_the_students_filter_the_answers_are_others() -> None:
    """The positive control, asked by a program without walls."""
    with student_in(lambda: open_local(walls=False)) as ask:
        answers = ask([question for question in to_ask(STUDENT) if question[0] in NAMED_FOR_ALL])
    assert differing(STUDENT, answers) == set(NAMED_FOR_ALL)
