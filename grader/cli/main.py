"""The `grader` command: one place that turns errors into words and exit codes."""

from __future__ import annotations

import sys
import traceback
from typing import NoReturn

import click

from grader import __version__
from grader.cli.console import err
from grader.cli.lazy import LazyGroup
from grader.errors import ExitCode, GraderError

#: Command name -> (module, attribute, one line for the list).
COMMANDS = {
    "check": ("grader.cli.check", "check", "Run the public checks here, before you submit."),
    "submit": ("grader.cli.remote", "submit", "Send your files to the course server."),
    "status": ("grader.cli.remote", "status", "Show where a submission stands, or its report."),
    "login": ("grader.cli.remote", "login", "Remember a course server and your token."),
    "replay": ("grader.cli.replay", "replay", "Grade once more what a report was made of, and compare."),
    "exercises": ("grader.cli.exercises", "exercises", "List the exercises, with your progress."),
    "grade": ("grader.cli.grade", "grade", "Grade files with public and hidden checks."),
    "batch": ("grader.cli.batch", "batch", "Grade a whole class: a folder, or the zip of an LMS."),
    "exercise": ("grader.cli.exercise", "exercise", "Make a new exercise, or hold one to the law."),
    "course": ("grader.cli.course", "course", "Courses, people and assignments of a server."),
    "regrade": ("grader.cli.regrade", "regrade", "Grade again, see what would change, then apply it."),
    "serve": ("grader.cli.server", "serve", "Start the web server."),
    "worker": ("grader.cli.server", "worker", "Start a worker that grades."),
    "demo": ("grader.cli.server", "demo", "Start a server with a demo course."),
    "image": ("grader.cli.image", "image", "Build the sandbox image."),
    "attack": ("grader.cli.attack", "attack", "Try known attacks against the sandbox of this machine."),
    "bench": ("grader.cli.bench", "bench", "Measure how fast this machine grades, and beside what."),
    "doctor": ("grader.cli.doctor", "doctor", "Say what works on this machine, and which walls stand."),
}


class _Group(LazyGroup):
    commands_by_name = COMMANDS


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="grader %(version)s")
def cli() -> None:
    """Check, grade and submit exercises for machine-learning courses.

    \b
    Examples:
      grader check                       in the folder of a downloaded bundle
      grader grade t-softmax-ce mine.py  with hidden checks, for instructors
    """


def main() -> None:
    """Entry point: every error ends as a sentence, a next step and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console may not know the marks; plain ones are better than a traceback.
        getattr(stream, "reconfigure", lambda **_: None)(errors="grader-plain")
    try:
        # Without standalone mode click hands back the code of an Exit instead of leaving the process.
        sys.exit(cli.main(standalone_mode=False))
    except GraderError as error:
        _fail(error.message, error.next_step, error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        err.print("Stopped.")
        sys.exit(130)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}.", "", ExitCode.INFRASTRUCTURE)
    except Exception:  # noqa: BLE001 - the outermost edge
        # Python's own exit code would be 1, which here means failed checks.
        traceback.print_exc()
        step = "Please report it with the lines above."
        _fail("The grader itself failed; the fault is not yours.", step, ExitCode.INFRASTRUCTURE)


def _fail(message: str, next_step: str, code: ExitCode) -> NoReturn:
    err.print(f"[bold red]✗[/] {_escaped(message)}")
    if next_step:
        err.print(_escaped(next_step))
    sys.exit(code)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def finish(code: ExitCode) -> None:
    """End the command with this exit code."""
    raise click.exceptions.Exit(int(code))
