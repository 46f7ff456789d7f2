"""The check that an error is raised."""

from __future__ import annotations

import builtins
from typing import Any

from grader.judge.failures import CheckFailed, StudentFault
from grader.judge.handles import Handle
from grader.judge.texts import kind_with_article, with_article


def assert_raises(
    function: Handle,
    *args: Any,
    type: str | builtins.type[BaseException] | tuple[str, ...] = "ValueError",
    message: str = "",
    **kwargs: Any,
) -> StudentFault:
    """Require the student's function to raise this type of exception when called with `args` and `kwargs`.

    :param type: name of the exception's type, or several that are all right. Names are compared: a subclass
        that the student defines has another name and does not pass.
    :returns: the fault, whose `fault.message` is the student's text.
    :raises CheckFailed: it returned, or raised something else.
    """
    names = (
        (type.__name__,) if isinstance(type, builtins.type) else (type,) if isinstance(type, str) else type
    )
    wanted = " or ".join(with_article(name) for name in names)
    try:
        value = function(*args, **kwargs)
    except StudentFault as fault:
        if fault.kind == "exception" and fault.type in names:
            return fault
        fault.message = message
        fault.sentence = f"{fault.sentence} {wanted[0].upper()}{wanted[1:]} was asked for."
        raise
    failure = CheckFailed(message, f"`{function._label}` returned {_kind(value)}; {wanted} was asked for.")
    failure.actual = value
    raise failure


def _kind(value: Any) -> str:
    return "an object" if isinstance(value, Handle) else kind_with_article(value)
