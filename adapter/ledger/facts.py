"""What the ledger answers, as values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mappings.identity import Identity

State: TypeAlias = Literal[
    "filed", "unchanged", "queued", "sending", "held", "rejected", "dropped", "unknown", "conflict"
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the GP system answered for one resource, and the unbound content that it was answered for."""

    identity: Identity
    filing_id: str
    resource_type: str
    digest: str
    server_id: str | None
    version: str | None
    outcome: str | None
    answered_at: dt.datetime | None
    unsettled: bool = False
    """Whether something else was about to be sent since, and no answer came."""

    @property
    def reference(self) -> str:
        return f"{self.resource_type}/{self.server_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a filing stands at an endpoint; `patient` is the address that it was to be sent for, if known.

    `changed_at` is when this was last recorded; `waiting_since` is when it first could not be filed, whatever
    it has waited for since, and None where nothing waits.
    """

    filing_id: str
    session_id: str
    row: int
    patient: str | None
    state: State
    reason: str | None
    digest: str | None
    changed_at: dt.datetime
    waiting_since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Filed:
    """What is in the record of a filing, whatever became of later attempts.

    `patient` is the address of the server's Patient, or tells patients apart where there is none;
    `approved_at` is the approval that it was filed under.
    """

    filing_id: str
    session_id: str
    session_date: dt.date
    row: int
    patient: str | None
    approved_at: dt.datetime | None
    filed_at: dt.datetime
