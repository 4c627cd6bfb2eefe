"""How help reads: usage, then an example, then what the command does."""

from __future__ import annotations

from typing import Any

import click

_HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class _ExampleFirst(click.Command):
    """A command whose help begins with an example."""

    def __init__(self, *args: Any, example: tuple[str, ...] = (), **settings: Any) -> None:
        super().__init__(*args, **{"context_settings": _HELP_NAMES, **settings})
        self.example = example

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Example"):
            for line in self.example:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        super().format_help_text(ctx, formatter)


class Command(_ExampleFirst):
    """For `@click.command(cls=Command, example=(…,))`."""


class Group(_ExampleFirst, click.Group):
    """For `@click.group(cls=Group, example=(…,))`; its commands are `Command`s."""

    command_class = Command
