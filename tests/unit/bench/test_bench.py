"""What is computed from a run, and what is written of it; tests/functional/test_bench.py makes a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.bench import machine, regrade_page
from grader.bench.models import Bench, Held, Regraded, Step, Way
from grader.bench.page import BEGIN, END, write
from grader.bench.targets import targets
from grader.errors import UsageError


def way(key: str, wall_s: float, cpu_s: float, median_s: float, at_once: int = 1) -> Way:
    return Way(
        key=key,
        title=key,
        submissions=100,
        at_once=at_once,
        wall_s=wall_s,
        cpu_s=cpu_s,
        median_s=median_s,
        p95_s=2 * median_s,
    )


def a_run() -> Bench:
    ways = [way("a", 2, 0.02, 0.02), way("b", 300, 3, 3), way("b2", 150, 3, 3, 2), way("c", 20, 0, 0.2)]
    ways += [way("d", 50, 1, 1, 2), way("e", 10, 0.1, 0.1, 2)]
    growth = [
        Step(submissions=n, wall_s=n / 10, memory_mb=50, descriptors=20, containers=3) for n in (10, 100)
    ]
    run = Bench(when="now", machine={"cores": "2"}, exercise="t-softmax-ce", ways=ways, growth=growth)
    run.ready_mb, run.idle, run.loaded = 160.0, (0.2, 0.3), (0.3, 0.5)
    run.targets = targets(run)
    return run


def test_ratios_are_taken_of_the_better_of_the_usual_ways() -> None:
    seen = [(round(target.seen, 3), target.reached) for target in a_run().targets]
    # (b) takes 15 times as long as (c); (d) has 3 times its throughput, two at a time, (e) 15 times; it costs
    # 5 times the floor; 160 MiB are too many; and beside a batch p95 is 1.67 times as long.
    assert seen == [(15, True), (3, True), (15, False), (5, False), (160, False), (1.667, True)]


def test_nothing_is_measured_while_another_process_works() -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            assert not machine.settle(1.0)
        finally:
            busy.kill()


def test_a_part_that_was_not_measured_has_no_target() -> None:
    run = a_run()
    run.ways = [one for one in run.ways if one.key != "b" and one.key != "b2"]
    run.ready_mb = run.idle = None
    assert [target.asked for target in targets(run)] == [4]


def test_the_figures_replace_those_of_the_last_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write(a_run(), page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| b2 | b2 | 100 | 2 |" in text
    assert "✗ missed" in text
    assert "<svg" in (tmp_path / "images" / "batch-growth.svg").read_text()
    write(a_run(), page)
    assert page.read_text() == text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("mine\n")
    with pytest.raises(UsageError, match="no place"):
        write(a_run(), page)
    assert page.read_text() == "mine\n"


def a_regrade() -> Regraded:
    return Regraded(
        when="now",
        machine={"cores": "2"},
        exercise="t-softmax-ce",
        sandbox="docker",
        submissions=1000,
        wrong=750,
        first_s=100,
        create_s=0.5,
        wall_s=125,
        cpu_s=0.24,
        memory=[
            Held(done=done, worker_mb=80, judge_mb=judge, private_mb=900)
            for done, judge in ((100, 220), (1000, 310))
        ],
        rises=800,
        falls=50,
        same=150,
        to_passed={"loss_values": 800},
        from_passed={},
        difference_s=0.5,
        apply_s=0.2,
        take_back_s=2.5,
        arrivals=50,
        idle=(0.2, 0.3),
        beside=(0.4, 0.54),
    )


def test_a_regrade_is_held_to_speed_memory_and_what_others_notice() -> None:
    seen = [(round(target.seen, 2), target.reached) for target in regrade_page.targets(a_regrade())]
    assert seen == [(8, True), (1.3, False), (1.8, True)]


def test_the_figures_of_a_regrade_have_a_place_of_their_own(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\nfirst\n{END}\n{regrade_page.BEGIN}\nold\n{regrade_page.END}\nafter\n")
    regrade_page.write(a_regrade(), page)
    text = page.read_text()
    assert text.startswith(f"{BEGIN}\nfirst\n{END}\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "**8.0 per second**, 240 ms CPU" in text
    assert "Now passed: `loss_values` 800. Passed no more: none." in text
    assert "idle 200 ms in the middle and 300 ms at p95; beside a regrade 400 ms and 540 ms" in text
    assert "taking that back 2.50 s" in text
