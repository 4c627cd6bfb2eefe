"""Rows of the ledger about the programme's patients: where an endpoint keeps them, who is not found yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, and_, func, select, union

from adapter.ledger.schema import filed, filings, participants, sessions
from mappings.records import Person
from profiles import wire


@dataclass(frozen=True, slots=True)
class Place:
    """A patient as the clinic knows where to look: a row on the list of a session."""

    filing_id: str
    session_date: dt.date | None
    row: int


class Programme:
    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def addressed(self) -> dict[str, list[Place]]:
        """The patients whose record is known: address of the Patient → places, newest last."""
        date = func.coalesce(sessions.c.session_date, filed.c.session_date)
        # what is held later loses its address, what was filed keeps it
        patient = func.coalesce(filed.c.patient, filings.c.patient)
        query = (
            select(patient, filings.c.filing_id, date, filings.c.row)
            .outerjoin(sessions, sessions.c.session_id == filings.c.session_id)
            .outerjoin(
                filed,
                and_(filed.c.endpoint == filings.c.endpoint, filed.c.filing_id == filings.c.filing_id),
            )
            .where(filings.c.endpoint == self._endpoint, patient.is_not(None))
            .order_by(date, filings.c.row)
        )
        found: dict[str, list[Place]] = {}
        with self._engine.connect() as connection:
            for address, *place in connection.execute(query):
                found.setdefault(address, []).append(Place(*place))
        return found

    def unaddressed(self) -> Iterator[tuple[Place, Person]]:
        """Everybody imported whose record at the endpoint was not looked for yet, by session and row."""
        known = union(
            *(
                select(table.c.filing_id).where(
                    table.c.endpoint == self._endpoint, table.c.patient.is_not(None)
                )
                for table in (filings, filed)
            )
        )
        query = (
            select(
                participants.c.filing_id, participants.c.row, participants.c.record, sessions.c.session_date
            )
            .join(sessions, sessions.c.session_id == participants.c.session_id)
            .where(participants.c.filing_id.not_in(known))
            .order_by(sessions.c.session_date, participants.c.row)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield Place(row.filing_id, row.session_date, row.row), _person(row.record)

    def person(self, filing_id: str) -> Person | None:
        """Who a place on a list is; None where the list is not kept any more."""
        query = select(participants.c.record).where(participants.c.filing_id == filing_id)
        with self._engine.connect() as connection:
            record = connection.execute(query).scalar()
        return None if record is None else _person(record)


def _person(record: bytes) -> Person:
    # of a participant's record, which may be long, only this part is needed
    return Person.model_validate(wire.loads(record)["person"], strict=False)
