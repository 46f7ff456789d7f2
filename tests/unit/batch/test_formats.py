"""What the exports of learning platforms look like, and whose files are whose."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from exports import Files, as_folder, as_zip

from grader.batch import formats
from grader.batch.models import Handed, Layout
from grader.batch.trees import open_tree
from grader.errors import UsageError

from .conftest import Read

CODE = b"x = 1\n"
METADATA = """\
submission_101:
  :submitters:
  - :name: Zoë Two
    :sid: '007'
    :email: zoe@example.org
  :created_at: 2026-11-03 10:20:30.123456789 Z
  :score: 3.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_102:
  :submitters:
  - :name: Pair One
    :sid: 0123
    :email: one@example.org
  - :name: Pair Two
    :sid: '124'
  :created_at: 2026-11-03 11:00:00 Z
submission_103:
  :submitters: []
""".encode()


def files_of(handed: Handed) -> list[str]:
    return sorted(
        f"{file.inner}/{file.name}" if file.inner not in ("", ".") else file.name for file in handed.files
    )


def by_name(handed: list[Handed]) -> dict[str, Handed]:
    return {one.people[0].name: one for one in handed}


MOODLE = {
    "Jana Müller_1001_assignsubmission_file_/softmax.py": CODE,
    "Max Mustermann_1002_assignsubmission_file_/softmax.py": CODE,
    "Max Mustermann_1003_assignsubmission_file_/src/softmax.py": CODE,
    "Max Mustermann_1003_assignsubmission_file_/src/helper.py": CODE,
    "under_scored_name_1004_assignsubmission_file/softmax.py": CODE,
    "Team 1-Lee Ann_1005_assignsubmission_file_/a.zip": CODE,
    "Jo Text_1006_assignsubmission_onlinetext_/onlinetext.html": CODE,
    "Jana Müller_1001_assignsubmission_onlinetext_/onlinetext.html": CODE,
    "Em Pty_1007_assignsubmission_file_/": b"",
    "__MACOSX/Jana Müller_1001_assignsubmission_file_/._softmax.py": CODE,
    "Jana Müller_1001_assignsubmission_file_/.DS_Store": CODE,
}


def test_moodle_with_folders(read: Read, layout_of: Callable[[Files], Layout]) -> None:
    assert layout_of(MOODLE) == "moodle"
    found = {one.people[0].id: one for one in read(MOODLE)}
    assert {number: one.people[0].name for number, one in found.items()} == {
        "1001": "Jana Müller",
        "1002": "Max Mustermann",
        "1003": "Max Mustermann",
        "1004": "under_scored_name",
        "1005": "Team 1-Lee Ann",
        "1006": "Jo Text",
        "1007": "Em Pty",
    }
    assert files_of(found["1001"]) == ["onlinetext.html", "softmax.py"]
    assert files_of(found["1003"]) == ["src/helper.py", "src/softmax.py"]
    assert files_of(found["1007"]) == []
    assert found["1001"].key == "jana-muller-1001"
    # The feedback's zip repeats these names to the letter.
    assert found["1001"].folder == "Jana Müller_1001_assignsubmission_file_"
    assert found["1004"].folder == "under_scored_name_1004_assignsubmission_file"
    assert found["1006"].folder == ""


def test_moodle_without_folders_and_with_blind_marking(read: Read) -> None:
    found = read(
        {
            "Participant_12_assignsubmission_file_softmax.py": CODE,
            "Participant_12_assignsubmission_file_my_helper.py": CODE,
            "Participant_13_assignsubmission_file_softmax.py": CODE,
        }
    )
    assert [one.people[0].id for one in found] == ["12", "13"]
    assert files_of(found[0]) == ["my_helper.py", "softmax.py"]
    assert found[0].folder == "Participant_12_assignsubmission_file_"


def test_nobody_hands_in_for_somebody_else_by_a_clever_name(read: Read) -> None:
    found = read(
        {
            "Eve_1_assignsubmission_file_Ada_2_assignsubmission_file_softmax.py": CODE,
            "Eve_1_assignsubmission_file_/Ada_2_assignsubmission_file_/softmax.py": CODE,
        }
    )
    assert [one.people[0].id for one in found] == ["1"]


def test_umlauts_in_pieces_are_the_same_person(read: Read) -> None:
    name = "Jana Müller_1001_assignsubmission_file_/softmax.py"
    apart = read({unicodedata.normalize("NFD", name): CODE})
    assert apart[0].people[0].name == "Jana Müller"
    assert apart[0].key == "jana-muller-1001"


CANVAS = {
    "mullerjana_1234_5678_softmax.py": CODE,
    "leeann_LATE_1235_5679_softmax-2.py": CODE,
    "leeann_LATE_1235_5680_helper.py": CODE,
    "o_brien_zoe_1236_5681_my_lab_12_34_final.ipynb": CODE,
    "smithbob_1237_text.html": CODE,
    "smithbob2_1238_5682_softmax-1.py": CODE,
    "smithbob2_1238_5683_softmax-2.py": CODE,
}


def test_canvas(read: Read, layout_of: Callable[[Files], Layout]) -> None:
    assert layout_of(CANVAS) == "canvas"
    found = {one.people[0].id: one for one in read(CANVAS)}
    assert by_name(list(found.values())).keys() == {
        "mullerjana",
        "leeann",
        "o_brien_zoe",
        "smithbob",
        "smithbob2",
    }
    assert found["1235"].late is True
    assert found["1234"].late is False
    # Canvas numbers what is handed in again; the student's own name is what the exercise asks for.
    assert files_of(found["1235"]) == ["helper.py", "softmax.py"]
    assert files_of(found["1236"]) == ["my_lab_12_34_final.ipynb"]
    assert files_of(found["1237"]) == ["text.html"]
    assert files_of(found["1238"]) == ["softmax-1.py", "softmax-2.py"]


def test_canvas_with_anonymous_grading(read: Read) -> None:
    found = read(
        {
            "anon_a1B2c_11_softmax.py": CODE,
            "anon_A1B2c_12_x_3_4_y.py": CODE,
            "LATE_anon_zzzzz_13_softmax.py": CODE,
        }
    )
    assert {(one.people[0].id, one.late) for one in found} == {
        ("a1B2c", False),
        ("A1B2c", False),
        ("zzzzz", True),
    }
    # Capitals tell these two apart, which not every disk does.
    assert len({one.key.casefold() for one in found}) == 3


GRADESCOPE = {
    "assignment_9_export/submission_metadata.yml": METADATA,
    "assignment_9_export/submission_101/softmax.py": CODE,
    "assignment_9_export/submission_102/src/softmax.py": CODE,
    "__MACOSX/assignment_9_export/._submission_metadata.yml": CODE,
}


@pytest.mark.parametrize("cut", ["", "assignment_9_export/"])
def test_gradescope(cut: str, read: Read, layout_of: Callable[[Files], Layout]) -> None:
    files = {name.removeprefix(cut): data for name, data in GRADESCOPE.items()}
    assert layout_of(files) == "gradescope"
    found = by_name(read(files))
    assert found["Zoë Two"].people[0].id == "007"
    assert found["Zoë Two"].people[0].email == "zoe@example.org"
    assert found["Zoë Two"].handed_in.startswith("2026-11-03 10:20:30")
    assert [(one.name, one.id) for one in found["Pair One"].people] == [
        ("Pair One", "0123"),
        ("Pair Two", "124"),
    ]
    assert files_of(found["Pair One"]) == ["src/softmax.py"]
    # Nobody is named, and nothing is there: still a line of its own.
    assert files_of(found["submission_103"]) == []


@pytest.mark.parametrize("text", [b"a: [", b"- a\n- b\n", b"\xff\xfe\x00", b"x: &a [*a]\n" + b"[" * 9])
def test_broken_metadata_is_told(text: bytes, read: Read) -> None:
    with pytest.raises(UsageError, match=r"submission_metadata\.yml"):
        read({"submission_metadata.yml": text})


def test_metadata_makes_nothing_but_data(read: Read, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    call = f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{canary}']]"
    text = f"submission_1:\n  :submitters:\n  - :name: Eve\n  :created_at: {call}\n"
    assert by_name(read({"submission_metadata.yml": text.encode()})).keys() == {"Eve"}
    assert not canary.exists()


def test_a_plain_folder_of_folders(read: Read, layout_of: Callable[[Files], Layout]) -> None:
    files = {
        "ada/softmax.py": CODE,
        "Jürgen_1_2/sub/softmax.py": CODE,
        "李雷/softmax.py": CODE,
        "ben/": b"",
        "notes.txt": CODE,
    }
    assert layout_of(files) == "plain"
    found = by_name(read(files))
    assert found.keys() == {"ada", "Jürgen_1_2", "李雷", "ben"}
    assert found["ada"].key == "ada"
    assert files_of(found["ben"]) == []
    assert all(one.key.isascii() and one.key for one in found.values())


def test_a_plain_folder_of_files(read: Read) -> None:
    found = by_name(
        read({"ada.py": CODE, "ben.ipynb": CODE, "ben.py": CODE, "eve.zip": CODE, "list.csv": CODE})
    )
    assert found.keys() == {"ada", "ben", "ben.py", "eve"}


def test_a_zip_of_a_folder_of_files(tmp_path: Path) -> None:
    with open_tree(as_zip(tmp_path / "a.zip", {"class/ada.py": CODE, "class/ben.py": CODE})) as tree:
        assert by_name(formats.read(tree, "plain")).keys() == {"ada", "ben"}


def test_the_same_letters_in_other_capitals_are_two_students(tmp_path: Path) -> None:
    with open_tree(
        as_zip(tmp_path / "a.zip", {"Ada/a.py": CODE, "ada/a.py": CODE, "ADA/a.py": CODE})
    ) as tree:
        assert len({one.key.casefold() for one in formats.read(tree, "plain")}) == 3


def test_the_layout_can_be_said(tmp_path: Path) -> None:
    root = as_folder(tmp_path / "x", MOODLE)
    with open_tree(root) as tree:
        assert "Jana Müller_1001_assignsubmission_file_" in by_name(formats.read(tree, "plain"))
        with pytest.raises(UsageError, match="kind canvas"):
            formats.read(tree, "canvas")
        with pytest.raises(UsageError, match="submission_metadata"):
            formats.read(tree, "gradescope")


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with open_tree(tmp_path) as tree, pytest.raises(UsageError, match="no submission"):
        formats.read(tree, formats.detect(tree))
