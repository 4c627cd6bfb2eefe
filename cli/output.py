"""How things are printed: data on stdout, everything else on stderr, colour only on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from adapter.errors import FhirVgcError, NotAuthorised, SourceError
from adapter.problem import Problem
from profiles import wire
from profiles.wire import Resource


def show_json(document: Any) -> None:
    """One JSON document on stdout."""
    click.echo(wire.pretty(document))


def show_error(error: FhirVgcError, *, as_json: bool, written: Iterable[Path] = (), err: bool = True) -> None:
    """One sentence, then what to do or every problem that it carries, on stderr; as JSON on stdout.

    The JSON names the files that were `written` nevertheless, in one line: it may end a stream of lines.
    """
    problems = error.problems if isinstance(error, SourceError) else ()
    if as_json:
        document = {
            "error": str(error),
            "problems": [problem.as_json() for problem in problems],
            "written": [*map(str, written)],
        }
        click.echo(wire.dumps(document))
        return
    show_wrapped(f"Error: {error}", indent=0, err=err, fg="red")
    if isinstance(error, NotAuthorised):
        show_wrapped(f"→ {error.todo}", indent=6, err=err)
    show_problems(problems, err=err)


def show_defect(error: BaseException) -> None:
    """What kind of error it is and where it happened; its words may be a patient's, so they are not shown."""
    click.secho("Error inside fhir-vgc. Please report it, with these lines:", err=True, fg="red")
    cause: BaseException | None = error
    while cause is not None:
        click.echo(f"  {type(cause).__name__}", err=True)
        for frame, line in traceback.walk_tb(cause.__traceback__):
            code = frame.f_code
            click.echo(f"    {code.co_filename}:{line} in {code.co_name}", err=True)
        for note in getattr(cause, "__notes__", ()):  # ours: which file or line it was about
            show_wrapped(note, indent=4, err=True)
        cause = cause.__cause__ or cause.__context__


def show_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """Each problem as where it is, what is wrong, and what to do."""
    for problem in problems:
        click.secho(f"  {problem.where}", bold=True, err=err)
        show_wrapped(f"found {problem.found}; expected {problem.expected}", indent=6, err=err)
        show_wrapped(f"→ {problem.todo}", indent=6, err=err)


def show_wrapped(text: str, *, indent: int, err: bool = False, fg: str | None = None) -> None:
    """Text of any length, indented; each line wrapped to the terminal, if there is one."""
    on_terminal = (sys.stderr if err else sys.stdout).isatty()
    width = min(shutil.get_terminal_size().columns, 100) - indent if on_terminal else sys.maxsize
    for line in text.splitlines():
        for piece in textwrap.wrap(line, width, break_on_hyphens=False) or [""]:
            click.secho(" " * indent + piece, err=err, fg=fg)


def show_written(paths: Iterable[Path]) -> None:
    """Each file that was written."""
    for path in paths:
        click.echo(f"Wrote {path}")


@contextmanager
def naming_written(paths: Sequence[Path], *, as_json: bool) -> Iterator[None]:
    """Name the files although what is done here fails: a change is brought back once."""
    try:
        yield
    except FhirVgcError as error:
        if as_json:
            show_error(error, as_json=True, written=paths)
            raise click.exceptions.Exit(4) from error
        show_written(paths)
        raise


def show_entry(composition: Resource) -> None:
    """An entry as whoever opens the record reads it."""
    from mappings.narrative import plain_text

    click.secho(f"\n{composition['title']}", bold=True)
    names = [author["display"] for author in composition.get("author", ()) if "display" in author]
    click.echo("  ".join((composition["date"][:10], ", ".join(names))).rstrip())
    for section in composition.get("section", ()):
        click.secho(f"\n  {section.get('title', '')}", bold=True)
        show_wrapped(plain_text(section["text"]["div"]), indent=4)
    click.echo()


def counted(number: int, one: str, several: str | None = None) -> str:
    """`1 session`, `3 sessions`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def is_terminal() -> bool:
    return sys.stderr.isatty()
