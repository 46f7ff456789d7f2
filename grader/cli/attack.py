"""`grader attack`: try the attacks of docs/security.md against this deployment's sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from grader.attacks.every import ATTACKS
from grader.attacks.models import Attack
from grader.cli import attack_lines as lines
from grader.cli.console import progress
from grader.cli.main import finish
from grader.errors import ExitCode, InfrastructureError, UsageError
from grader.settings import on_linux, settings
from sandbox.host.base import SandboxError

if TYPE_CHECKING:
    from sandbox.host.opening import Config

_USES = click.IntRange(1, 1000)


@click.command()
@click.option("--only", default="", help="Attacks, rows or letters, with commas between: A4,C7b,D.")
@click.option("--list", "listed", is_flag=True, help="Name the attacks and run none.")
@click.option("--sandbox", type=click.Choice(["auto", "docker", "local"]), help="Default: GRADER_SANDBOX.")
@click.option("--uses", type=_USES, default=1, show_default=True, help="Submissions one container may see.")
@click.option("--controls", is_flag=True, help="Show too that each attack works where nothing stops it.")
@click.option("--open-container", is_flag=True, help="With --controls: allow a container without walls.")
@click.option("--json", "as_json", is_flag=True, help="What came of it as JSON.")
def attack(
    only: str,
    listed: bool,
    sandbox: str | None,
    uses: int,
    controls: bool,
    open_container: bool,
    as_json: bool,
) -> None:
    """Try known attacks against this machine's sandbox, and say what came of each.

    Each is handed in and graded as a submission is, beside a neighbour who must not notice it. Then the
    host is looked at: no process, file, mount, container or memory may be left. It takes a few minutes.

    With --controls each is run once more where it must work: with the walls taken away, which means with
    your own rights on this machine, or as root of a container that is opened on purpose.

    \b
    Examples:
      grader attack
      grader attack --only A4,C1 --sandbox local
    """
    chosen = _chosen(only)
    if listed:
        return lines.show_list(chosen, as_json)
    config = _config(sandbox or settings().sandbox, uses)
    _refuse_harm(config, controls, open_container)
    shown = lines.Lines(config, len(chosen), as_json)
    _run(chosen, config, controls, shown)
    finish(ExitCode.PASSED if shown.finish() else ExitCode.FAILED)


def _chosen(only: str) -> list[Attack]:
    """The attacks that `--only` names, in their order.

    :raises UsageError: it names one that there is not.
    """
    wanted = {part.strip().lower() for part in only.split(",") if part.strip()}
    names = {one: {one.id.lower(), one.row.lower(), one.id[0].lower()} for one in ATTACKS}
    unknown = wanted.difference(*names.values())
    if unknown:
        raise UsageError(f"There is no attack {min(unknown)}.", "`grader attack --list` names them all.")
    return [one for one in ATTACKS if not wanted or wanted & names[one]]


def _config(kind: str, uses: int) -> Config:
    """The sandbox that a submission gets in this deployment."""
    from sandbox.host.choose import resolve
    from sandbox.host.docker_config import DockerConfig
    from sandbox.host.opening import LocalConfig

    here = settings()
    if resolve(kind, here.image) == "local":
        return LocalConfig(max_uses=uses)
    return DockerConfig(image=here.image, runtime=here.runtime, max_uses=uses)


def _refuse_harm(config: Config, controls: bool, allowed: bool) -> None:
    """:raises UsageError: nothing would stand between the attacks and this machine, unasked."""
    docker = hasattr(config, "image")
    if not docker and not on_linux():
        raise UsageError(
            "The local sandbox has no walls on this system: every attack would work, on your own machine.",
            "Try the docker sandbox: --sandbox docker.",
        )
    if controls and not allowed and docker:
        raise UsageError(
            "The controls open a container on purpose: root, the host's network, no filter.",
            "Add --open-container where that may be, or run them with --sandbox local.",
        )


def _run(chosen: Sequence[Attack], config: Config, controls: bool, shown: lines.Lines) -> None:
    """Each one in turn, told as it ends; at last what was left when all was closed.

    :raises InfrastructureError: the sandboxes cannot be started here.
    """
    from grader.attacks.field import opened
    from grader.attacks.running import control, run

    try:
        with progress("Starting the sandboxes …") as moving, opened(config) as field:
            for number, one in enumerate(chosen, start=1):
                moving.say(f"{number} of {len(chosen)}: {one.id} {one.name} …")
                shown.tell(run(one, field), control(one, field) if controls else None)
    except SandboxError as error:
        raise InfrastructureError(str(error), "`grader doctor` says what is missing.") from error
    shown.left_at_the_end = field.left
