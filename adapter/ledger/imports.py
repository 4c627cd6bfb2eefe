"""Rows of the ledger about what was imported: files by their hash, sessions and participants as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, delete, func, select

from adapter.ledger.database import alone, one_at_a_time
from adapter.ledger.runs import newest
from adapter.ledger.schema import participants, sessions, sources
from mappings.identity import participation_id
from mappings.records import Participant, Session


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read. Its name is not kept, since a file name can hold a patient's."""

    sha256: str
    kind: str
    rows_read: int
    rows_used: int
    rows_rejected: int


Kept: TypeAlias = tuple[Session, tuple[Participant, ...]]
"""A session that is kept, with its participants."""


class Imports:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self, session_id: str) -> frozenset[str]:
        """Hashes of the files that this session was imported from."""
        query = select(sources.c.sha256).where(sources.c.session_id == session_id)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def date_of(self, session_id: str) -> dt.date | None:
        """The date of a session that was imported before."""
        query = select(sessions.c.session_date).where(sessions.c.session_id == session_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def keep(
        self,
        session: Session,
        people: Sequence[Participant],
        files: Sequence[Source],
        now: dt.datetime,
        unless: Callable[[Kept], None] = lambda _kept: None,
    ) -> None:
        """Keep a session as it now is, in place of what was imported of it before; all of it or none.

        A participant whose content is as it was, on whatever row, counts as changed when it was before.
        `unless` is shown what it would take the place of, while nobody else imports: what that raises keeps
        it.
        """
        with alone(self._engine) as connection:
            one_at_a_time(connection, "import")
            if (kept := _kept(connection, session.session_id)) is not None:
                unless(kept)
            after = newest(connection)
            # with another session around them, everybody's entry is another
            same = kept is not None and kept[0] == session
            changed = _changed(connection, session.session_id) if same else {}
            for table in (sources, participants, sessions):
                connection.execute(delete(table).where(table.c.session_id == session.session_id))
            connection.execute(
                sessions.insert().values(
                    session_id=session.session_id,
                    session_date=session.session_date,
                    record=session.model_dump_json().encode(),
                    imported_at=now,
                    imported_after=after,
                    retention_until=session.retention_until,
                )
            )
            rows = [
                {
                    "filing_id": participation_id(session, participant.person),
                    "session_id": session.session_id,
                    "row": participant.row,
                    "safeguarding": participant.safeguarding_flag,
                    "record": participant.model_dump_json().encode(),
                    **changed.get(
                        participant.model_copy(update={"row": 1}), {"changed_after": after, "changed_at": now}
                    ),
                }
                for participant in people
            ]
            if rows:
                connection.execute(participants.insert(), rows)
            if files:
                connection.execute(
                    sources.insert(),
                    [
                        {
                            "sha256": file.sha256,
                            "session_id": session.session_id,
                            "kind": file.kind,
                            "rows_read": file.rows_read,
                            "rows_used": file.rows_used,
                            "rows_rejected": file.rows_rejected,
                            "imported_at": now,
                        }
                        for file in files
                    ],
                )

    def sessions(self, session_ids: Sequence[str] | None = None) -> Iterator[Kept]:
        """Those of these sessions that are kept, with their participants; or every one, by their dates."""
        if session_ids is None:
            in_order = select(sessions.c.session_id).order_by(sessions.c.session_date, sessions.c.session_id)
            with self._engine.connect() as connection:
                session_ids = connection.execute(in_order).scalars().all()
        for session_id in session_ids:
            # a connection for each, since a push writes between them for as long as it takes
            with self._engine.connect() as connection:
                kept = _kept(connection, session_id)
            if kept is not None:
                yield kept

    def counts(self) -> tuple[int, int]:
        """How many sessions and participants are kept."""
        with self._engine.connect() as connection:
            return (
                connection.execute(select(func.count()).select_from(sessions)).scalar_one(),
                connection.execute(select(func.count()).select_from(participants)).scalar_one(),
            )

    def safeguarding(self) -> list[tuple[dt.date, int]]:
        """Session date and row of every imported participant with a safeguarding flag."""
        query = (
            select(sessions.c.session_date, participants.c.row)
            .join(sessions, sessions.c.session_id == participants.c.session_id)
            .where(participants.c.safeguarding)
            .order_by(sessions.c.session_date, participants.c.row)
        )
        with self._engine.connect() as connection:
            return [(row.session_date, row.row) for row in connection.execute(query)]


def _kept(connection: Connection, session_id: str) -> Kept | None:
    record = connection.execute(select(sessions.c.record).where(sessions.c.session_id == session_id)).scalar()
    if record is None:
        return None
    people = connection.execute(
        select(participants.c.record)
        .where(participants.c.session_id == session_id)
        .order_by(participants.c.row)
    ).scalars()
    return Session.model_validate_json(record), tuple(map(Participant.model_validate_json, people))


def _changed(connection: Connection, session_id: str) -> dict[Participant, dict[str, Any]]:
    """When what is kept of these participants had changed."""
    kept = select(participants.c.record, participants.c.changed_after, participants.c.changed_at)
    rows = connection.execute(kept.where(participants.c.session_id == session_id))
    return {
        Participant.model_validate_json(row.record).model_copy(update={"row": 1}): {
            "changed_after": row.changed_after,
            "changed_at": row.changed_at,
        }
        for row in rows
    }
