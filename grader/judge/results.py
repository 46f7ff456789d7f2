"""From what a check gave to what the report says about it."""

from __future__ import annotations

import re

from grader.catalog.models import Exercise
from grader.judge.blame import assertion_source, author_text, author_traceback
from grader.judge.failures import DIFFERS, CheckFailed, StudentFault
from grader.judge.outcomes import Outcome
from grader.judge.report import CheckResult, Details, SourceLine
from grader.judge.sentences import exception_text
from grader.judge.texts import cut, kind_with_article
from sandbox.host.base import Fault, Frame

#: What a student reads of a check that is broken itself.
EXERCISE_FAULT = (
    "This check could not run. The fault is the exercise's, not yours; your instructor has to look at it."
)
#: Data was used where the author wrote `student.f(...)`, `student.f.grad(...)` and the like.
_NO_FUNCTION = re.compile(r"is not callable|has no attribute '(?:measure|grad|on|call|method)'")


def result_of(outcome: Outcome, exercise: Exercise) -> CheckResult:
    """The result of one check, complete but for the diagnosis."""
    check, status = outcome.check, outcome.status
    passed = status == "passed"
    return CheckResult(
        id=check.id,
        title=check.title,
        visibility=check.visibility,
        status=status,
        points=check.points if passed else 0.0,
        max_points=check.points,
        message=_message(outcome, exercise),
        hint="" if passed else check.hint,
        details=_details(outcome, exercise),
        cpu_s=round(outcome.cpu_s, 4),
        wall_s=round(outcome.wall_s, 4),
    )


def source_lines(fault: Fault | None) -> tuple[SourceLine, ...]:
    """The traceback of a fault, inside the student's own files."""
    return tuple(source_line(frame) for frame in fault.frames) if fault is not None else ()


def source_line(frame: Frame) -> SourceLine:
    """One line of it."""
    return SourceLine(
        file=frame.file, line=frame.line, cell=frame.cell, function=frame.function, source=frame.source
    )


def _message(outcome: Outcome, exercise: Exercise) -> str:
    if outcome.status == "skipped":
        return f"Not run, because it builds on: {', '.join(outcome.check.needs)}."
    if outcome.status == "error":
        return EXERCISE_FAULT
    if outcome.status != "failed" or outcome.error is None:
        return ""
    author, sentence, safe = _texts(outcome.error, outcome, exercise)
    if outcome.check.visibility == "hidden":
        return author or safe
    return author if author == sentence else f"{author} {sentence}".strip()


def _texts(error: BaseException, outcome: Outcome, exercise: Exercise) -> tuple[str, str, str]:
    """The author's text, the full sentence, and the sentence for a hidden check without an author's text."""
    if isinstance(error, CheckFailed):
        return error.message, error.sentence, error.safe
    author = "" if outcome.suspect else author_text(error, exercise)
    if isinstance(error, AssertionError) and not author:
        source = assertion_source(error) if not error.args else ""
        said = f"This does not hold: `{cut(source)}`" if source else cut(str(error), 500)
        return "", said, DIFFERS
    if author:
        return author, author, author
    return "", _stumbled(outcome), DIFFERS


def _stumbled(outcome: Outcome) -> str:
    """Why the check's own code stumbled over an answer."""
    last = outcome.trace.entries[-1] if outcome.trace.entries else None
    name = last.body["target"].get("name") if last is not None and last.op == "get" else None
    if name and last is not None and _NO_FUNCTION.search(outcome.reason):
        kind = kind_with_article(last.value)
        return f"`{name}` is {kind}; a function was asked for. Is the name used twice in your file?"
    return f"The check could not use what your code returned: {cut(outcome.reason, 300)}."


def _details(outcome: Outcome, exercise: Exercise) -> Details | None:
    if outcome.status in ("skipped", "not_run"):
        return None
    if outcome.status == "passed":
        shown = Details(call=outcome.call, stdout=outcome.stdout, figures=outcome.figures)
        return shown if outcome.stdout or outcome.figures else None
    error = outcome.error
    fault = error.fault if isinstance(error, StudentFault) else None
    return Details(
        call=(error.call if isinstance(error, StudentFault) else "") or outcome.call,
        comparison=error.comparison if isinstance(error, CheckFailed) else None,
        exception=_exception(outcome, fault, exercise),
        traceback=source_lines(fault),
        stdout=outcome.stdout,
        figures=outcome.figures,
        author_traceback=author_traceback(error, outcome.reason, exercise)
        if outcome.status == "error" or outcome.suspect
        else "",
    )


def _exception(outcome: Outcome, fault: Fault | None, exercise: Exercise) -> str:
    """The student's exception; of a hidden check everything that its message could not say."""
    if outcome.check.visibility == "public":
        return exception_text(fault) if fault is not None else ""
    if outcome.status != "failed" or outcome.error is None:
        return ""
    return _texts(outcome.error, outcome, exercise)[1]
