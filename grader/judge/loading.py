"""What loading the student's files showed: what stops the grading, and what is worth telling beside it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.judge.process import StudentProcess
from grader.judge.report import Details, Problem
from grader.judge.results import source_line, source_lines
from grader.judge.sentences import exception_text, place
from grader.judge.texts import cut
from sandbox.host.base import Fault, Loaded
from sandbox.program import Program

#: More failed cells than this are counted, not listed.
SHOWN_PROBLEMS = 20
#: Bytes kept of each stream; what is beyond was printed for nobody.
OUTPUT_BYTES = 64 * 1024
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")


@dataclass(frozen=True)
class LoadProblem:
    """Why no check can be run."""

    message: str
    #: The file cannot even be read: nothing is graded and no attempt is used.
    rejected: bool
    details: Details


def load_problem(loaded: Loaded, process: StudentProcess) -> LoadProblem | None:
    """The reason why nothing can be asked; None when checks can run."""
    program = process.program
    fault = loaded.fault
    if fault is None and not is_notebook(program):
        fault = next((error.fault for error in loaded.errors), None)
    if fault is None:
        return None
    details = Details(exception=exception_text(fault), traceback=source_lines(fault))
    if is_syntax_error(fault):
        return LoadProblem(_syntax_message(fault, program), True, details)
    sentence = process.explain_loading(fault)
    return LoadProblem(
        f"{sentence} This happened while the file was loaded, so no check could run.", False, details
    )


def load_problems(loaded: Loaded, process: StudentProcess) -> tuple[Problem, ...]:
    """Failed cells of a notebook, and the line of a syntax error."""
    found = []
    if loaded.fault is not None and is_syntax_error(loaded.fault):
        found.append(_problem(_syntax_message(loaded.fault, process.program), loaded.fault, _READ_AGAIN))
    for error in loaded.errors[:SHOWN_PROBLEMS]:
        if error.cell:
            said = process.explain_loading(error.fault).removeprefix(f"`{process.program.entry}` raised ")
            said = f"Cell {error.cell} stopped: {said}"
            found.append(_problem(said, error.fault, "The cells after it were still run."))
    more = len(loaded.errors) - SHOWN_PROBLEMS
    if more > 0:
        found.append(Problem(message=f"{more} more cells stopped with an error."))
    return tuple(found)


def output_problem(total_bytes: int) -> tuple[Problem, ...]:
    """A word about output that was cut.

    :param total_bytes: printed while loading and in public checks; a hidden check must not show in it.
    """
    if total_bytes <= 2 * OUTPUT_BYTES:
        return ()
    said = f"Your code printed {total_bytes / 1e6:.1f} MB; only the first 64 KiB of a check are kept."
    return (Problem(message=said, next_step="Remove print calls from loops."),)


def is_notebook(program: Program) -> bool:
    """Whether the entry has cells, so that an error in one leaves the others."""
    return any(cell.index for file in program.files if file.name == program.entry for cell in file.cells)


def is_syntax_error(fault: Fault) -> bool:
    """Whether the compiler refused the file; a SyntaxError that the code raised itself has a function."""
    return fault.type in _SYNTAX and bool(fault.frames) and not fault.frames[-1].function


_READ_AGAIN = "Correct this line and submit again; no attempt was used."


def _syntax_message(fault: Fault, program: Program) -> str:
    file = fault.frames[-1].file if fault.frames else program.entry
    return f"`{file}` is not valid Python{place(fault.frames)}: {cut(fault.message, 200).rstrip('.')}."


def _problem(message: str, fault: Fault, next_step: str) -> Problem:
    where = source_line(fault.frames[-1]) if fault.frames else None
    return Problem(message=message, next_step=next_step, where=where)
