"""`grader regrade`: grade again what was handed in, see what would change, then apply it or leave it."""

from __future__ import annotations

import click

from grader.cli.lazy import LazyGroup

#: Subcommand -> (module, attribute, one line for the list).
COMMANDS = {
    "new": ("grader.cli.regrade_new", "new", "Begin one. The word may be left out."),
    "list": ("grader.cli.regrade_show", "list_", "The regrades there are."),
    "show": ("grader.cli.regrade_show", "show", "What would change, or what was changed."),
    "watch": ("grader.cli.regrade_watch", "watch", "Wait until it is ready, then show it."),
    "apply": ("grader.cli.regrade_deciding", "apply", "Let proposed reports count."),
    "take-back": ("grader.cli.regrade_deciding", "take_back", "Undo what was applied."),
    "pause": ("grader.cli.regrade_going", "pause", "Begin nothing more of it."),
    "resume": ("grader.cli.regrade_going", "resume", "Let it go on."),
    "cancel": ("grader.cli.regrade_going", "cancel", "End it."),
    "export": ("grader.cli.regrade_files", "export", "Write it to a file."),
    "import": ("grader.cli.regrade_files", "import_", "Read one from a file."),
}


class _Group(LazyGroup):
    """Takes what is no subcommand for the arguments of `new`."""

    commands_by_name = COMMANDS

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*COMMANDS, *ctx.help_option_names):
            args = ["new", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Group)
def regrade() -> None:
    """Grade submissions again, on the server's own database.

    A regrade proposes reports. Nothing changes for anybody before it is applied, and what was applied can be
    taken back. REGRADE is an id, its last letters, or `last` for the newest one.

    \b
    Examples:
      grader regrade demo t-softmax-ce           count and time first, then it asks
      grader regrade --flake 5 demo t-softmax-ce  which checks do not agree with themselves
      grader regrade show last
    """
