"""The page that tells a vendor how to check its data says what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from cli.main import command
from profiles import shipped
from tests.cli.conftest import Run

PAGE = (Path(__file__).parents[2] / "docs/profiles/validating.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^\$ fhir-vgc ([^#\n]+)", PAGE, re.MULTILINE)))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_is_understood(line: str) -> None:
    target: click.Command = command
    words = shlex.split(line.partition("<")[0])
    while isinstance(target, click.Group):
        inner = target.get_command(click.Context(target), words.pop(0))
        assert inner is not None
        target = inner
    target.make_parser(click.Context(target)).parse_args(words)  # raises where an option is unknown


def test_the_package_is_named_as_it_is_exported() -> None:
    named = set(re.findall(r"fhir-vgc\.r4-[\d.]+\.tgz", PAGE))
    assert named == {f"{shipped.manifest()['name']}-{shipped.version()}.tgz"}
    assert f"version: {shipped.version()}\n" in PAGE


def test_what_the_page_shows_is_what_is_printed(run: Run) -> None:
    broken = shipped.FOLDER / "tests" / "goal-of-a-group.json"
    Path("goal.json").write_bytes(broken.read_bytes())
    shown = re.search(
        r"^\$ fhir-vgc (validate goal\.json --no-warnings)\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL
    )
    assert shown is not None
    assert run(*shown[1].split()).out == shown[2]
