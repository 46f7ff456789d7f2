"""Paths of folders in recorded answers, as a replay has them elsewhere."""

from __future__ import annotations

from grader.judge.replay import moved

#: A replay may give the same names in another order.
PATHS = {"/there/.folder-1": "/here/.folder-10", "/there/.folder-10": "/there/.folder-1"}


def test_each_path_is_replaced_once_and_none_is_part_of_another() -> None:
    assert moved("/there/.folder-1/a.png", PATHS) == "/here/.folder-10/a.png"
    assert moved("/there/.folder-10", PATHS) == "/there/.folder-1"
    both = "no file /there/.folder-10/b: see /there/.folder-1"
    assert moved(both, PATHS) == "no file /there/.folder-1/b: see /here/.folder-10"


def test_other_texts_stay() -> None:
    assert moved("/elsewhere/.folder-1", PATHS) == "/elsewhere/.folder-1"
    assert moved("/there/.folder-1", {}) == "/there/.folder-1"
