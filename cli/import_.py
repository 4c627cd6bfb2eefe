"""`fhir-vgc import`: read, check, keep."""

from __future__ import annotations

from pathlib import Path

import click

from cli import options
from cli.helping import Command
from cli.output import show_json


@click.command(cls=Command, name="import", example=("fhir-vgc import fixtures/richford-gate",))
@options.source
@options.ledger
@options.as_json
def command(source: Path, ledger: str | None, *, as_json: bool) -> None:
    """Read what the clinic has, check all of it, and keep it in the ledger. Files nothing.

    SOURCE is a workbook, a folder with one session's files (workbook or CSVs, attendance reports, form
    exports), or a folder of such folders. If anything is wrong, every problem is shown and nothing is kept.
    """
    from adapter.keeping import keep, read_anew
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load
    from cli.sources import clock, heading, show_notes

    settings = load({"ledger": ledger}).settings
    with Ledger(settings.ledger) as opened:
        readings = list(read_anew(source, opened, clock()))
        kept = [keep(reading, opened, settings, clock()) for reading in readings]
    if as_json:
        show_json(
            {
                "sessions": [
                    {
                        "session_id": reading.session.session_id,
                        "session_date": reading.session.session_date.isoformat(),
                        "participants": len(reading.participants),
                        "unmatched": len(reading.unmatched),
                        "notes": [str(note) for note in reading.notes],
                        "new": new,
                    }
                    for reading, new in zip(readings, kept, strict=True)
                ]
            }
        )
        return
    for reading, new in zip(readings, kept, strict=True):
        click.echo(f"{heading(reading)}, {'kept' if new else 'already kept, unchanged'}")
        show_notes(reading, err=False)
