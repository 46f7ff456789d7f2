"""Whether a program leads to what takes half a second to import."""

from __future__ import annotations

from sandbox.program import Program

#: torch.optim, torch.testing and torch.compile import all of the compiler's front end.
_HEAVY = ("optim", "assert_close", "testing", "compile", "checkpoint", "fastai", "lightning")


def trains(program: Program) -> bool:
    """Whether the program says a word that leads to what takes half a second to import.

    The guest then imports it before the program's process is made, so that none of it counts as the program's
    time. The text alone decides, never how long the sandbox has waited: budgets are the same every time.
    """
    cells = [cell.source for file in program.files for cell in file.cells]
    return any(word in source for source in cells for word in _HEAVY)
