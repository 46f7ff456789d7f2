"""Whether checks judge the same work alike: the same submissions graded several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.judge.report import Model
from grader.renderers.summary import plural
from grader.reporting.outline import Outline

#: Statuses that say something about the check. A skipped one was not asked: another check decided.
JUDGED = ("passed", "failed", "error")
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One grading of one submission."""

    submission: str
    #: From 0.
    repeat: int
    seed: int
    threads: int
    outline: Outline


class Setting(Model):
    """How a run was made. Ordered by seed, then threads, where it is listed."""

    seed: int
    threads: int


class Example(Model):
    """A submission that a check judged both ways."""

    submission: str
    passed: tuple[Setting, ...]
    failed: tuple[Setting, ...]


class CheckAgreement(Model):
    """One check that does not agree with itself."""

    check: str
    title: str
    #: In so many submissions, of so many that it judged at least twice.
    disagreeing: int
    submissions: int
    #: In so many submissions even runs with the same seed and thread count disagree.
    same_setting: int
    #: Runs in which it passed, of all in which it judged.
    passed: int
    runs: int
    #: From 0 to 1.
    pass_rate: float
    sentence: str
    #: Those that come nearest to half and half first.
    examples: tuple[Example, ...]


class Agreement(Model):
    """What repeated gradings say about the checks."""

    sentence: str
    #: Checks that disagree anywhere, the worst first.
    checks: tuple[CheckAgreement, ...]
    #: How many checks judged some submission at least twice, and always alike.
    agreeing: int
    #: How many could not be compared.
    not_compared: int


@dataclass
class _Tally:
    """One check: of each submission the settings with which it passed, and those with which it did not."""

    title: str
    passed: defaultdict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    failed: defaultdict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def compared(self) -> list[str]:
        """Submissions that it judged at least twice, in the order in which they came."""
        every = dict.fromkeys([*self.passed, *self.failed])
        return [one for one in every if len(self.passed.get(one, ())) + len(self.failed.get(one, ())) > 1]

    def disagreeing(self) -> list[str]:
        """Submissions that it judged both ways."""
        return [one for one in self.passed if one in self.failed]


def agreement(runs: Iterable[Run]) -> Agreement:
    """Compare the runs of each submission with one another."""
    tallies: dict[str, _Tally] = {}
    for run in runs:
        for check in run.outline.checks:
            tally = tallies.setdefault(check.id, _Tally(check.title))
            if check.status in JUDGED:
                side = tally.passed if check.status == "passed" else tally.failed
                side[run.submission].append((run.seed, run.threads))
    found = [_check(id_, tally) for id_, tally in tallies.items() if tally.disagreeing()]
    compared = sum(bool(tally.compared()) for tally in tallies.values())
    return Agreement(
        sentence=_sentence(len(found), compared),
        checks=tuple(sorted(found, key=_worst_first)),
        agreeing=compared - len(found),
        not_compared=len(tallies) - compared,
    )


def _check(id_: str, tally: _Tally) -> CheckAgreement:
    apart, compared = tally.disagreeing(), len(tally.compared())
    passed = sum(map(len, tally.passed.values()))
    runs = passed + sum(map(len, tally.failed.values()))
    same = sum(not set(tally.passed[one]).isdisjoint(tally.failed[one]) for one in apart)
    return CheckAgreement(
        check=id_,
        title=tally.title,
        disagreeing=len(apart),
        submissions=compared,
        same_setting=same,
        passed=passed,
        runs=runs,
        pass_rate=passed / runs,
        sentence=_check_sentence(tally.title, len(apart), compared, same, f"{passed} of {runs} runs passed"),
        examples=_examples(tally, apart),
    )


def _examples(tally: _Tally, apart: Sequence[str]) -> tuple[Example, ...]:
    def lopsided(one: str) -> tuple[float, str]:
        passed, failed = len(tally.passed[one]), len(tally.failed[one])
        return abs(passed - failed) / (passed + failed), one

    return tuple(
        Example(submission=one, passed=_settings(tally.passed[one]), failed=_settings(tally.failed[one]))
        for one in sorted(apart, key=lopsided)[:EXAMPLES]
    )


def _settings(pairs: Sequence[tuple[int, int]]) -> tuple[Setting, ...]:
    return tuple(Setting(seed=seed, threads=threads) for seed, threads in sorted(pairs))


def _worst_first(one: CheckAgreement) -> tuple[float, int, str]:
    return (-one.disagreeing / one.submissions, -one.disagreeing, one.check)


def _check_sentence(title: str, apart: int, compared: int, same: int, runs: str) -> str:
    sentence = f"“{title}” judged {apart} of {compared} {plural(compared, 'submission')} both ways; {runs}."
    if same:
        return f"{sentence} Even the same seed and thread count gave both."
    return f"{sentence} No seed and thread count gave both: look at what differs between them."


def _sentence(apart: int, compared: int) -> str:
    if not compared:
        return "No check has judged a submission twice yet."
    if apart:
        return f"{apart} of {compared} {plural(compared, 'check')} judged the same submission both ways."
    if compared == 1:
        return "The one check judged every submission alike each time."
    return f"All {compared} checks judged every submission alike each time."
