"""A ledger in which everything of a programme is filed and pulled, without anything having been sent.

To file tens of thousands over HTTP takes far longer than what is measured afterwards.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path

from adapter.guards.identity import keeper_of
from adapter.ledger.cursors import Cursor
from adapter.ledger.filings import Filings
from adapter.ledger.ledger import Ledger
from adapter.ledger.seen import Sighting
from adapter.pull.changes import KINDS
from adapter.pull.flags import looked_at
from adapter.push.drafts import draft
from adapter.settings import Settings
from fixtures.generate import practice, programme
from mappings.filing import Filing
from profiles import wire

_SEED = 1
_RUN = "00000000-0000-4000-8000-000000000000"

_SESSIONS = 100
"""Kept in one transaction."""


def file_all(ledger: Path, endpoint: str, patients: int) -> None:
    """Have the ledger know one filing for each patient as filed, and have seen every Patient."""
    now = dt.datetime.now(dt.UTC)
    records = [record for record in practice(patients, _SEED) if record["resourceType"] == "Patient"]
    addresses = {record["identifier"][0]["value"]: f"Patient/{record['id']}" for record in records}
    with Ledger(str(ledger)) as opened:
        for session, participants in programme(patients, 1, _SEED):
            opened.imports.keep(session, participants, [], now)
        # a run has read what was imported before it began
        opened.runs.start("push", endpoint, now, _RUN)
        opened.runs.finish(_RUN, {}, now)
        seen, filings = opened.seen(endpoint), opened.filings(endpoint)
        seen.keep(
            [
                looked_at(
                    Sighting(
                        "Patient",
                        record["id"],
                        f"Patient/{record['id']}",
                        "1",
                        wire.digest(record),  # without one, it is a Patient that was forgotten
                        record,
                        keeper_of(record),
                    )
                )
                for record in records
            ],
            _RUN,
            now,
        )
        seen.keep([], _RUN, now, [Cursor(kind, reached=now, swept=now) for kind in KINDS])
        sessions = programme(patients, 1, _SEED)
        while some := list(islice(sessions, _SESSIONS)):
            with filings.together():
                for session, participants in some:
                    for one in draft(session, participants, Settings()):
                        _file(one.filing, addresses[one.filing.person.nhs_number], filings, now)


def _file(filing: Filing, patient: str, filings: Filings, now: dt.datetime) -> None:
    answers = [(item, item.identity.value, "1", "created") for item in filing.resources]
    filings.answered(filing.filing_id, answers, now)
    filings.settle(filing, patient, "filed", None, _RUN, now)
