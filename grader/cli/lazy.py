"""A group of commands that lists every one of them, and imports only the one that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

#: Command -> (module, attribute, one line for the list).
Commands = Mapping[str, tuple[str, str, str]]


class LazyGroup(click.Group):
    """A subclass names its commands; their modules load when they run, because torch, the server and the
    database take seconds to import and `--help` should not."""

    commands_by_name: ClassVar[Commands] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_by_name)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.commands_by_name:
            return None
        module, attribute, _ = self.commands_by_name[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in self.commands_by_name.items()])
