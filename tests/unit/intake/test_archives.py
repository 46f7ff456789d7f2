"""Zips: everything that could hurt is refused by its own code, and nothing is believed that a header says."""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import Rejected
from grader.intake import archives
from grader.intake.archives import read_archive
from grader.intake.models import UploadedFile

CAP = 20_000_000
CODE = b"x = 1\n"
MakeZip = Callable[..., bytes]


def names(data: bytes) -> list[str]:
    return [file.name for file in read_archive(data, "a.zip", CAP)]


def code_of(data: bytes, cap: int = CAP) -> str:
    with pytest.raises(Rejected) as caught:
        read_archive(data, "a.zip", cap)
    assert caught.value.next_step
    assert "a.zip" in caught.value.message
    return caught.value.code


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    return entry


def test_files_come_out_as_they_went_in(make_zip: MakeZip) -> None:
    data = make_zip(("softmax.py", CODE), ("helper.py", b"y = 2"))
    assert read_archive(data, "a.zip", CAP) == [
        UploadedFile("softmax.py", CODE),
        UploadedFile("helper.py", b"y = 2"),
    ]


def test_one_common_folder_is_taken_away(make_zip: MakeZip) -> None:
    assert names(make_zip(("lab1/", b""), ("lab1/a.py", CODE), ("lab1/b.py", CODE))) == ["a.py", "b.py"]
    assert code_of(make_zip(("lab1/a.py", CODE), ("lab2/b.py", CODE))) == "zip_folders"
    assert code_of(make_zip(("lab1/x/a.py", CODE), ("lab1/b.py", CODE))) == "zip_folders"


def test_litter_is_left_out(make_zip: MakeZip) -> None:
    litter = [
        "__MACOSX/lab1/._a.py",
        "lab1/.DS_Store",
        "lab1/__pycache__/a.pyc",
        "lab1/.git/config",
        "Thumbs.db",
    ]
    assert names(make_zip(("lab1/a.py", CODE), *[(name, b"\0") for name in litter])) == ["a.py"]
    assert code_of(make_zip(*[(name, b"\0") for name in litter])) == "empty_zip"


@pytest.mark.parametrize(
    "name",
    [
        "../a.py",
        "x/../../a.py",
        "/etc/a.py",
        "..\\a.py",
        "x\\a.py",
        "C:/a.py",
        "C:a.py",
        "x//a.py",
        "./a.py",
        "..",
    ],
)
def test_names_that_lead_out_are_refused(make_zip: MakeZip, name: str) -> None:
    assert code_of(make_zip((name, CODE))) == "zip_path"


@pytest.mark.parametrize("name", ["a\x1b[2J.py", "a\u202epy.x", "n" * 201 + ".py", "a\nb.py"])
def test_names_that_cannot_be_shown_are_refused(make_zip: MakeZip, name: str) -> None:
    assert code_of(make_zip((name, CODE))) == "zip_name"


def test_a_name_with_a_nul_is_refused(make_zip: MakeZip) -> None:
    assert code_of(make_zip(("aXb.py", CODE)).replace(b"aXb.py", b"a\0b.py")) in {"zip_name", "broken_zip"}


def test_utf8_names_without_the_flag_are_read_and_others_refused(make_zip: MakeZip) -> None:
    data = make_zip(("caXX.py", CODE))
    assert names(data.replace(b"caXX.py", "caé.py".encode())) == ["caé.py"]
    assert code_of(data.replace(b"caXX.py", b"ca\xe9\xe9.py")) == "zip_name"


@pytest.mark.parametrize("again", ["a.py", "A.PY", "a.Py"])
def test_duplicate_names_are_refused(make_zip: MakeZip, again: str) -> None:
    data = make_zip(("a.py", CODE), ("b.py", CODE))
    assert code_of(data.replace(b"b.py", again.encode())) == "duplicate_name"


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(make_zip: MakeZip, mode: int) -> None:
    assert code_of(make_zip((info("a.py", mode), b"/etc/passwd"))) == "zip_link"
    assert names(make_zip((info("a.py", stat.S_IFREG | 0o644), CODE))) == ["a.py"]


def test_a_link_that_looks_like_a_folder_is_refused(make_zip: MakeZip) -> None:
    assert code_of(make_zip((info("a/", stat.S_IFLNK | 0o777), b"/etc"), ("a/b.py", CODE))) == "zip_link"


def test_encrypted_entries_are_refused(make_zip: MakeZip) -> None:
    data = bytearray(make_zip(("a.py", CODE)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(data)) == "zip_encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_counted_are_refused(make_zip: MakeZip, method: int) -> None:
    assert code_of(make_zip(("a.py", CODE), method=method)) == "zip_method"


@pytest.mark.parametrize("name", ["b.zip", "b.tar.gz", "B.ZIP", "b.7z"])
def test_nested_archives_are_refused(make_zip: MakeZip, name: str) -> None:
    assert code_of(make_zip((name, make_zip(("a.py", CODE))))) == "nested_archive"


def test_a_bomb_is_stopped_early(make_zip: MakeZip) -> None:
    bomb = make_zip(("a.py", b"\0" * 150_000_000))
    assert len(bomb) < 200_000
    started = time.process_time()
    assert code_of(bomb) == "zip_bomb"
    assert time.process_time() - started < 1.0
    assert len(read_archive(make_zip(("a.py", b"\0" * 900_000)), "a.zip", CAP)[0].data) == 900_000


def test_the_cap_counts_all_files_together(make_zip: MakeZip) -> None:
    data = make_zip(
        ("a.py", bytes(range(256)) * 8), ("b.py", bytes(range(256)) * 8), method=zipfile.ZIP_STORED
    )
    assert len(read_archive(data, "a.zip", 4096)) == 2
    assert code_of(data, 4095) == "zip_bomb"


def test_a_header_that_lies_about_sizes_changes_nothing(make_zip: MakeZip) -> None:
    data = bytearray(make_zip(("a.py", b"\0" * 5_000_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert code_of(bytes(data)) in {"zip_bomb", "broken_zip"}


def test_too_many_entries_are_refused_before_the_directory_is_read(
    make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_zip(*[(f"f{number}.py", b"") for number in range(archives.MAX_ENTRIES + 1)])

    def never(file: io.BytesIO) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("grader.intake.archives.zipfile.ZipFile", never)
    assert code_of(data) == "zip_entries"


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18 + b"x"])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    assert code_of(data) in {"broken_zip", "empty_zip"}


def is_read_or_refused(data: bytes) -> bool:
    """Any other exception comes through and fails the test."""
    try:
        files = read_archive(data, "a.zip", CAP)
    except Rejected as error:
        return bool(error.code and error.message and error.next_step)
    return all("/" not in file.name and file.name.isprintable() for file in files)


_NAMES = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["a.py", "x/a.py", "../a", "a\\b", "C:a", "A.PY", "x/", "é.py"]
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(entries=st.dictionaries(_NAMES, st.binary(max_size=40), max_size=5), mode=st.integers(0, 0xFFFF))
def test_any_archive_is_read_or_refused(entries: dict[str, bytes], mode: int) -> None:
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in entries.items():
                archive.writestr(info(name, mode), data)
    except (UnicodeError, ValueError):
        return
    assert is_read_or_refused(buffer.getvalue())


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6), cut=st.integers(0, 400)
)
def test_damaged_archives_are_read_or_refused(
    make_zip: MakeZip, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(make_zip(("lab/a.py", CODE * 9), ("lab/b.ipynb", b"{}")))
    for at, byte in changes:
        data[at % len(data)] = byte
    assert is_read_or_refused(bytes(data) if cut % 3 else bytes(data[:cut]))
