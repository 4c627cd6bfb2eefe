"""Filings and moments for the tests of the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mappings.filing import FiledResource, Filing
from mappings.identity import identity
from mappings.records import Approval
from tests.mappings.examples import PERSON, SESSION

EARLIER = dt.datetime(2026, 3, 11, 8, 0, 0, 250_000, tzinfo=dt.UTC)
NOW = EARLIER + dt.timedelta(hours=1)
LATER = EARLIER + dt.timedelta(hours=2)
RUN = "7d6a2f7e-6d0d-4e7e-8f0e-3a4d7a0f2b11"
PATIENT = "Patient/p1"
"""The address of the server's own Patient."""
WHO, OTHER = "practice", "https://other.example/fhir"


def resource(item: str = "walk", **content: Any) -> FiledResource:
    own = identity("goal", "owner", item)
    return FiledResource(own, {"resourceType": "Goal", "identifier": [own.as_fhir()], **content})


def filing(*resources: FiledResource, number: int = 1) -> Filing:
    """The filing of one row; its first resource is a goal unless others are given."""
    return Filing(
        filing_id=f"f52f7ad1-6b31-5826-9043-92ebff02f{number:03}",
        session_id=SESSION.session_id,
        session_date=SESSION.session_date,
        row=number,
        person=PERSON,
        approval=Approval(by="Dr Amina Okafor", at=EARLIER),
        resources=resources or (resource(f"goal {number}"),),
    )
