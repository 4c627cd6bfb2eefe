"""Rows of the ledger about approvals: what each was given for when it was first seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from sqlalchemy import Engine, select

from adapter.ledger.schema import approvals
from adapter.ledger.upsert import upsert

Given: TypeAlias = tuple[str, str]
"""An approval of a filing: (filing id, what tells this approval from another)."""


class Approvals:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def bound(self, given: Iterable[Given]) -> dict[Given, str]:
        """The digests that approvals are bound to; those not seen before are absent."""
        wanted = set(given)
        query = select(approvals).where(approvals.c.filing_id.in_({filing_id for filing_id, _ in wanted}))
        with self._engine.connect() as connection:
            found = {(row.filing_id, row.approval): row.digest for row in connection.execute(query)}
        return {one: digest for one, digest in found.items() if one in wanted}

    def bind(self, digests: Mapping[Given, str], now: dt.datetime) -> None:
        """Bind approvals to what they were given for, once and for all."""
        rows = [
            {"filing_id": filing_id, "approval": approval, "digest": digest, "bound_at": now}
            for (filing_id, approval), digest in digests.items()
        ]
        with self._engine.begin() as connection:
            upsert(connection, approvals, rows, replace=False)
