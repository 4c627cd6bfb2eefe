"""What the ledger knows of each imported session in numbers: how its filings stand at every endpoint."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Engine, func, select

from adapter.ledger.schema import participants, sessions
from adapter.ledger.standing import standing
from mappings.records import Session


@dataclass(slots=True)
class Books:
    """At one endpoint: `states` counts filings of those on the list, `removed` those of rows now gone."""

    states: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionBooks:
    """An imported session, how many are on its list, and its books at each endpoint where it has any."""

    session: Session
    imported_at: dt.datetime
    participants: int
    endpoints: dict[str, Books]

    def not_pushed(self, endpoint: str) -> int:
        """How many of the list were never planned for the endpoint."""
        books = self.endpoints.get(endpoint)
        return self.participants - (sum(books.states.values()) if books else 0)


def session_books(engine: Engine, session_id: str = "") -> list[SessionBooks]:
    """Of every imported session whose id begins so, by date and time, the newest last."""
    kept = select(sessions).where(sessions.c.session_id.startswith(session_id, autoescape=True))
    listed = select(participants.c.session_id, func.count()).group_by(participants.c.session_id)
    stand = select(
        standing.c.session_id, standing.c.endpoint, standing.c.state, standing.c.listed, func.count()
    ).group_by(standing.c.session_id, standing.c.endpoint, standing.c.state, standing.c.listed)
    books: dict[str, dict[str, Books]] = {}
    with engine.connect() as connection:
        people = {row[0]: row[1] for row in connection.execute(listed)}
        for one, endpoint, state, on_the_list, count in connection.execute(
            stand.order_by(standing.c.endpoint)
        ):
            there = books.setdefault(one, {}).setdefault(endpoint, Books())
            (there.states if on_the_list else there.removed)[state] = count
        found = [
            SessionBooks(
                Session.model_validate_json(row.record),
                row.imported_at,
                people.get(row.session_id, 0),
                books.get(row.session_id, {}),
            )
            for row in connection.execute(kept)
        ]
    return sorted(found, key=lambda one: (one.session.session_date, one.session.start))
