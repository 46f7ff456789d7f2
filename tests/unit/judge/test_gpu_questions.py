"""After a question on a GPU the next check begins with a process that has found none.

The sandbox only says that it has a GPU: what matters here is which process is asked. tests/gpu has one.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from .conftest import Desk

SOURCE = "kept = []\ndef f(x):\n    kept.append(x)\n    return len(kept)"


@pytest.fixture
def on_gpu(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(desk.bench.student, "info", replace(desk.bench.student.info, device="cuda"))
    return desk


def checks(desk: Desk) -> list[int]:
    """What three checks are told, of which the first asks on a GPU at its end."""
    student = desk.student(SOURCE)
    told = [student.f(0), student.f.on("cuda")(0)]
    for seed in (4, 5):
        desk.process.begin_check(seed)
        told += [student.f(0), student.f(0)]
    return told


def test_the_next_check_begins_anew_and_the_one_after_it_goes_on(on_gpu: Desk) -> None:
    assert checks(on_gpu) == [1, 2, 1, 2, 3, 4]
    assert "fresh" not in [entry.op for entry in on_gpu.process.trace.entries]


def test_where_a_gpu_is_required_every_process_has_it(on_gpu: Desk) -> None:
    student = on_gpu.student(SOURCE)
    on_gpu.process.gpu = True
    assert student.f.on("cuda")(0) == 1
    on_gpu.process.begin_check(4)
    assert student.f(0) == 2
