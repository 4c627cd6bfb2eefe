"""`fhir-vgc workbook new`: an empty workbook for a session."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(name="workbook", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Make an empty workbook for a session.

    \b
    Example:
      fhir-vgc workbook new session.xlsx
    """


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def new(path: Path) -> None:
    """Make an empty workbook, with drop-downs, notes and an example row on each sheet.

    \b
    Example:
      fhir-vgc workbook new session.xlsx
    """
    from adapter.errors import SettingsError
    from adapter.intake.template import new_workbook

    if path.exists():
        raise SettingsError(f"{path} exists already; choose another name, so that nothing is overwritten")
    new_workbook(path)
    click.echo(f"Wrote {path}. Open it, read the first sheet, and fill in one row for each patient.")
