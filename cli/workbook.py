"""`fhir-vgc workbook new`: an empty workbook for a session."""

from __future__ import annotations

from pathlib import Path

import click

from cli.helping import Group


@click.group(cls=Group, name="workbook", example=("fhir-vgc workbook new session.xlsx",))
def command() -> None:
    """Make an empty workbook for a session."""


@command.command(example=("fhir-vgc workbook new session.xlsx",))
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def new(path: Path) -> None:
    """Make an empty workbook, with drop-downs, notes and an example row on each sheet."""
    from adapter.errors import SettingsError
    from adapter.intake.workbook.template import new_workbook

    if path.exists():
        raise SettingsError(f"{path} exists already; choose another name, so that nothing is overwritten")
    new_workbook(path)
    click.echo(f"Wrote {path}. Open it, read the first sheet, and fill in one row for each patient.")
