"""Rows of the ledger about the meetings of a day: which there were, and who is on the list of which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Engine, select

from adapter.ledger.schema import participants, sessions
from mappings.records import Participant, Session


class Meetings:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def on(self, date: dt.date) -> list[Session]:
        """The imported sessions of that day, as they are now."""
        query = (
            select(sessions.c.record).where(sessions.c.session_date == date).order_by(sessions.c.session_id)
        )
        with self._engine.connect() as connection:
            return [Session.model_validate_json(record) for record in connection.execute(query).scalars()]

    def listed(self, filing_ids: Sequence[str]) -> dict[str, Participant]:
        """Those who are on the list of an imported session, by filing id; nothing for who is on none."""
        query = select(participants.c.filing_id, participants.c.record).where(
            participants.c.filing_id.in_(filing_ids)
        )
        with self._engine.connect() as connection:
            return {
                row.filing_id: Participant.model_validate_json(row.record)
                for row in connection.execute(query)
            }
