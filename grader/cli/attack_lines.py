"""How `grader attack` tells what came of it: one line for each attack, more where something is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.attacks.models import NAME, WALL, Attack
from grader.cli.console import err, out, write_data

if TYPE_CHECKING:
    from grader.attacks.running import Outcome
    from sandbox.host.opening import Config

FAMILIES = {
    "A": "The verdict and hidden data",
    "B": "Escape, files, archives",
    "C": "Resources, and what stays",
    "D": "Time",
    "E": "Others",
}
#: Where a line's second column begins.
_RESULT_AT = 5
_STYLES = {"stopped": "green", "WORKED": "bold red", "differs": "bold red", "skipped": "yellow"}


@dataclass(frozen=True)
class Line:
    """One attack and, where it was asked for, its control."""

    outcome: Outcome
    control: Outcome | None

    @property
    def well(self) -> bool:
        """Whether nothing is to be done about it."""
        stopped = self.outcome.well or self.outcome.result == "skipped"
        return stopped and (self.control is None or self.control.result in ("WORKED", "skipped"))


class Lines:
    """Tells one line after the other, or all at the end as JSON."""

    def __init__(self, config: Config, count: int, as_json: bool) -> None:
        self._as_json = as_json
        self._told: list[Line] = []
        self._config = config
        #: What was there when every sandbox was closed and had not been there before.
        self.left_at_the_end: list[str] = []
        if not as_json:
            what = "attack" if count == 1 else "attacks"
            out.print(f"{count} {what} on the {_kind(config)} sandbox{_named(config)}\n", markup=False)
            out.print(_columns("id", "result", "attack", "stopped by", "host"), style="dim", markup=False)

    def tell(self, outcome: Outcome, control: Outcome | None) -> None:
        """One attack has ended."""
        line = Line(outcome, control)
        if not self._as_json:
            _heading(outcome.attack, self._told[-1].outcome.attack if self._told else None)
            _print(line)
        self._told.append(line)

    def finish(self) -> bool:
        """The sum; whether all is well."""
        bad = [line.outcome.attack.id for line in self._told if not line.well]
        counts = {name: sum(line.outcome.result == name for line in self._told) for name in _STYLES}
        well = not bad and not self.left_at_the_end
        if self._as_json:
            self._write(well, counts)
            return well
        said = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        out.print(f"\n{said}.", style="bold green" if well else "bold red")
        if well:
            out.print("Nothing got through, nothing was left behind, and the neighbour noticed nothing.")
            return True
        for one in self.left_at_the_end:
            out.print(f"left behind at the end: {one}", markup=False)
        if bad:
            out.print(f"Look at {', '.join(bad)}.", markup=False)
        err.print("docs/security.md says what each wall is for and how to report a hole.", markup=False)
        return False

    def _write(self, well: bool, counts: dict[str, int]) -> None:
        found = {
            "sandbox": _kind(self._config),
            "image": getattr(self._config, "image", ""),
            "well": well,
            "counts": counts,
            "left": self.left_at_the_end,
            "attacks": [_data(line) for line in self._told],
        }
        write_data(json.dumps(found, indent=2) + "\n")


def show_list(chosen: Sequence[Attack], as_json: bool) -> None:
    """The attacks by name, and the wall each is to meet."""
    if as_json:
        write_data(json.dumps([_described(one) for one in chosen], indent=2) + "\n")
        return
    for one, before in zip(chosen, [None, *chosen], strict=False):
        _heading(one, before)
        out.print(f"{one.id:<4} {one.name:<{NAME}} {one.wall}", markup=False)


def _heading(one: Attack, before: Attack | None) -> None:
    if before is None or before.id[0] != one.id[0]:
        out.print(f"\n{FAMILIES[one.id[0]]}", style="bold")


def _print(line: Line) -> None:
    """At most 79 characters, and remarks below."""
    outcome, one = line.outcome, line.outcome.attack
    host = "" if outcome.left is None else ("LEFT" if outcome.left else "clean")
    text = _columns(one.id, outcome.result, one.name, one.wall, host)
    result = outcome.result
    out.print(text[:_RESULT_AT], end="", markup=False)
    out.print(result, style=_STYLES[result], end="")
    out.print(text[_RESULT_AT + len(result) :], markup=False)
    for text in _remarks(line):
        out.print(f"     {text}", markup=False)


def _columns(id_: str, result: str, name: str, wall: str, host: str) -> str:
    return f"{id_:<{_RESULT_AT}}{result:<7} {name:<{NAME}} {wall:<{WALL}} {host}".rstrip()


def _remarks(line: Line) -> list[str]:
    outcome, checked = line.outcome, line.control
    found = [outcome.why] if outcome.why else []
    found += [f"left behind: {one}" for one in outcome.left or ()]
    found += [f"noticed: {one}" for one in outcome.noticed]
    if checked is not None and checked.result == "WORKED":
        found.append(f"control: worked, as it must: {checked.why}")
    elif checked is not None:
        why = checked.why or "the attack did not work where nothing stops it, so it proves nothing"
        found.append(f"control: {checked.result}: {why}")
    return found


def _kind(config: Config) -> str:
    return "docker" if hasattr(config, "image") else "local"


def _named(config: Config) -> str:
    image, runtime = getattr(config, "image", ""), getattr(config, "runtime", "")
    return f" ({image}{f', {runtime}' if runtime else ''})" if image else ""


def _described(one: Attack) -> dict[str, Any]:
    return {"id": one.id, "row": one.row, "name": one.name, "wall": one.wall, "sandboxes": list(one.kinds)}


def _data(line: Line) -> dict[str, Any]:
    outcome, checked = line.outcome, line.control
    return {
        **_described(outcome.attack),
        "result": outcome.result,
        "why": outcome.why,
        "left": None if outcome.left is None else list(outcome.left),
        "noticed": list(outcome.noticed),
        "control": None if checked is None else {"result": checked.result, "why": checked.why},
    }
