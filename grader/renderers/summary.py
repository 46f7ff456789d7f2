"""The sentences every rendering of a report shares, so that terminal, page and file say the same words."""

from __future__ import annotations

from grader.catalog.vocabulary import in_words
from grader.judge.report import CheckResult, Comparison, Report, SourceLine

#: State is never colour alone: a mark and a word, always.
MARKS = {"passed": "✓", "failed": "✗", "error": "⚠", "skipped": "\N{EN DASH}", "not_run": "\N{EN DASH}"}
WORDS = {
    "passed": "passed",
    "failed": "failed",
    "error": "could not be judged",
    "skipped": "skipped",
    "not_run": "not run",
}


def points(value: float) -> str:
    """Points without a trailing `.0`."""
    return f"{value:g}"


def scored(
    score: float, whole: float, by_hand: float = 0.0, given: bool = True, who: str = "your instructor"
) -> str:
    """`3 of 5`, or `1 of 1 automatic; up to 4 from your instructor` while these are to come.

    :param score: with the points that were given by hand.
    :param whole: the full score, with those that can be given.
    :param by_hand: how many of it an instructor gives.
    :param given: whether that has happened.
    """
    if not by_hand or given:
        return f"{points(score)} of {points(whole)}"
    return f"{points(score)} of {points(whole - by_hand)} automatic; up to {points(by_hand)} from {who}"


def pending(report: Report) -> str:
    """What an instructor will give beside a graded report; empty where the checks give all."""
    if report.manual is None or report.verdict != "graded":
        return ""
    most = points(report.manual.points)
    return f"Up to {most} more points come from your instructor, for {report.manual.what}."


def headline(report: Report, given: bool = False, who: str = "your instructor") -> str:
    """One sentence: the score with its whole, or why there is none.

    :param given: whether the score holds what an instructor gives by hand.
    :param who: gives it, in the eyes of the reader.
    """
    if report.verdict == "rejected":
        return "This submission could not be graded."
    if report.verdict == "infra_error":
        return "This submission has not been judged."
    possible = sum(check.max_points for check in report.checks if check.status != "not_run")
    # Offline some checks do not run, and a bundle does not even have them; the whole knows of all.
    if possible < report.automatic:
        return f"{points(report.score)} of {points(possible)} points in the checks that ran"
    if report.manual and not given:
        told = scored(report.score, report.max_score, report.manual.points, given, who)
        return told.replace(" automatic;", " automatic points;")
    return f"{points(report.score)} of {points(report.max_score)} points"


def reason(report: Report) -> str:
    """The report's message, unless one of its problems says the same words."""
    return "" if report.message in {problem.message for problem in report.problems} else report.message


def reasons(report: Report) -> list[str]:
    """Why nothing, or not everything, was judged: the message, then each problem with its next step."""
    problems = [f"{problem.message} {problem.next_step}".strip() for problem in report.problems]
    return [text for text in (reason(report), *problems) if text]


def tallies(report: Report) -> list[str]:
    """`3 of 5 hidden checks passed` and so on; never a total that hides checks which did not run."""
    lines = []
    for visibility in ("public", "hidden"):
        # One in quarantine is worth nothing, and nobody waits for it.
        counted = [check for check in report.checks if check.max_points or check.status != "not_run"]
        checks = [check for check in counted if check.visibility == visibility]
        waiting = sum(check.status == "not_run" for check in checks)
        if checks and waiting == len(checks):
            lines.append(still_to_come(waiting))
        elif checks:
            passed = sum(check.status == "passed" for check in checks)
            lines.append(f"{passed} of {len(checks)} {visibility} checks passed")
    return lines


def still_to_come(count: int) -> str:
    """What is said about hidden checks that an offline run leaves out."""
    return f"{count} hidden {plural(count, 'check')} {'runs' if count == 1 else 'run'} when you submit"


def plural(count: int, noun: str) -> str:
    """The noun in the number that fits."""
    return noun if count == 1 else noun + "s"


def place(line: SourceLine) -> str:
    """`line 7 of softmax.py` or `cell 4, line 2 of lab1.ipynb`."""
    cell = f"cell {line.cell}, " if line.cell else ""
    return f"{cell}line {line.line} of {line.file}"


def first_failure(report: Report) -> CheckResult | None:
    """The check to open first: a failed public one shows most, so it comes first in the report's order."""
    return next((check for check in report.checks if check.status in ("failed", "error")), None)


def expected_and_got(comparison: Comparison) -> list[tuple[str, str]]:
    """The two sides with their words; a single number is shown itself, not only its shape."""
    single = comparison.elements == 1 and not comparison.first_index
    sides = (
        ("expected", comparison.expected, comparison.expected_at),
        ("got", comparison.actual, comparison.actual_at),
    )
    return [(word, f"{value} ({text})" if single and value else text) for word, text, value in sides]


def misconception_of(check: CheckResult) -> str:
    """The name of the misconception; reports of earlier versions have an id alone."""
    return check.misconception_name or in_words(check.misconception or "")


def explanation(check: CheckResult) -> list[str]:
    """What a failed check says, in reading order: seen, the mistake's name and feedback, hint."""
    named = f"This looks like: {misconception_of(check)}. {check.diagnosis}" if check.misconception else ""
    texts = [check.message, named.strip(), f"Hint: {check.hint}" if check.hint else ""]
    return [text for text in texts if text]
