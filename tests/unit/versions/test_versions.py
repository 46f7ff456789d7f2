"""A version is kept once, comes back as it was, and is held to its hash."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from grader.catalog.models import Exercise
from grader.catalog.services import Catalog
from grader.errors import InfrastructureError, UsageError
from grader.store.sessions import session_scope
from grader.versions import archive, services
from grader.versions.models import ExerciseVersion


def keep(database: Engine, exercise: Exercise) -> None:
    with session_scope(database, write=True) as session:
        services.keep(session, exercise)


def restore(database: Engine, version: str, cache: Path) -> Exercise:
    with session_scope(database) as session:
        return services.restore(session, version, cache)


def test_what_was_kept_comes_back_when_the_catalogue_has_moved_on(
    database: Engine, roots: tuple[Path, Path], exercise: Exercise, cache: Path
) -> None:
    keep(database, exercise)
    for hidden in roots[1].rglob("test_hidden.py"):
        hidden.write_text(hidden.read_text().replace("points(2)", "points(3)") + "\n")
    assert Catalog(*roots).get("scaling").version != exercise.version
    found = restore(database, exercise.version, cache)
    assert found.public_dir == cache / exercise.version / "exercises/warm-up/scaling"
    moved = [replace(check, path=Path(check.path.name)) for check in found.checks]
    assert moved == [replace(check, path=Path(check.path.name)) for check in exercise.checks]
    assert found.version == exercise.version
    assert len(found.wrong) == len(exercise.wrong) > 0
    assert found.reference_dir is not None
    assert (found.reference_dir / "data/deep/numbers.bin").read_bytes() == bytes(range(256))


def test_a_version_is_kept_once_and_the_same_bytes_every_time(database: Engine, exercise: Exercise) -> None:
    keep(database, exercise)
    keep(database, exercise)
    with session_scope(database) as session:
        assert session.scalar(select(func.count()).select_from(ExerciseVersion)) == 1
        stored = services.archive_of(session, exercise.version)
    assert stored == archive.pack(archive.read(exercise))


def test_two_workers_may_keep_the_same_version_at_once(database: Engine, exercise: Exercise) -> None:
    ready, failed = threading.Barrier(4), list[BaseException]()

    def work() -> None:
        try:
            ready.wait()
            keep(database, exercise)
        except BaseException as error:
            failed.append(error)
            raise

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    with session_scope(database) as session:
        assert [kept.version for kept in services.versions_of(session, "scaling")] == [exercise.version]


def test_the_second_of_two_open_transactions_finds_the_row_of_the_first(
    database: Engine, exercise: Exercise
) -> None:
    """Both have looked, and neither has seen a row, before one writes."""
    if database.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time, so nobody can have looked in between")
    with session_scope(database, write=True) as late:
        assert not services.is_kept(late, exercise.version)
        keep(database, exercise)
        services.keep(late, exercise)


def test_files_that_changed_since_are_not_kept_under_the_old_version(
    database: Engine, roots: tuple[Path, Path], exercise: Exercise
) -> None:
    (roots[0] / "warm-up/scaling/README.md").write_text("# Other\n")
    with pytest.raises(InfrastructureError, match="changed while they were read"):
        keep(database, exercise)


def test_versions_are_listed_with_the_newest_first(
    database: Engine, roots: tuple[Path, Path], exercise: Exercise
) -> None:
    keep(database, exercise)
    (roots[0] / "warm-up/scaling/README.md").write_text("# Scaling\n\nPredict: what comes out?\n")
    second = Catalog(*roots).get("scaling")
    keep(database, second)
    with session_scope(database) as session:
        found = services.versions_of(session, "scaling")
        assert services.versions_of(session, "other") == []
    assert [kept.version for kept in found] == [second.version, exercise.version]
    assert found[0].created_at > found[1].created_at


def test_a_version_that_was_never_kept_is_named(database: Engine, cache: Path) -> None:
    with pytest.raises(UsageError, match="version abababababab is not kept"):
        restore(database, "ab" * 32, cache)
    assert not cache.exists()


def test_only_this_user_may_look_into_the_folder(database: Engine, exercise: Exercise, cache: Path) -> None:
    cache.mkdir(parents=True, mode=0o755)
    keep(database, exercise)
    restore(database, exercise.version, cache)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert [path.name for path in cache.iterdir()] == [exercise.version]


@pytest.mark.parametrize("harm", ["changed", "more", "missing", "empty", "unreadable"])
def test_a_folder_that_is_not_of_its_version_is_put_right(
    harm: str, database: Engine, exercise: Exercise, cache: Path
) -> None:
    keep(database, exercise)
    found = restore(database, exercise.version, cache)
    hidden = found.checks[-1].path
    right = hidden.read_bytes()
    if harm == "changed":
        hidden.write_text("def test_all(student):\n    pass\n")
    elif harm == "more":
        (found.public_dir / "more.py").write_text("")
    elif harm == "missing":
        (found.public_dir / "exercise.toml").unlink()
    elif harm == "empty":
        hidden.write_bytes(b"")
    else:
        hidden.write_bytes(b"\xff\xfe")
    again = restore(database, exercise.version, cache)
    assert again == found
    assert hidden.read_bytes() == right
    assert not (found.public_dir / "more.py").exists()
    assert [path.name for path in cache.iterdir()] == [exercise.version]


def test_an_archive_of_another_version_is_refused(database: Engine, exercise: Exercise, cache: Path) -> None:
    keep(database, exercise)
    packed = archive.read(exercise)
    other = replace(packed, reference={**packed.reference, "test_hidden.py": b"import pytest\n"})
    with session_scope(database, write=True) as session:
        session.execute(update(ExerciseVersion).values(archive=archive.pack(other)))
    with pytest.raises(InfrastructureError, match="damaged"):
        restore(database, exercise.version, cache)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("name", ["../out.py", "/etc/out.py", "exercises/../../out.py", "a//b.py"])
def test_no_path_leads_out_of_an_archive(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    with pytest.raises(ValueError, match="leads out"):
        archive.unpack(archive.write_zip({"a.py": b"", name: b"out"}), inside)
    assert not inside.exists()
    assert not (tmp_path / "out.py").exists()


def test_processes_that_restore_at_once_all_get_it(database: Engine, exercise: Exercise, cache: Path) -> None:
    """Each in a process of its own, because within one they take turns."""
    keep(database, exercise)
    url = database.url.render_as_string(hide_password=False)
    program = (
        "import sys; from pathlib import Path\n"
        "from grader.store.sessions import create_engine, session_scope\n"
        "from grader.versions.services import restore\n"
        "sys.stdin.readline()\n"
        "with session_scope(create_engine(sys.argv[1])) as session:\n"
        "    print(restore(session, sys.argv[2], Path(sys.argv[3])).version)\n"
    )
    command = [sys.executable, "-c", program, url, exercise.version, str(cache)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    assert [worker.communicate(timeout=120)[0].strip() for worker in workers] == [exercise.version] * 3
    assert [path.name for path in cache.iterdir()] == [exercise.version]
