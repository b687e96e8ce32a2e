"""A group of commands that imports the module of a command only when that command is used.

Loading all commands takes many times as long as a search. So the group declares each with one line of help; its module,
which imports what it needs at its top, is loaded to run the command or to show its help.
"""

from __future__ import annotations

from pkgutil import resolve_name

import click


class DeferredCommand(click.Command):
    """A command by name, for lists of commands and for completion.

    Args:
        name: what users type.
        place: the module and the name of the command in it, as in an entry point: ``package.module:name``.
        summary: what the command does; the first paragraph of the command's own help.
    """

    def __init__(self, name: str, place: str, summary: str) -> None:
        super().__init__(name, help=summary)
        self._place = place

    def load(self) -> click.Command:
        """Import the command."""
        command = resolve_name(self._place)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._place} is no command")
        return command


class CommandGroup(click.Group):
    """A group of deferred commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run, to help with, or to complete the options of; and import it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, DeferredCommand) else command, rest
