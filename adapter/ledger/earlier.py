"""Rows of the ledger about what was filed for a patient before: the notes of the session before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Engine, select

from adapter.ledger.schema import filed, participants
from mappings.records import Narrative
from profiles import wire


class Earlier:
    """What one endpoint was sent of earlier sessions, as far as their lists are still kept."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def notes(self, sessions: Mapping[str, dt.date]) -> dict[str, Narrative]:
        """Of each patient (address at the server), the notes last filed from a session before that date."""
        query = (
            select(filed.c.patient, filed.c.session_date, participants.c.record)
            .join(participants, participants.c.filing_id == filed.c.filing_id)
            .where(filed.c.endpoint == self._endpoint, filed.c.patient.in_(sessions))
            .order_by(filed.c.session_date)
        )
        with self._engine.connect() as connection:
            # of several sessions the latest comes last
            records = {
                row.patient: row.record
                for row in connection.execute(query)
                if row.session_date < sessions[row.patient]
            }
        # of a participant's record, which may be long, only this part is needed
        return {
            patient: Narrative.model_validate(wire.loads(record)["narrative"], strict=False)
            for patient, record in records.items()
        }
