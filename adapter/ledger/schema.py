"""The ledger's tables; a migration in `migrations/versions` says how each came about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    and_,
    exists,
)

SCHEMA = "0010"
"""The newest migration; a ledger that says otherwise is brought up to it, or refused if it is newer."""

metadata = MetaData()


class Instant(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC: SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)


sources = Table(
    "sources",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("session_id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_used", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
    Column("imported_at", Instant, nullable=False),
)
"""Files read: never by name, since a file name can hold a patient's."""

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(36), primary_key=True),
    Column("session_date", Date, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("retention_until", Date, nullable=False),
    Column("imported_after", Integer, nullable=True),
)
"""What was imported; `imported_after` is the number of the newest run then: only later ones have read it."""

participants = Table(
    "participants",
    metadata,
    Column("filing_id", String(36), primary_key=True),
    Column("session_id", String(36), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("safeguarding", Boolean, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("changed_after", Integer, nullable=True),
    Column("changed_at", Instant, nullable=True),
)
"""Who is on the lists; the last two are when an import last changed this record, or that of its session.

`changed_after` is the number of the newest run then; nothing of what an older program imported.
"""

approvals = Table(
    "approvals",
    metadata,
    Column("filing_id", String(36), primary_key=True),
    Column("approval", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("bound_at", Instant, nullable=False),
)
"""What each approval was given for: the digest of the filing when the approval was first seen."""

filings = Table(
    "filings",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("filing_id", String(36), primary_key=True),
    Column("session_id", String(36), nullable=False),
    Column("row", Integer, nullable=False),
    Column("patient", String(80), nullable=True),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=True),
    Column("digest", String(64), nullable=True),
    Column("run_id", String(36), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("waiting_since", Instant, nullable=True, info={"kept": True}),
    Index("filings_by_patient", "endpoint", "patient"),
)
"""Where each filing stands at each endpoint; `patient` is the address of the server's Patient.

In a folder, where there are no addresses, it is a name-based UUID of the NHS number. `changed_at` is when
a run or a person last recorded where it stands; each run does so of what waits. `waiting_since` is when it
first could not be filed: a look, an attempt and another reason leave it as it is, since the record has lacked
the entry all the same. It is null once that is in the record, or dropped.
"""

filed = Table(
    "filed",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("filing_id", String(36), primary_key=True),
    Column("session_id", String(36), nullable=False),
    Column("session_date", Date, nullable=False),
    Column("row", Integer, nullable=False),
    Column("patient", String(80), nullable=True),
    Column("approved_at", Instant, nullable=True),
    Column("filed_at", Instant, nullable=False),
    Index("filed_by_session", "endpoint", "session_id"),
    Index("filed_by_patient", "endpoint", "patient"),
)
"""What is in the records, whatever became of later attempts."""

resources = Table(
    "resources",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("value", String(36), primary_key=True),
    Column("system", String(200), primary_key=True),
    Column("filing_id", String(36), nullable=False),
    Column("resource_type", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("server_id", String(64), nullable=True),
    Column("version", String(64), nullable=True),
    Column("outcome", String(12), nullable=True),
    Column("answered_at", Instant, nullable=True),
    Column("merged", LargeBinary, nullable=True),
    Column("intended", LargeBinary, nullable=True),
    Column("sent_at", Instant, nullable=True),
    Index("resources_by_filing", "endpoint", "filing_id"),
    Index("resources_by_server_id", "endpoint", "server_id"),
)
"""Receipt and last synced content of every resource; no `server_id` means intended, not yet answered.

`body` is what the clinic meant; `merged` is what stands at the endpoint where that is something else, since
the practice changed a part of it and was let be. `intended` is what was about to be sent when no answer has
come since: what was meant, and what was sent.

The key has the value before the system, because a resource is looked for by its value.
"""

wanting = Table(
    "wanting",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("value", String(36), primary_key=True),
    Column("system", String(200), primary_key=True),
    Column("found", Text, nullable=False),
)
"""Resources that were seen not to stand as they were sent, and how, until they do or somebody saw to it."""

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(36), primary_key=True),
    Column("command", String(20), nullable=False),
    Column("endpoint", String(200), nullable=True),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=True),
    Column("summary", LargeBinary, nullable=True),
    Column("number", Integer, nullable=True),
)
"""What ran, in the order of their numbers: a clock may have been wrong."""

cursors = Table(
    "cursors",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("resource_type", String(40), primary_key=True),
    Column("cursor", String(40), nullable=True),
    Column("boundary", LargeBinary, nullable=False),
    Column("run_id", String(36), nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""How far each type was pulled: the server's own `lastUpdated`, and what was seen within the overlap."""

seen = Table(
    "seen",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("resource_type", String(40), primary_key=True),
    Column("server_id", String(64), primary_key=True),
    Column("patient", String(80), nullable=True, index=True),
    Column("version", String(64), nullable=True),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=True),
    Column("registered", String(200), nullable=True),
    Column("flagged", Boolean, nullable=True),
    Column("seen_at", Instant, nullable=False),
)
"""What the last pull saw of the programme's patients; without a body it is gone from the endpoint.

`registered` is which organisation kept a Patient's record when it was first seen, so that a move is noticed.
`flagged` is a Patient that may need a person: it died, left, was merged, moved or is gone; null where nobody
has looked.
"""

forgotten = and_(seen.c.digest == "", seen.c.flagged.is_(False))
"""Of a Patient that was nobody of the programme's: only `registered` is kept. One that is gone is flagged."""

_flagged = seen.c.flagged.is_not(False)
Index("seen_flagged", seen.c.endpoint, seen.c.resource_type, sqlite_where=_flagged, postgresql_where=_flagged)

brought_back = Table(
    "brought_back",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("endpoint", String(200), nullable=False, index=True),
    Column("change", LargeBinary, nullable=False),
)
"""Changes that pulls kept, in their order, until a workbook that has them is finished."""

settled_patients = Table(
    "settled_patients",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("server_id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("settled_by", String(200), nullable=False),
    Column("settled_at", Instant, nullable=False),
)
"""Which flagged Patients a person has seen to, as they were then (`seen.digest`), and what came of it.

One that is another since needs a person again.
"""

settled = exists().where(
    settled_patients.c.endpoint == seen.c.endpoint,
    settled_patients.c.server_id == seen.c.server_id,
    settled_patients.c.digest == seen.c.digest,
)
"""Of a flagged Patient: somebody has seen to it, and it is as it was then."""

conflicts = Table(
    "conflicts",
    metadata,
    Column("conflict_id", String(36), primary_key=True),
    Column("endpoint", String(200), nullable=False),
    Column("filing_id", String(36), nullable=False),
    Column("system", String(200), nullable=False),
    Column("value", String(36), nullable=False),
    Column("resource_type", String(40), nullable=False),
    Column("server_id", String(64), nullable=False),
    Column("version", String(64), nullable=True),
    Column("base", LargeBinary, nullable=False),
    Column("ours", LargeBinary, nullable=False),
    Column("theirs", LargeBinary, nullable=False),
    Column("elements", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("choice", LargeBinary, nullable=True),
    Column("chosen_by", String(200), nullable=True),
    Column("resolved_at", Instant, nullable=True),
    Index("conflicts_by_endpoint", "endpoint", "resolved_at"),
)
"""Both sides of what a person has to decide, and what was decided; one that is open has no `resolved_at`."""

decisions = Table(
    "decisions",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("system", String(200), primary_key=True),
    Column("value", String(36), primary_key=True),
    Column("element", String(200), primary_key=True),
    Column("run_id", String(36), primary_key=True),
    Column("policy", String(20), nullable=False),
    Column("decided_at", Instant, nullable=False),
)
"""Which policy settled an element that both sides had changed."""

leases = Table(
    "leases",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("owner", String(36), nullable=True),
    Column("fence", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
"""Who may send to an endpoint now; the number only grows, and who comes with an older one may not write."""

workers = Table(
    "workers",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("owner", String(36), primary_key=True),
    Column("fence", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
"""Who shares an endpoint now: runs that push side by side, each with a lease of its own."""

claims = Table(
    "claims",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("nhs_number", String(10), primary_key=True),
    Column("owner", String(36), nullable=True),
    Column("fence", Integer, nullable=False),
    Column("done", String(64), nullable=True),
)
"""Which worker has which patient; of those whom nobody has any more, the digest of what was done.

A claim is fenced by its owner's lease: it is given to nobody else before that has ended. `fence` is that of
the newest worker when it was given. There are none while no worker is there.
"""

learnt = Table(
    "learnt",
    metadata,
    Column("endpoint", String(200), primary_key=True),
    Column("facts", LargeBinary, nullable=False),
    Column("learnt_at", Instant, nullable=False),
)
"""What was found out about an endpoint: what it can do, where its statement lies, how much it takes."""
