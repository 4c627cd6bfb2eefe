"""Help begins with an example, says what a command does, and loads nothing that the command would need."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.helping import Command, Group
from cli.main import COMMANDS, EXIT_CODES, command
from tests.cli.conftest import Run


def context_of(found: click.Command) -> click.Context:
    """As the command itself makes it."""
    return click.Context(found, **found.context_settings)


def every_command(
    found: click.Command = command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, found
    if isinstance(found, click.Group):
        context = context_of(found)
        for name in found.list_commands(context):
            inner = found.get_command(context, name)
            assert inner is not None
            yield from every_command(inner, (*path, name))


ALL = list(every_command())
each = pytest.mark.parametrize(("path", "found"), ALL, ids=[" ".join(path) or "fhir-vgc" for path, _ in ALL])


@each
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_begins_with_an_example(
    run: Run, path: tuple[str, ...], found: click.Command, flag: str
) -> None:
    ran = run(*path, flag)
    assert (ran.code, ran.err) == (0, "")
    usage, example, *rest = ran.out.split("\n\n")
    assert usage.startswith(f"Usage: fhir-vgc {' '.join(path)}".rstrip())
    head, *lines = example.splitlines()
    assert head == "Example:"
    assert isinstance(found, Command | Group)
    assert [line.strip() for line in lines] == list(found.example)
    assert "Options:" in "\n\n".join(rest)


@each
def test_an_example_is_of_its_command_with_options_that_there_are(
    path: tuple[str, ...], found: click.Command
) -> None:
    assert isinstance(found, Command | Group)
    for line in found.example:
        program, *words = shlex.split(line)
        assert program == "fhir-vgc"
        assert tuple(words[: len(path)]) == path
        target: click.Command = command
        while isinstance(target, click.Group):
            inner = target.get_command(context_of(target), words.pop(0))
            assert inner is not None
            target = inner
        # raises where an argument is missing or an option is unknown, and looks at no file
        target.make_parser(context_of(target)).parse_args(list(words))
        needed = [option for option in target.params if option.required and isinstance(option, click.Option)]
        assert all(option.opts[0] in words for option in needed)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_the_list_is_the_first_sentence_of_the_command(name: str) -> None:
    _, line = COMMANDS[name]
    found = command.get_command(context_of(command), name)
    assert found is not None
    assert found.help is not None
    sentence = found.help.partition("\n\n")[0].replace("\n", " ")
    assert sentence == line or sentence.startswith(f"{line} ")


def test_the_list_has_every_command_in_the_order_of_the_work(run: Run) -> None:
    listed = run("--help").out
    places = [listed.index(f"\n  {name}  ") for name in COMMANDS]
    assert places == sorted(places)


def test_every_exit_code_is_in_the_help(run: Run) -> None:
    listed = run("--help").out
    for code, meaning in EXIT_CODES.items():
        assert f"{code:>3}  {meaning}" in listed


def test_help_loads_neither_the_database_nor_the_network_nor_the_records() -> None:
    """The help must come at once (benchmarks: within 1.5 times a bare click program)."""
    script = (
        "import sys; sys.argv = ['fhir-vgc', '--help']\n"
        "from cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'alembic', 'requests', 'pydantic', 'openpyxl', 'fhir', 'starlette', 'rich'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_version_is_shown(run: Run) -> None:
    ran = run("--version")
    assert ran.code == 0
    assert ran.out.startswith("fhir-vgc, version ")
