"""One plain session and person, for tests that are about one value and not about every possible one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mappings.codes import CORE_CODES, CodeSet
from mappings.context import Context
from mappings.records import Person, Programme, Session, Staff
from mappings.values import Concept

SESSION = Session(
    session_id="0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60",
    programme=Programme(
        id="chronic-pain",
        title="Chronic pain",
        condition=Concept(text="Chronic pain", code="82423001"),
        ods_code="A81001",
    ),
    title="Living well with pain",
    format="clinical",
    mode="video",
    platform="teams",
    planned_start=dt.datetime(2026, 3, 10, 10, 0, tzinfo=dt.UTC),
    planned_end=dt.datetime(2026, 3, 10, 11, 30, tzinfo=dt.UTC),
    session_date=dt.date(2026, 3, 10),
    capacity=12,
    topics=("pacing", "sleep"),
    staff=(
        Staff(name="Dr Amina Okafor", role="gp", gmc="7000001"),
        Staff(name="Tom Reed", role="pharmacist", gphc="2000001"),
        Staff(name="Jo Lane", role="facilitator"),
    ),
    agreement_version="VGC agreement v3",
    retention_until=dt.date(2036, 3, 10),
)

PERSON = Person(nhs_number="9990000018", family="Quill", given=("Marjorie",), birth_date=dt.date(1958, 4, 2))


def plain_context(codes: CodeSet = CORE_CODES, **session: Any) -> Context:
    """The plain session, changed where said, and the plain person."""
    return Context(SESSION.model_copy(update=session), PERSON, codes)
