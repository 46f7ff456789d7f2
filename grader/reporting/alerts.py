"""What somebody should look at before the proposals are applied: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.renderers.summary import plural, points
from grader.reporting.models import Alert, AlertKind, Crossing, Pair, percent
from grader.reporting.students import Students
from grader.reporting.submissions import CheckTally, Submissions

#: From so many submissions on it says something that nobody passes a check.
ENOUGH = 2


def alerts(
    submissions: Submissions, students: Students, crossings: Sequence[Crossing], bound: float
) -> Iterator[Alert]:
    """Every alert, the gravest first.

    :param crossings: in ascending order; the last is the top grade.
    :param bound: the share of the full score by which a student may rise without an alert.
    """
    yield from _nobody_passes(submissions)
    yield from _check_errors(submissions)
    yield from _rejected(submissions)
    yield from _falls_from_top(crossings)
    yield from _steep_rises(students, bound)
    yield from _not_judged(submissions)
    yield from _max_scores(submissions)
    yield from _versions(submissions)


def counted(count: int, noun: str) -> str:
    """`1 student`, `3 students`."""
    return f"{count} {plural(count, noun)}"


def _nobody_passes(submissions: Submissions) -> Iterator[Alert]:
    for id_, tally in submissions.checks.items():
        failed_before = tally.ran_before > 0 and tally.passed_before == 0
        if tally.ran >= ENOUGH and tally.passed == 0 and not failed_before:
            yield Alert(kind="nobody_passes", check=id_, sentence=_nobody_sentence(tally))


def _nobody_sentence(tally: CheckTally) -> str:
    now = f"0 of {counted(tally.ran, 'submission')}"
    if not tally.ran_before:
        return f"Nobody passes “{tally.title}”, which is new: {now}. Look at the check before you apply."
    before = f"{tally.passed_before} of {tally.ran_before} before"
    return f"Nobody passes “{tally.title}” any more: {now}, {before}. Look at the check before you apply."


def _check_errors(submissions: Submissions) -> Iterator[Alert]:
    total = sum(row.outcome != "waiting" for row in submissions.rows)
    for id_, tally in submissions.checks.items():
        if tally.errors:
            sentence = (
                f"“{tally.title}” could not judge {len(tally.errors)} of {counted(total, 'submission')}. "
                "The fault is the check's; the earlier reports stay."
            )
            yield _about(tally.errors, "check_error", sentence, id_)


def _rejected(submissions: Submissions) -> Iterator[Alert]:
    count = len(submissions.rejected)
    if count:
        sentence = (
            f"{counted(count, 'submission')} that could be graded before {'is' if count == 1 else 'are'} "
            "refused now and would count zero points. Read why before you apply."
        )
        yield _about(submissions.rejected, "rejected", sentence)


def _falls_from_top(crossings: Sequence[Crossing]) -> Iterator[Alert]:
    if crossings and crossings[-1].down:
        top = crossings[-1]
        verb = "falls" if top.down == 1 else "fall"
        sentence = f"{counted(top.down, 'student')} {verb} below {top.threshold.label}."
        yield Alert(kind="falls_from_top", sentence=sentence, students=top.students_down)


def _steep_rises(students: Students, bound: float) -> Iterator[Alert]:
    names = students.steep_rises(bound)
    if names:
        verb = "rises" if len(names) == 1 else "rise"
        sentence = (
            f"{counted(len(names), 'student')} {verb} by more than {percent(bound)} of the full score. "
            "Look at one of them before you apply."
        )
        yield Alert(kind="steep_rise", sentence=sentence, students=names)


def _not_judged(submissions: Submissions) -> Iterator[Alert]:
    total = sum(row.outcome != "waiting" for row in submissions.rows)
    count = len(submissions.not_judged)
    if count:
        whose = "Its earlier report stays" if count == 1 else "Their earlier reports stay"
        many = f"{count} of {counted(total, 'submission')}"
        sentence = f"{many} could not be judged again. {whose}; nobody loses a point."
        yield _about(submissions.not_judged, "not_judged", sentence)


def _max_scores(submissions: Submissions) -> Iterator[Alert]:
    for (old, new), count in sorted(submissions.wholes.items(), key=lambda item: -item[1]):
        sentence = (
            f"The full score changes from {points(old)} to {points(new)} points "
            f"for {counted(count, 'submission')}. Rises and falls are told by the share of it."
        )
        yield Alert(kind="max_score", sentence=sentence)


def _versions(submissions: Submissions) -> Iterator[Alert]:
    if len(submissions.versions) > 1:
        found = ", ".join(f"{version[:8]} ({count})" for version, count in submissions.versions.most_common())
        sentence = (
            f"The proposals come from {len(submissions.versions)} versions of the exercise: {found}. "
            "Grade once more, so that the same checks judge everybody."
        )
        yield Alert(kind="versions", sentence=sentence)


def _about(pairs: Sequence[Pair], kind: AlertKind, sentence: str, check: str = "") -> Alert:
    students = tuple(sorted({pair.student for pair in pairs}))
    submissions = tuple(sorted(pair.submission for pair in pairs))
    return Alert(kind=kind, sentence=sentence, check=check, students=students, submissions=submissions)
