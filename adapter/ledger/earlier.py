"""Rows of the ledger about what was filed for a patient before: the notes of the session before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeAlias

from sqlalchemy import Engine, select

from adapter.ledger.schema import filed, participants
from mappings.filing import Filing
from mappings.records import Narrative
from profiles import wire

Override: TypeAlias = Literal["agreement_override", "repeat_override"]
"""A field of a participant in which somebody allows, for one session, what would be held."""


_Place: TypeAlias = tuple[dt.date, str]
"""A session's date and the filing's id."""


class Earlier:
    """What one endpoint was sent of earlier sessions, as far as their lists are still kept."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def notes(self, filings: Mapping[str, Filing]) -> dict[str, Narrative]:
        """Of each patient (as `filed` has it), the notes last filed of a session before that of the filing.

        Another one of the same day counts as before: a workbook made anew for the same meeting is one.
        """
        # of several sessions the latest comes last
        records = {
            whose: record for whose, one, record in self._filed(filings) if _before(one, filings[whose])
        }
        # of a participant's record, which may be long, only this part is needed
        return {
            whose: Narrative.model_validate(wire.loads(record)["narrative"], strict=False)
            for whose, record in records.items()
        }

    def overrides(self, override: Override, patient: str, filing: Filing) -> list[str]:
        """What was said there of a patient, in each filed session before that of the filing."""
        records = [wire.loads(record) for _, one, record in self._filed([patient]) if _before(one, filing)]
        return [said for record in records if (said := record.get(override))]

    def _filed(self, patients: Collection[str]) -> Iterator[tuple[str, _Place, bytes]]:
        query = (
            select(filed.c.patient, filed.c.filing_id, filed.c.session_date, participants.c.record)
            .join(participants, participants.c.filing_id == filed.c.filing_id)
            .where(filed.c.endpoint == self._endpoint, filed.c.patient.in_(patients))
            .order_by(filed.c.session_date)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield row.patient, (row.session_date, row.filing_id), row.record


def _before(place: _Place, filing: Filing) -> bool:
    date, filing_id = place
    return date <= filing.session_date and filing_id != filing.filing_id
