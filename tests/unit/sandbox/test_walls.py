"""The walls, taken by real processes on this kernel."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from processes import descendants

from sandbox.guest.walls import WALL_BROKEN, landlock, paths
from sandbox.guest.walls.entrance import NAMES
from sandbox.host.probe import probe_walls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls need Linux")

ROOT = Path(__file__).resolve().parents[3]
#: Runs `act` behind the walls; what it prints is the answer.
PROGRAM = """
import os, sys, tempfile
from sandbox.guest.walls import Policy, enter
from sandbox.guest.walls.rehearsal import run_inside
from sandbox.program import Limits
{setup}
scratch = tempfile.mkdtemp(prefix="grader-test-")
def behind(pid):
    try:
        walls = enter(Policy(Limits({limits}), scratch, walls={walls}, readable={readable!r}, pid=pid))
{act}
    except BaseException as error:
        print(type(error).__name__, error)
    sys.stdout.flush()
status = run_inside(behind)
import shutil
shutil.rmtree(scratch)
sys.exit(status)
"""


def inside(
    act: str,
    *,
    setup: str = "",
    limits: str = "",
    walls: bool = True,
    readable: tuple[str, ...] = (),
    user: int | None = None,
) -> tuple[int, str]:
    """Exit code (200 + the number for a signal) and output of `act` behind the walls."""
    source = PROGRAM.format(
        act=textwrap.indent(textwrap.dedent(act).strip(), " " * 8),
        setup=setup,
        limits=limits,
        walls=walls,
        readable=readable,
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=120,
        user=user,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def can_make_namespaces() -> bool:
    return subprocess.run(["unshare", "-Urmpf", "true"], capture_output=True).returncode == 0


def test_every_wall_that_the_kernel_offers_is_up() -> None:
    walls = probe_walls()
    assert tuple(walls) == NAMES
    expected = {"session", "identity", "limits", "capabilities", "no_new_privileges", "calls", "self_check"}
    if landlock.abi() >= 6:
        expected |= {"files", "tcp", "scopes"}
    if can_make_namespaces():
        expected |= {"mount", "pid", "net", "ipc", "uts", "root", "scratch"}
    assert expected <= {name for name, state in walls.items() if state == "up"}


def test_without_walls_only_session_and_limits_are_taken() -> None:
    _, said = inside("import json; print(json.dumps(walls))", walls=False)
    walls = json.loads(said)
    assert {name for name, state in walls.items() if state == "up"} == {"session", "limits"}
    assert {state for state in walls.values() if state != "up"} == {"not asked for"}


def test_root_becomes_an_unprivileged_user_without_capabilities() -> None:
    code = "print(os.getuid(), [s.split()[1] for s in open('/proc/self/status') if s.startswith('Cap')])"
    _, behind = inside(code)
    assert behind.endswith(str(["0" * 16] * 5))
    if os.getuid() == 0:
        assert behind.startswith("65532 ")
        _, before = inside(code, walls=False)
        assert before.startswith("0 ")
        assert "0" * 16 + "']" not in before.replace(" ", "")[:40]


def test_no_descriptor_is_inherited() -> None:
    setup = "import socket; leaked = os.open('/etc/passwd', os.O_RDONLY); ours = socket.socketpair()"
    act = "print(sorted(int(name) for name in os.listdir('/proc/self/fd'))[:4])"
    _, behind = inside(act, setup=setup)
    # 3 is the descriptor that lists the folder.
    assert behind == "[0, 1, 2, 3]"


def test_only_the_scratch_folder_is_writable_and_starts_empty() -> None:
    act = """
    # A font list of matplotlib's may lie there already, which is ours.
    found = [name for name in os.listdir('.') if name != '.cache']
    print(found, os.getcwd() == scratch == os.environ['HOME'])
    open('mine', 'w').write('x')
    for place in ('/', '/tmp', '/usr', '/etc', '/dev/shm', '/var/tmp', sys.prefix):
        try:
            open(place + '/theirs', 'w')
            print('wrote', place)
        except OSError:
            pass
    """
    assert inside(act)[1] == "[] True"


def test_what_is_named_can_be_read_and_its_neighbour_cannot(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "data").write_text("yes")
    (tmp_path / "hidden").write_text("no")
    (tmp_path / "given" / "link").symlink_to(tmp_path / "hidden")
    tmp_path.chmod(0o755)
    act = f"""
    print(open({str(tmp_path / "given" / "data")!r}).read())
    for name in ('hidden', 'given/link', 'given/../hidden'):
        try:
            print(open({str(tmp_path)!r} + '/' + name).read())
        except OSError as error:
            print('refused')
    """
    readable = (str(tmp_path / "given"),)
    assert inside(act, readable=readable)[1].split() == ["yes", "refused", "refused", "refused"]
    assert inside(act, readable=readable, walls=False)[1].split() == ["yes", "no", "no", "no"]


def test_the_projects_own_folder_is_not_readable() -> None:
    """It lies on `sys.path` and holds the hidden tests."""
    act = f"print(os.path.exists({str(ROOT / 'DESIGN.md')!r}), os.access({str(ROOT)!r}, os.R_OK))\n"
    act += f"try:\n    print(os.listdir({str(ROOT)!r}))\nexcept OSError:\n    print('refused')"
    assert inside(act)[1].splitlines()[-1] == "refused"
    assert "DESIGN.md" in inside(act, walls=False)[1]


def test_of_a_prefix_only_what_is_installed_is_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment may be the project's folder itself, and the hidden tests lie beside `lib`."""
    for name in ("lib", "reference"):
        (tmp_path / name).mkdir()
    for prefix in ("prefix", "exec_prefix"):
        monkeypatch.setattr(sys, prefix, str(tmp_path))
    readable = [Path(path) for path in paths.readable(())]
    assert tmp_path / "lib" in readable
    assert not [path for path in readable if (tmp_path / "reference").is_relative_to(path)]


def test_a_memory_eater_gets_a_memory_error() -> None:
    act = "held = bytearray(400 * 2**20); print('held', len(held))"
    assert inside(act, limits="memory_mb=200")[1].startswith("MemoryError")
    assert inside(act, limits="memory_mb=600")[1].startswith("held")


@pytest.mark.parametrize("flags", [0x21, 0x122], ids=["shared", "growing downward"])
def test_memory_that_the_limit_does_not_count_is_refused(flags: int) -> None:
    act = f"import mmap; held = mmap.mmap(-1, 400 * 2**20, flags={flags}); print('held')"
    assert inside(act, limits="memory_mb=200")[1].startswith("PermissionError")
    assert inside(act, limits="memory_mb=200", walls=False)[1] == "held"


def test_threads_are_limited() -> None:
    act = """
    import threading, time
    threading.stack_size(65536)
    started = 0
    try:
        for started in range(1000):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        pass
    print(started)
    """
    assert 200 < int(inside(act)[1]) <= 256
    assert int(inside(act, walls=False)[1]) == 999


def test_cpu_seconds_are_limited() -> None:
    act = "while True: pass"
    code, _ = inside(act, limits="cpu_s=0.5")
    assert code - 200 in (signal.SIGXCPU, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL, signal.SIGTERM])
def test_a_crash_shows_as_the_signal_it_was(number: signal.Signals) -> None:
    assert inside(f"os.kill(os.getpid(), {int(number)})")[0] == 200 + number


def test_an_exit_code_shows_as_it_was() -> None:
    assert inside("os._exit(7)")[0] == 7


def test_the_foreign_system_call_interface_kills() -> None:
    act = """
    import ctypes, mmap
    # mov eax, 20 (getpid of the 32-bit interface); int 0x80; ret
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
    page.write(bytes.fromhex('b814000000cd80c3'))
    print('answer', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
    """
    if os.uname().machine != "x86_64":
        pytest.skip("the 32-bit interface is that of x86")
    assert inside(act)[0] == 200 + signal.SIGSYS
    assert inside(act, walls=False)[0] != 200 + signal.SIGSYS


def test_the_self_check_finds_missing_walls() -> None:
    act = """
    from sandbox.guest.walls import selfcheck
    print(selfcheck.broken({'calls': 'up', 'files': 'up'}, scratch))
    print(selfcheck.broken({}, scratch))
    """
    found, nothing = inside(act, walls=False)[1].splitlines()
    assert "start a process" in found
    assert "open an internet socket" in found
    assert "read a file of the system" in found
    assert "write outside the scratch folder" in found
    assert nothing == "[]"


def test_a_broken_wall_ends_the_process() -> None:
    setup = "from sandbox.guest.walls import seccomp; seccomp.take = lambda gpu: 'up'"
    code, said = inside("print('went on')", setup=setup)
    assert code == WALL_BROKEN
    assert "a wall is broken" in said
    assert "went on" not in said


def test_the_process_dies_with_its_parent(tmp_path: Path) -> None:
    source = PROGRAM.format(
        act=" " * 8 + "open(1, 'wb', closefd=False).write(b'x'); import time; time.sleep(120)",
        setup="",
        limits="",
        walls=True,
        readable=(),
    )
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", source], env=environment, stdout=subprocess.PIPE, cwd="/"
    ) as running:
        assert running.stdout is not None
        assert running.stdout.read(1) == b"x"
        inside = descendants(running.pid)
        assert len(inside) == (3 if can_make_namespaces() else 1)
        running.kill()
        running.wait()
        killed = time.monotonic()
        # Every process of it holds the pipe or has closed it on purpose; the last one to end closes it.
        assert running.stdout.read() == b""
    # It did not end by itself, which takes twice as long.
    assert time.monotonic() - killed < 60
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in inside) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in inside if Path(f"/proc/{pid}").exists()]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_an_unprivileged_user_gets_the_same_walls() -> None:
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "sandbox.guest.walls"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    if can_make_namespaces():
        assert set(json.loads(done.stdout).values()) == {"up"}


def test_modes_are_accepted_and_ignored() -> None:
    act = """
    import shutil
    open('a', 'w').write('x')
    shutil.copy2('a', 'b')
    os.chmod('a', 0o777)
    print(oct(os.stat('a').st_mode & 0o777), os.listdir('.') == ['b', 'a'] or sorted(os.listdir('.')))
    """
    mode, names = inside(act)[1].split(" ", 1)
    assert mode != "0o777"
    assert "'a', 'b'" in names or names == "True"
