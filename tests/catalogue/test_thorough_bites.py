"""Positive control of the thorough law: each way to spoil a good exercise is found, and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_exercise import Small

from grader.catalog.law import Finding, judge
from grader.catalog.law_cache import Cache
from grader.catalog.law_mutants import outcomes
from grader.catalog.law_plan import Plan, Results, plan_all, plan_mutants
from grader.catalog.law_tasks import Graded, Task
from grader.cli.law_lanes import Lanes
from grader.cli.law_lines import mutant_lines, summary_line
from grader.cli.law_pool import run_plans
from grader.cli.law_processors import Processors

DIVIDED = "scale arithmetic: factor * value -> factor / value"


@pytest.fixture(scope="module")
def lanes() -> Iterator[Lanes]:
    with Lanes() as lanes:
        yield lanes


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def run(plan: Plan, lanes: Lanes, folder: Path) -> Results:
    (results,) = run_plans([plan], Cache(folder), lanes.grade, 2, lambda *_: None, lambda _: None)
    return results


def everything(small: Small, lanes: Lanes, folder: Path) -> list[Finding]:
    return judge(run(plan_all(small.read(), (0, 1)), lanes, folder))


def mutants(small: Small, lanes: Lanes, folder: Path) -> tuple[Results, list[Finding]]:
    results = run(plan_mutants(small.read()), lanes, folder)
    return results, judge(results)


def list_equivalent(small: Small, line: str) -> None:
    path = small.reference / "design.md"
    path.write_text(f"{path.read_text()}\n## Equivalent mutants\n\n{line}\n")


def test_a_new_exercise_keeps_the_law(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    results = run(plan_all(small.read(), (0, 1)), lanes, tmp_path)
    assert judge(results) == []
    runs = [(task.kind, task.seed, task.threads, graded.full) for task, graded in results.graded()]
    assert runs[:5] == [
        ("stub", 0, 1, False),
        ("reference", 0, 1, True),
        ("reference", 1, 1, True),
        ("reference", 0, 2, True),
        ("reference", 1, 2, True),
    ]
    assert [kind for kind, *_ in runs].count("alternative") == 8
    assert runs[-3:] == [("wrong", 0, 1, False), ("wrong", 1, 1, False), ("mutant", 0, 1, False)]


def test_an_alternative_that_fails_with_two_threads_is_found(
    small: Small, lanes: Lanes, tmp_path: Path
) -> None:
    path = small.reference / "alternatives/with_map.py"
    small.change(path, "value * factor", "value * factor * torch.get_num_threads()")
    small.change(path, "\n\n\ndef", "\n\nimport torch\n\n\ndef")
    (found,) = everything(small, lanes, tmp_path)
    assert found.rule == "alternative-full"
    assert found.where == "reference/warm-up/scaling/alternatives/with_map.py:1"
    assert "(2 of 4 runs, first with seed 0, 2 threads)" in found.message


def test_checks_that_see_no_mutant_are_found(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.weaken()
    results, findings = mutants(small, lanes, tmp_path)
    assert [one.rule for one in findings] == ["mutants-killed"]
    assert "0 of 1 mutants lose points, 0.0%" in findings[0].message
    # An author can act on it: the line, and what differs.
    assert list(mutant_lines(results)) == [
        f"scaling, line 8 of scaling.py: `{DIVIDED}` survives 4 seeds",
        "    -    return [factor * value for value in values]",
        "    +    return [factor / value for value in values]",
    ]
    assert summary_line(results, 1).startswith("✗ scaling: 0 of 1 mutants killed; ")


def test_a_survivor_that_is_listed_leaves_the_count(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.weaken()
    list_equivalent(small, f"- `{DIVIDED}`: only lengths are asked for")
    results, findings = mutants(small, lanes, tmp_path)
    assert findings == []
    assert list(mutant_lines(results)) == []
    assert "0 of 0 mutants killed and 1 listed as equivalent" in summary_line(results, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"- `{DIVIDED}`: division is no different", "is listed as equivalent and loses points (seed 0)"),
        ("- `scale number: 1 -> 2`: it was there once", "There is no mutant `scale number: 1 -> 2` any more"),
        ("- scale number: 1 -> 2", "This is no entry"),
    ],
)
def test_a_list_that_is_not_true_is_found(
    small: Small, lanes: Lanes, tmp_path: Path, line: str, said: str
) -> None:
    list_equivalent(small, line)
    _, (found,) = mutants(small, lanes, tmp_path)
    assert found.rule == "equivalent-listed"
    assert said in found.message
    lines = (small.reference / "design.md").read_text().splitlines()
    assert lines[int(found.where.rpartition(":")[2]) - 1] == line


def test_an_exercise_without_mutants_is_judged_as_well(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.change(small.full, "[factor * value for value in values]", "[*map(factor.__mul__, values)]")
    list_equivalent(small, f"- `{DIVIDED}`: it was there once")
    told: list[Results] = []
    plan = plan_mutants(small.read())
    run_plans([plan], Cache(tmp_path), lanes.grade, 2, lambda *_: None, told.append)
    assert plan.mutants == ()
    assert [one.rule for results in told for one in judge(results)] == ["equivalent-listed"]


def test_a_survivor_is_listed_with_a_reason(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.weaken()
    list_equivalent(small, f"- `{DIVIDED}`:")
    _, (found,) = mutants(small, lanes, tmp_path)
    assert (found.rule, found.message) == (
        "equivalent-listed",
        f"Say why the mutant `{DIVIDED}` is equivalent",
    )


def test_a_mutant_that_never_ends_is_killed(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.change(
        small.full,
        "    return [factor * value for value in values]",
        "    scaled: list[float] = []\n    while len(scaled) < len(values):\n"
        "        scaled.append(factor * values[len(scaled)])\n    return scaled",
    )
    toml = small.public / "exercise.toml"
    toml.write_text(toml.read_text().partition("[limits]")[0] + "[limits]\ncpu_s = 1\ncall_s = 0.3\n")
    results, findings = mutants(small, lanes, tmp_path)
    assert findings == []
    endless = [one for one in outcomes(results) if one.mutant.operator == "dropped statement"]
    assert [(one.killed, one.killed_by_public) for one in endless] == [(True, True)]


def test_public_checks_that_see_every_mistake_are_found(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    for number in range(4):
        small.wrong.with_name(f"copy{number}.py").write_text(small.wrong.read_text())
    (found,) = everything(small, lanes, tmp_path)
    assert found.rule == "public-share"
    assert found.message.startswith("Public checks alone see 5 of 5 wrong solutions; at most 60%")


def test_crashes_are_told_from_answers(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    small.change(small.full, "factor * value for", "factor * values[0] + value - values[0] for")
    small.change(small.full, "factor * values[0] + value - values[0]", "int(factor) * [value][0]")
    # Only hidden checks are left to see a wrong answer: what they keep tells of those as well.
    small.change(small.public / "test_public.py", "assert_equal(", "student.scale([], 1.0), (")
    results, _ = mutants(small, lanes, tmp_path)
    found = outcomes(results)
    assert {one.mutant.id for one in found if one.crashed} == {"scale number: [value][0] -> [value][1]"}
    divided = [one for one in found if "arithmetic" in one.mutant.id]
    assert [(one.killed, one.killed_by_public, one.crashed) for one in divided] == [(True, False, False)]


def test_what_was_graded_is_kept(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    asked: list[Task] = []

    def counting(task: Task) -> Graded:
        asked.append(task)
        return lanes.grade(task)

    def again(fresh: bool = False) -> int:
        asked.clear()
        plan = plan_all(small.read(), (0,))
        run_plans([plan], Cache(tmp_path, fresh), counting, 2, lambda *_: None, lambda _: None)
        return len(asked)

    assert again() == 1 + 3 * 2 + 1 + 1
    assert again() == 0
    # Words for people decide nothing; checks decide everything; a wrong solution decides what is named.
    list_equivalent(small, "Nothing yet.")
    assert again() == 0
    small.change(small.wrong, "Every number", "Each number")
    assert again() == 1
    small.change(small.reference / "test_hidden.py", "points(2)", "points(3)")
    assert again() == 9
    assert again(fresh=True) == 9
    kept = tmp_path / "scaling.jsonl"
    kept.write_text(kept.read_text()[:-40])
    assert again() == 1


def test_an_interrupted_run_goes_on(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    asked: list[Task] = []

    def twice(task: Task) -> Graded:
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(task)
        return lanes.grade(task)

    plan = plan_all(small.read(), (0,))
    with pytest.raises(KeyboardInterrupt):
        run_plans([plan], Cache(tmp_path), twice, 1, lambda *_: None, lambda _: None)
    steps: list[bool] = []
    again = Cache(tmp_path)
    (results,) = run_plans(
        [plan], again, lanes.grade, 1, lambda graded, _: steps.append(graded), lambda _: None
    )
    assert results.done
    assert steps.count(False) == 2


def test_gradings_share_the_processors_that_there_are(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    busy: list[Task] = []
    counts: list[int] = []

    def watching(task: Task) -> Graded:
        busy.append(task)
        counts.append(len(busy))
        graded = lanes.grade(task)
        busy.remove(task)
        return graded

    def most(plan: Plan, jobs: int) -> int:
        counts.clear()
        run_plans([plan], Cache(tmp_path, fresh=True), watching, jobs, lambda *_: None, lambda _: None)
        return max(counts)

    plan = plan_all(small.read(), (0, 1, 2))
    assert most(plan, 2) == 2
    # Nobody knows how long these take: each has two processors, or the only one.
    twofold = Plan(plan.exercise, tuple(step for step in plan.steps if step.tasks[0].threads == 2), ())
    assert len(twofold.steps) == 9
    assert most(twofold, 2) == most(twofold, 1) == 1


def test_work_that_is_short_has_no_processors_of_its_own(small: Small, lanes: Lanes, tmp_path: Path) -> None:
    one, _, two, _ = (step.tasks[0] for step in plan_all(small.read(), (0, 1)).steps[1:5])
    assert (one.threads, two.threads) == (1, 2)
    graded = lanes.grade(one)
    processors = Processors(8)
    assert processors.wanted(two) == 2
    processors.learn(one, graded)
    assert processors.wanted(two) == 1
    # What was long once is long.
    processors.learn(one, graded.model_copy(update={"cpu_s": one.exercise.limits.cpu_s / 10}))
    processors.learn(one, graded)
    assert processors.wanted(two) == 2
    assert Processors(1).wanted(two) == 1
