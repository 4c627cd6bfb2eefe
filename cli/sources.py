"""What a command was pointed at: a source on disk, or what the ledger has imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from adapter.errors import SourceError
from adapter.guards.history import hold_moved
from adapter.guards.safety import alert
from adapter.intake.folder import read_source
from adapter.intake.reading import Reading
from adapter.ledger.imports import Source
from adapter.ledger.ledger import Ledger
from adapter.problem import Problem
from adapter.push.approvals import check_approvals
from adapter.push.drafts import Sessions, draft
from adapter.settings import Settings
from cli.output import counted, show_wrapped
from mappings.records import Participant, Session


def clock() -> dt.datetime:
    """The time now, in UTC."""
    return dt.datetime.now(dt.UTC)


def sessions_of(source: Path | None, ledger: Ledger, settings: Settings, *, keeping: bool) -> Sessions:
    """Sessions in the order of their dates; with `keeping`, a source is imported on the way.

    Raises `SourceError` at once, if anything is wrong with them.
    """
    if source is not None:
        return _read(read_source(source), ledger, settings, keeping=keeping)
    if ledger.imports.counts()[0] == 0:
        raise SourceError("nothing has been imported yet; name a source, or run fhir-vgc import first")
    return ledger.imports.sessions()


def _read(
    readings: Iterator[Reading], ledger: Ledger, settings: Settings, *, keeping: bool
) -> Iterator[tuple[Session, Sequence[Participant]]]:
    for reading in readings:
        if keeping:
            keep(reading, ledger, settings)
        if reading.unmatched or any(alert(participant) for participant in reading.participants):
            click.echo(heading(reading), err=True)
            show_notes(reading, err=True)
        yield reading.session, reading.participants


def heading(reading: Reading) -> str:
    """The session in one line."""
    session = reading.session
    people = counted(len(reading.participants), "participant")
    return f"{session.session_date.day} {session.session_date:%b %Y}  {session.title}: {people}"


def keep(reading: Reading, ledger: Ledger, settings: Settings) -> bool:
    """Keep a reading in the ledger, its approvals bound to what they stand beside.

    False where the very same files are kept already. Raises `SourceError` where the session_id belongs to a
    session of another day.
    """
    session = reading.session
    known = ledger.imports.date_of(session.session_id)
    if known is not None and (hold := hold_moved(session.session_date, known)):
        problem = Problem("session_id", hold.found, hold.expected, hold.todo)
        raise SourceError("a session was imported before under this session_id; nothing was kept", [problem])
    files = [Source(f.sha256, f.kind, f.rows_read, f.rows_used, f.rows_rejected) for f in reading.files]
    if ledger.imports.known(session.session_id) == {file.sha256 for file in files}:
        return False
    ledger.imports.keep(session, reading.participants, files, clock())
    filings = [one.filing for one in draft(session, reading.participants, settings) if one.hold is None]
    check_approvals(filings, ledger.approvals, clock(), binding=True)
    return True


def show_notes(reading: Reading, *, err: bool) -> None:
    """What a person should know of a reading that is not a problem."""
    for note in reading.notes:
        show_wrapped(f"note: {note}", indent=4, err=err)
    for person in reading.unmatched:
        show_wrapped(f"matched to nobody: {person}", indent=4, err=err)
    for participant in reading.participants:
        if (told := alert(participant)) is not None:
            show_wrapped(f"row {participant.row}: {told}", indent=4, err=err)
