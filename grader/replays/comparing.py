"""Whether a report came out as it was, check by check, and why it may not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.judge.report import CheckResult, Model, Provenance, Report
from grader.replays.models import Compared, Finding
from grader.replays.places import reasons

#: Times are what the machine makes them, a name is what the vocabulary says today. `details` is compared
#: field by field.
_NEVER = frozenset({"cpu_s", "wall_s", "details", "misconception_name"})
#: What the server alone finds: it has the known wrong solutions, and the whole of a traceback.
_BY_SERVER = frozenset({"misconception", "diagnosis"})
_OF_REPORT = ("verdict", "score", "max_score", "message", "problems", "limit_reached")
#: Characters of a value in a finding.
SHOWN = 120


def compare(
    then: Report, now: Report, *, public: bool, places: Sequence[tuple[Provenance, Provenance]]
) -> Compared:
    """Compare the report with the one that was made now.

    :param public: both are what a student may see, so what only the server finds is left out.
    :param places: of each grading the report consists of, where it was made and where it was made now.
    """
    findings = (*_of_report(then, now), *_of_checks(then, now, _BY_SERVER if public else frozenset()))
    seen = dict.fromkeys(reason for one, other in places for reason in reasons(one, other))
    return Compared(len(then.checks), findings, tuple(seen))


def _of_report(then: Report, now: Report) -> Iterator[Finding]:
    # Of earlier gradings that are no part of the report any more, one may have reached a limit.
    without = {"limit_reached"} if then.provenance.parts else set()
    yield from _fields("", then, now, [name for name in _OF_REPORT if name not in without])


def _of_checks(then: Report, now: Report, without: frozenset[str]) -> Iterator[Finding]:
    found = {check.id: check for check in now.checks}
    for check in then.checks:
        other = found.pop(check.id, None)
        if other is None:
            yield Finding(check.id, "status", check.status, "not there")
        else:
            yield from _of_check(check, other, without)
    for check in found.values():
        yield Finding(check.id, "status", "not there", check.status)


def _of_check(then: CheckResult, now: CheckResult, without: frozenset[str]) -> Iterator[Finding]:
    names = [name for name in type(then).model_fields if name not in _NEVER | without]
    yield from _fields(then.id, then, now, names)
    if then.details is None or now.details is None:
        if then.details is not now.details:
            yield Finding(then.id, "details", _shown(then.details), _shown(now.details))
    else:
        yield from _fields(then.id, then.details, now.details, type(then.details).model_fields, "details.")


def _fields(
    check: str, then: Model, now: Model, names: Sequence[str] | Mapping[str, object], before: str = ""
) -> Iterator[Finding]:
    for name in names:
        one, other = getattr(then, name), getattr(now, name)
        if one != other:
            yield Finding(check, before + name, _shown(one), _shown(other))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split()) or "nothing"
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
