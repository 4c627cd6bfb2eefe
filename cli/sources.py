"""What a command was pointed at: a source on disk, or what the ledger has imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from adapter.errors import SourceError
from adapter.guards.safety import alert
from adapter.intake.reading import Reading
from adapter.keeping import keep, read_anew
from adapter.ledger.ledger import Ledger
from adapter.push.drafts import Sessions
from adapter.settings import Settings
from cli.output import counted, show_wrapped
from mappings.records import Participant, Session


def clock() -> dt.datetime:
    """The time now, in UTC."""
    return dt.datetime.now(dt.UTC)


def sessions_of(
    source: Path | None,
    ledger: Ledger,
    settings: Settings,
    *,
    keeping: bool,
    make_room: Callable[[], None] = lambda: None,
) -> Sessions:
    """Sessions in the order of their dates; with `keeping`, all of a source is imported before the first.

    Raises `SourceError` at once, if anything is wrong with them. What a person should know of a source is
    told as it is read: `make_room` is called before, since progress may be shown by then.
    """
    if source is not None:
        readings = read_anew(source, ledger, clock())
        return _kept(readings, ledger, settings, make_room) if keeping else _read(readings, make_room)
    if ledger.imports.counts()[0] == 0:
        raise SourceError("nothing has been imported yet; name a source, or run fhir-vgc import first")
    return ledger.imports.sessions()


def _kept(
    readings: Iterator[Reading], ledger: Ledger, settings: Settings, make_room: Callable[[], None]
) -> Iterator[tuple[Session, Sequence[Participant]]]:
    """As the ledger has them: what is to be filed is held against all sessions of its day.

    They are there before the run begins that files them, and so count as read by it.
    """
    kept = []
    for reading in readings:
        keep(reading, ledger, settings, clock())
        _tell(reading, make_room)
        kept.append(reading.session.session_id)
    return ledger.imports.sessions(kept)


def _read(
    readings: Iterator[Reading], make_room: Callable[[], None]
) -> Iterator[tuple[Session, Sequence[Participant]]]:
    for reading in readings:
        _tell(reading, make_room)
        yield reading.session, reading.participants


def _tell(reading: Reading, make_room: Callable[[], None]) -> None:
    if reading.unmatched or any(alert(participant) for participant in reading.participants):
        make_room()
        click.echo(heading(reading), err=True)
        show_notes(reading, err=True)


def heading(reading: Reading) -> str:
    """The session in one line."""
    session = reading.session
    people = counted(len(reading.participants), "participant")
    return f"{session.session_date.day} {session.session_date:%b %Y}  {session.title}: {people}"


def show_notes(reading: Reading, *, err: bool) -> None:
    """What a person should know of a reading that is not a problem."""
    for note in reading.notes:
        show_wrapped(f"note: {note}", indent=4, err=err)
    for person in reading.unmatched:
        show_wrapped(f"matched to nobody: {person}", indent=4, err=err)
    for participant in reading.participants:
        if (told := alert(participant)) is not None:
            show_wrapped(f"row {participant.row}: {told}", indent=4, err=err)
