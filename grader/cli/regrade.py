"""`grader regrade`: grade again what was handed in, see what would change, then apply it or leave it."""

from __future__ import annotations

from importlib import import_module

import click

#: Subcommand -> (module, attribute, one line for the list). They load when they run: the database takes a
#: second to import.
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


class _Group(click.Group):
    """Takes what is no subcommand for the arguments of `new`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*COMMANDS, *ctx.help_option_names):
            args = ["new", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


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
