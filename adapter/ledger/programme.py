"""Rows of the ledger about the programme's patients: where an endpoint keeps them, who is not found yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, exists, func, or_, select, union

from adapter.ledger.schema import filed, filings, forgotten, participants, seen, sessions
from adapter.ledger.standing import row_now
from mappings.records import Person
from profiles import wire

_address = func.coalesce(filed.c.patient, filings.c.patient)
"""Where a filing's patient is kept: what is held later loses its address, what was filed keeps it."""

_where_filed = and_(filed.c.endpoint == filings.c.endpoint, filed.c.filing_id == filings.c.filing_id)

_SEEN_AS = len("Patient/") + 1
"""From which character of an address on, counted from 1, the Patient's id stands."""


@dataclass(frozen=True, slots=True)
class Place:
    """A patient as the clinic knows where to look: a row on the list of a session."""

    filing_id: str
    session_date: dt.date | None
    row: int


class Programme:
    """The patients at one endpoint, of whom there may be tens of thousands: asked for few at a time."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def addresses(self) -> Iterator[tuple[str, bool]]:
        """Every patient whose record is known, by its address, and whether a pull has seen the Patient."""
        looked_at = exists().where(
            seen.c.endpoint == self._endpoint,
            seen.c.resource_type == "Patient",
            seen.c.server_id == func.substr(_address, _SEEN_AS),
            ~forgotten,
        )
        query = (
            select(_address, looked_at)
            .distinct()
            .select_from(filings.outerjoin(filed, _where_filed))
            .where(filings.c.endpoint == self._endpoint, _address.is_not(None))
            .order_by(_address)
        )
        with self._engine.connect() as connection:
            for address, seen_there in connection.execute(query):
                yield address, bool(seen_there)

    def strangers(self) -> Iterator[str]:
        """The addresses of Patients whom a pull has seen, and of whom nothing is filed or under way."""
        address = "Patient/" + seen.c.server_id
        ours = [
            exists().where(table.c.endpoint == self._endpoint, table.c.patient == address)
            for table in (filings, filed)
        ]
        query = select(address).where(
            seen.c.endpoint == self._endpoint, seen.c.resource_type == "Patient", ~forgotten, ~or_(*ours)
        )
        with self._engine.connect() as connection:
            yield from connection.execute(query).scalars()

    def places(self, addresses: Collection[str]) -> dict[str, list[Place]]:
        """The rows of these patients on the clinic's lists, newest last, by address."""
        at = union(
            *(
                select(table.c.filing_id).where(
                    table.c.endpoint == self._endpoint, table.c.patient.in_(addresses)
                )
                for table in (filings, filed)
            )
        )
        found: dict[str, list[Place]] = {}
        for address, place in self._places(filings.c.filing_id.in_(at)):
            if address in addresses:
                found.setdefault(address, []).append(place)
        return found

    def homes(self, filing_ids: Collection[str]) -> dict[str, str]:
        """Where the patients of these filings are kept, by filing id."""
        places = self._places(filings.c.filing_id.in_(filing_ids))
        return {place.filing_id: address for address, place in places}

    def _places(self, condition: ColumnElement[bool]) -> Iterator[tuple[str, Place]]:
        date = func.coalesce(sessions.c.session_date, filed.c.session_date)
        query = (
            select(_address, filings.c.filing_id, date, row_now)
            .outerjoin(sessions, sessions.c.session_id == filings.c.session_id)
            .outerjoin(filed, _where_filed)
            .where(filings.c.endpoint == self._endpoint, _address.is_not(None), condition)
            .order_by(date, row_now)
        )
        with self._engine.connect() as connection:
            for address, *place in connection.execute(query):
                yield address, Place(*place)

    def unaddressed(self) -> list[Place]:
        """Everybody imported whose record at the endpoint was not looked for yet, by session and row."""
        known = [
            exists().where(
                table.c.endpoint == self._endpoint,
                table.c.filing_id == participants.c.filing_id,
                table.c.patient.is_not(None),
            )
            for table in (filings, filed)
        ]
        query = (
            select(participants.c.filing_id, sessions.c.session_date, participants.c.row)
            .join(sessions, sessions.c.session_id == participants.c.session_id)
            .where(~or_(*known))
            .order_by(sessions.c.session_date, participants.c.row)
        )
        with self._engine.connect() as connection:
            return [Place(*row) for row in connection.execute(query)]

    def people(self, places: Sequence[Place]) -> Iterator[tuple[Place, Person]]:
        """Who these places on the clinic's lists are, as far as the lists are still kept."""
        query = select(participants.c.filing_id, participants.c.record).where(
            participants.c.filing_id.in_([place.filing_id for place in places])
        )
        with self._engine.connect() as connection:
            found = {row.filing_id: _person(row.record) for row in connection.execute(query)}
        return ((place, found[place.filing_id]) for place in places if place.filing_id in found)

    def person(self, filing_id: str) -> Person | None:
        """Who a place on a list is; None where the list is not kept any more."""
        query = select(participants.c.record).where(participants.c.filing_id == filing_id)
        with self._engine.connect() as connection:
            record = connection.execute(query).scalar()
        return None if record is None else _person(record)


def _person(record: bytes) -> Person:
    # of a participant's record, which may be long, only this part is needed
    return Person.model_validate(wire.loads(record)["person"], strict=False)
