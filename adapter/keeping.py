"""Keeping in the ledger what was read, so that a push files it: never in place of what was approved later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from adapter.errors import SourceError
from adapter.guards.approval import hold_superseded
from adapter.guards.history import hold_moved
from adapter.intake.folder import read_source
from adapter.intake.reading import Reading
from adapter.ledger.imports import Imports, Kept, Source
from adapter.ledger.ledger import Ledger
from adapter.problem import Problem
from adapter.push.approvals import check_approvals
from adapter.push.drafts import draft
from adapter.settings import Settings


def read_anew(source: Path, ledger: Ledger, now: dt.datetime) -> Iterator[Reading]:
    """Every session of a source by its date, all of them checked, against the ledger too, before the first.

    Raises `SourceError` with every problem: also where a session_id belongs to a session of another day, and
    where a row was approved before the one that is kept of it.
    """
    return read_source(source, partial(_against, ledger.imports, now))


def keep(reading: Reading, ledger: Ledger, settings: Settings, now: dt.datetime) -> bool:
    """Keep a reading, its approvals bound to what they stand beside.

    False where the very same files are kept already. Raises `SourceError` where something else was imported
    since it was read that it may not take the place of.
    """
    session = reading.session
    files = [Source(f.sha256, f.kind, f.rows_read, f.rows_used, f.rows_rejected) for f in reading.files]
    if ledger.imports.known(session.session_id) == {file.sha256 for file in files}:
        return False
    ledger.imports.keep(session, reading.participants, files, now, unless=partial(_overtaken, reading, now))
    filings = [one.filing for one in draft(session, reading.participants, settings) if one.hold is None]
    check_approvals(filings, ledger.approvals, now, binding=True)
    return True


def _against(imports: Imports, now: dt.datetime, reading: Reading) -> Iterator[Problem]:
    for kept in imports.sessions([reading.session.session_id]):
        yield from _in_place_of(kept, reading, now)


def _overtaken(reading: Reading, now: dt.datetime, kept: Kept) -> None:
    if problems := [*_in_place_of(kept, reading, now)]:
        session = reading.session
        raise SourceError(
            f"session {session.session_id[:8]} of {session.session_date} was not kept: somebody else has"
            " imported it in this very moment. Sessions of earlier dates are kept; later ones were not tried",
            problems,
        )


def _in_place_of(kept: Kept, reading: Reading, now: dt.datetime) -> Iterator[Problem]:
    """Why a reading may not take the place of what is kept of its session."""
    session, people = kept
    if hold := hold_moved(reading.session.session_date, session.session_date):
        yield Problem("session_id", hold.found, hold.expected, hold.todo)
        return
    before = {person.person.nhs_number: person for person in people}
    for participant in reading.participants:
        earlier = before.get(participant.person.nhs_number)
        if earlier and (hold := hold_superseded(participant, earlier, now)):
            yield Problem(f"participants, row {participant.row}", hold.found, hold.expected, hold.todo)
