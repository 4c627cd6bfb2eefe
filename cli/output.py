"""How things are printed: data on stdout, everything else on stderr, colour only on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from adapter.errors import FhirVgcError, SourceError
from adapter.problem import Problem
from profiles import wire


def show_json(document: Any) -> None:
    """One JSON document on stdout."""
    click.echo(wire.pretty(document))


def show_error(error: FhirVgcError) -> None:
    """One sentence, then every problem that it carries, on stderr."""
    click.secho(f"Error: {error}", fg="red", err=True)
    if isinstance(error, SourceError):
        show_problems(error.problems, err=True)


def show_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """Each problem as where it is, what is wrong, and what to do."""
    for problem in problems:
        click.secho(f"  {problem.where}", bold=True, err=err)
        show_wrapped(f"found {problem.found}; expected {problem.expected}", indent=6, err=err)
        show_wrapped(f"→ {problem.todo}", indent=6, err=err)


def show_wrapped(text: str, *, indent: int, err: bool = False) -> None:
    """Text of any length, each line of it wrapped to the terminal and indented."""
    width = min(shutil.get_terminal_size().columns, 100) - indent
    for line in text.splitlines():
        for piece in textwrap.wrap(line, width) or [""]:
            click.echo(" " * indent + piece, err=err)


def counted(number: int, one: str, several: str | None = None) -> str:
    """`1 session`, `3 sessions`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def is_terminal() -> bool:
    return sys.stderr.isatty()
