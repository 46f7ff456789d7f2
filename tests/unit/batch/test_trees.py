"""The export is read where it lies: nothing leads out of it, and nothing in it is believed."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from exports import as_folder, as_zip

from grader.batch import trees
from grader.batch.trees import Unreadable, open_tree
from grader.errors import UsageError


def test_a_folder_follows_no_links(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("x = 1\n")
    root = as_folder(tmp_path / "class", {"ada/a.py": b"1", "eve/b.py": b"2"})
    (root / "eve" / "softmax.py").symlink_to(secret)
    (root / "up").symlink_to(tmp_path, target_is_directory=True)
    # A pipe would be read for ever.
    os.mkfifo(root / "eve" / "pipe.py")
    with open_tree(root) as tree:
        assert [str(path) for path in tree.paths] == ["ada/a.py", "eve/b.py"]
        assert sorted(tree.skipped) == ["eve/pipe.py", "eve/softmax.py", "up"]


def test_names_that_an_unpacker_has_broken_stay_readable_and_apart(tmp_path: Path) -> None:
    for name in (b"M\x81ller", b"M\x82ller"):
        as_folder(tmp_path, {f"Zoë/{os.fsdecode(name)}/a.py": name})
    with open_tree(tmp_path) as tree:
        assert [str(path) for path in tree.paths] == ["Zoë/Méller/a.py", "Zoë/Müller/a.py"]
        assert tree.read(PurePosixPath("Zoë/Müller/a.py"), 100) == b"M\x81ller"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("ada/a.py", "first")
        packed.writestr("ada/a.py", "second")
    with open_tree(path) as tree:
        assert tree.read(PurePosixPath("ada/a.py"), 100) == b"first"
        assert tree.skipped == ("ada/a.py",)


def test_a_zip_has_no_entries_that_lead_out(tmp_path: Path) -> None:
    path = as_zip(
        tmp_path / "a.zip",
        {"ada/a.py": b"1", "../up.py": b"2", "/top.py": b"3", "C:/x.py": b"4", "a//b": b""},
    )
    with zipfile.ZipFile(path, "a") as packed:
        link = zipfile.ZipInfo("eve/link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("ben\\b.py", "5")
    with open_tree(path) as tree:
        assert [str(path) for path in tree.paths] == ["ada/a.py", "ben/b.py"]
        assert len(tree.skipped) == 5


def test_names_in_utf8_that_say_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Muller_/a.py", "1")
    data = path.read_bytes().replace(b"Muller_", "Müller".encode())
    path.write_bytes(data)
    with open_tree(path) as tree:
        assert [str(path) for path in tree.paths] == ["Müller/a.py"]


def test_no_more_is_read_than_may_be_uploaded(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "a.zip", {"eve/a.py": b"0" * 50_000_000})
    with open_tree(path) as tree:
        assert len(tree.read(PurePosixPath("eve/a.py"), 1000)) == 1001


def test_a_damaged_entry_is_one_students_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("ada/a.py", "value = 'ada'")
        packed.writestr("eve/a.py", "value = 'eve'")
    path.write_bytes(path.read_bytes().replace(b"value = 'eve'", b"value = 'EVE'"))
    with open_tree(path) as tree:
        assert tree.read(PurePosixPath("ada/a.py"), 100) == b"value = 'ada'"
        with pytest.raises(Unreadable, match="damaged"):
            tree.read(PurePosixPath("eve/a.py"), 100)


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04" + b"\0" * 40])
def test_a_damaged_zip_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="cannot be read as a zip"), open_tree(path):
        pass


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no"), open_tree(tmp_path / "nothing"):
        pass


def test_far_too_many_files_are_no_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_FILES", 3)
    files = {f"s{number}/a.py": b"1" for number in range(4)}
    for path in (as_folder(tmp_path / "x", files), as_zip(tmp_path / "x.zip", files)):
        with pytest.raises(UsageError, match="more than 3 files"), open_tree(path):
            pass
