"""Keeping in the ledger what was read, so that a push files it: never in place of what was approved later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from adapter.guards.approval import hold_superseded
from adapter.guards.history import hold_moved
from adapter.intake.folder import read_source
from adapter.intake.reading import Reading
from adapter.ledger.imports import Imports, Source
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

    False where the very same files are kept already.
    """
    session = reading.session
    files = [Source(f.sha256, f.kind, f.rows_read, f.rows_used, f.rows_rejected) for f in reading.files]
    if ledger.imports.known(session.session_id) == {file.sha256 for file in files}:
        return False
    ledger.imports.keep(session, reading.participants, files, now)
    filings = [one.filing for one in draft(session, reading.participants, settings) if one.hold is None]
    check_approvals(filings, ledger.approvals, now, binding=True)
    return True


def _against(imports: Imports, now: dt.datetime, reading: Reading) -> Iterator[Problem]:
    session_id = reading.session.session_id
    for kept, people in imports.sessions([session_id]):
        if hold := hold_moved(reading.session.session_date, kept.session_date):
            yield Problem("session_id", hold.found, hold.expected, hold.todo)
            return
        before = {person.person.nhs_number: person for person in people}
        for participant in reading.participants:
            earlier = before.get(participant.person.nhs_number)
            if earlier and (hold := hold_superseded(participant, earlier, now)):
                yield Problem(f"participants, row {participant.row}", hold.found, hold.expected, hold.todo)
