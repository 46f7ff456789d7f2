"""`grader doctor`: what works on this machine, and which walls stand."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass
from importlib import metadata

import click

from grader import __version__
from grader.cli.console import out, write_data
from grader.cli.find import catalog
from grader.cli.main import finish
from grader.errors import AuthorError, ExitCode
from grader.extras import NAMES, build_command, image_of_extra
from grader.present import missing
from grader.settings import on_linux, settings
from sandbox.program import EXTRAS, Extra

#: How the bytes of a container come and go.
_CARRIERS = {
    "pipes": "two pipes into each container",
    "docker": "the engine carries every byte, a little slower: it does not have this process's folder of"
    " temporary files",
}


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: what was looked at, whether it is well, and what was seen."""

    part: str
    name: str
    well: bool
    seen: str
    #: Without this the machine cannot grade at all.
    needed: bool = False


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what works on this machine, and which walls stand.

    \b
    Examples:
      grader doctor
      grader doctor --json
    """
    findings = [*_versions(), *_catalogue(), *_docker(), *_walls()]
    if as_json:
        write_data(json.dumps([asdict(finding) for finding in findings], indent=2) + "\n")
    else:
        _print(findings)
    broken = any(finding.needed and not finding.well for finding in findings)
    finish(ExitCode.INVALID_EXERCISE if broken else ExitCode.PASSED)


def _print(findings: list[Finding]) -> None:
    part = ""
    for finding in findings:
        if finding.part != part:
            part = finding.part
            out.print(f"\n{part}", style="bold")
        mark, style = ("✓", "green") if finding.well else ("✗", "red" if finding.needed else "yellow")
        out.print(f"  [{style}]{mark}[/] {finding.name:<20}", end="")
        out.print(finding.seen, markup=False)


def _versions() -> list[Finding]:
    found = [
        Finding("Versions", "grader", True, __version__),
        Finding("Versions", "Python", sys.version_info >= (3, 11), platform.python_version(), needed=True),
        Finding("Versions", "system", True, f"{platform.system()} {platform.release()}"),
    ]
    found += _extras_here()
    for name in ("torch", "numpy", "pytest"):
        try:
            found.append(Finding("Versions", name, True, metadata.version(name), needed=True))
        except metadata.PackageNotFoundError:
            found.append(Finding("Versions", name, False, "not installed", needed=True))
    return found


def _catalogue() -> list[Finding]:
    place = str(settings().exercises)
    try:
        here = catalog()
        good, problems = here.all(), here.problems()
    except AuthorError as error:
        return [Finding("Catalogue", "exercises", False, str(error), needed=True)]
    found = [Finding("Catalogue", "exercises", bool(good), f"{len(good)} in {place}", needed=True)]
    if not settings().reference.is_dir():
        found.append(Finding("Catalogue", "reference", False, "absent: public checks alone can run"))
    return found + [Finding("Catalogue", "refused", False, str(problem)) for problem in problems]


def _docker() -> list[Finding]:
    try:
        from sandbox.host.docker import docker_available, image_state
    except ImportError:
        return [
            Finding("Docker", "engine", False, "the docker package is missing: pip install 'grader[server]'")
        ]
    reason = docker_available()
    if reason:
        return [Finding("Docker", "engine", False, reason)]
    image = image_state(settings().image)
    return [
        Finding("Docker", "engine", True, "answers"),
        Finding("Docker", "sandbox image", image == "", image or settings().image),
        *(_extra_image(extra) for extra in EXTRAS),
        _runtime(settings().runtime),
        *([] if "not built" in image else _container()),
    ]


def _extra_image(extra: Extra) -> Finding:
    """The image of an extra: nothing but the exercises that require it depends on it."""
    from sandbox.host.docker import image_state

    tag = image_of_extra(extra, settings())
    state = image_state(tag, extra)
    name = f"{NAMES[extra]} image"
    return Finding("Docker", name, state == "", _wanted(state, extra) if state else tag)


def _wanted(state: str, extra: Extra) -> str:
    return f"{state}: {_what_for(extra)}; `{build_command(extra)}` builds it"


def _what_for(extra: Extra) -> str:
    """Which exercises wait for an extra."""
    try:
        ids = [exercise.id for exercise in catalog().all() if extra in exercise.requires]
    except AuthorError:
        ids = []
    verb = "needs" if len(ids) == 1 else "need"
    return f"{', '.join(ids)} {verb} it" if ids else "no exercise here needs it"


def _extras_here() -> list[Finding]:
    """Whether this Python has what the local sandbox would need."""
    found = []
    for extra in EXTRAS:
        reason = missing(extra, "local", settings())
        lacking = f"not installed; {_what_for(extra)}, and an image has it too: see Docker"
        found.append(Finding("Versions", extra, not reason, lacking if reason else metadata.version(extra)))
    return found


def _container() -> list[Finding]:
    """What comes of starting one that may see several submissions: whether it may, and how it is reached."""
    from sandbox.host.base import SandboxError
    from sandbox.host.docker import open_docker
    from sandbox.host.docker_config import DockerConfig
    from sandbox.host.opening import why_single

    config = DockerConfig(image=settings().image, runtime=settings().runtime, max_uses=2)
    try:
        sandbox = open_docker(config)
    except SandboxError as error:
        return [Finding("Docker", "max_uses", False, f"lowered to 1: {error}")]
    carrier = sandbox.carrier
    sandbox.close()
    reason = why_single(sandbox.info.walls)
    seen = f"lowered to 1: {reason}" if reason else "as set: every inner wall stands in a container"
    return [
        Finding("Docker", "max_uses", not reason, seen),
        Finding("Docker", "channel", True, _CARRIERS.get(carrier, carrier)),
    ]


def _runtime(named: str) -> Finding:
    """The runtime containers are started with; a name that the engine does not know stops every worker."""
    from sandbox.host.base import SandboxError
    from sandbox.host.runtimes import missing_runtime, runtimes

    try:
        known = runtimes()
        reason = missing_runtime(named)
    except SandboxError as error:
        return Finding("Docker", "runtime", False, str(error))
    if reason:
        return Finding("Docker", "runtime", False, f"{reason} Change GRADER_RUNTIME.", needed=True)
    chosen = f"{named} (GRADER_RUNTIME)" if named else f"{known.default} (the engine's default)"
    return Finding("Docker", "runtime", True, f"{chosen}; the engine has {', '.join(known.names)}")


def _walls() -> list[Finding]:
    if not on_linux():
        return [Finding("Local walls", "all", False, "they need Linux; use docker for other people's code")]
    from sandbox.host.probe import probe_walls

    return [
        Finding("Local walls", name, state == "up", "up" if state == "up" else state)
        for name, state in probe_walls().items()
    ]
