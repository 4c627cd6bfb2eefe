"""The gate of the clinic workflow, section 4 (T-H6): which parts of an entry may be filed."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import given

from adapter.guards.consent import allowed_parts
from mappings import consent
from mappings.records import Attendance, Consent
from mappings.vocabulary import PRESENT, AttendanceStatus, ConsentKind, ConsentStatus, Part
from tests.guards.roster import participant
from tests.mappings import strategies as some

EVERYTHING = {"individual", "group-note", "extras"}
FACTS = {"individual"}
ADMINISTRATIVE = {"administrative"}
AGREEMENTS: tuple[ConsentStatus | None, ...] = (*get_args(ConsentStatus), None)
STAYED = sorted(PRESENT - {"withdrew-during"})
ABSENT = sorted({*get_args(AttendanceStatus)} - PRESENT - {"unknown"})


def agreed(*statuses: ConsentStatus | None, **known: Any) -> tuple[Consent, ...]:
    return tuple(
        Consent(kind="confidentiality-agreement", status=status, **known)
        for status in statuses
        if status is not None
    )


def parts_of(
    attendance: AttendanceStatus, agreement: ConsentStatus | None, **known: Any
) -> tuple[frozenset[Part], str | None]:
    """The parts that may be filed, and the guard that held the rest."""
    one = participant(attendance=Attendance(status=attendance), consents=agreed(agreement), **known)
    parts, hold = allowed_parts(one)
    return parts, hold and hold.guard


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("attendance", STAYED)
def test_who_was_there_and_agreed_gets_the_whole_entry(attendance: AttendanceStatus) -> None:
    assert parts_of(attendance, "given") == (EVERYTHING, None)


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("attendance", STAYED)
@pytest.mark.parametrize("agreement", ["not-asked", "unknown", None])
def test_unknown_is_never_treated_as_given(
    attendance: AttendanceStatus, agreement: ConsentStatus | None
) -> None:
    assert parts_of(attendance, agreement) == (frozenset(), "consent")


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("attendance", STAYED)
@pytest.mark.parametrize("agreement", ["not-asked", "unknown", None])
def test_an_override_with_its_reason_files_the_facts_of_care_alone(
    attendance: AttendanceStatus, agreement: ConsentStatus | None
) -> None:
    assert parts_of(attendance, agreement, agreement_override="Agreed on the phone") == (FACTS, None)


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("attendance", STAYED)
@pytest.mark.parametrize("agreement", ["refused", "withdrawn"])
def test_care_already_given_is_filed_without_the_group_when_the_group_was_refused(
    attendance: AttendanceStatus, agreement: ConsentStatus
) -> None:
    assert parts_of(attendance, agreement) == (FACTS, None)


@pytest.mark.failure("3.7", "consent withdrawn in between")
@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_whoever_withdrew_during_the_session_gets_the_facts_of_care_whatever_was_agreed(
    agreement: ConsentStatus | None,
) -> None:
    assert parts_of("withdrew-during", agreement) == (FACTS, None)


@pytest.mark.parametrize("attendance", ABSENT)
@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_whoever_was_not_there_gets_an_administrative_entry_only(
    attendance: AttendanceStatus, agreement: ConsentStatus | None
) -> None:
    assert parts_of(attendance, agreement, sensitive_note="Said alone") == (ADMINISTRATIVE, None)


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_nothing_is_filed_while_attendance_is_unknown(agreement: ConsentStatus | None) -> None:
    assert parts_of("unknown", agreement, agreement_override="Never mind") == (frozenset(), "attendance")


@pytest.mark.parametrize(
    ("attendance", "agreement", "parts"),
    [
        ("attended-full", "given", EVERYTHING),
        ("attended-full", "refused", FACTS),
        ("withdrew-during", "given", FACTS),
    ],
)
def test_a_sensitive_note_is_a_part_of_its_own(
    attendance: AttendanceStatus, agreement: ConsentStatus, parts: set[Part]
) -> None:
    assert parts_of(attendance, agreement, sensitive_note="Said alone") == (parts | {"sensitive"}, None)


@pytest.mark.parametrize("kind", sorted({*get_args(ConsentKind)} - {"confidentiality-agreement"}))
def test_no_other_consent_stands_in_for_the_agreement(kind: ConsentKind) -> None:
    parts, hold = allowed_parts(participant(consents=(Consent(kind=kind, status="given"),)))
    assert (parts, hold and hold.guard) == (frozenset(), "consent")


def test_the_agreement_counts_as_it_last_stood_wherever_its_row_stands() -> None:
    at = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)
    given = agreed("given", at=at)
    withdrawn = agreed("withdrawn", at=at - dt.timedelta(days=7), withdrawn_at=at + dt.timedelta(hours=1))
    for rows in ((*withdrawn, *given), (*given, *withdrawn)):
        assert allowed_parts(participant(consents=rows)) == (FACTS, None)


@given(some.several(some.consents, most=4))
def test_what_is_filed_of_the_agreement_is_what_the_gate_went_by(rows: tuple[Consent, ...]) -> None:
    """Never an agreement in the record that the entry was not written by, or the other way round."""
    one = participant(consents=rows)
    filed = dict(consent.items(one)).get("confidentiality-agreement")
    parts, _ = allowed_parts(one)
    assert ("group-note" in parts) is (filed is not None and filed.status == "given")
    assert (parts == FACTS) is (filed is not None and filed.status in ("refused", "withdrawn"))


@pytest.mark.failure("3.7", "consent withdrawn in between")
def test_a_withdrawal_counts_although_the_status_still_says_given() -> None:
    at = dt.datetime(2026, 3, 10, 10, 50, tzinfo=dt.UTC)
    parts, _ = allowed_parts(participant(consents=agreed("given", withdrawn_at=at)))
    assert parts == FACTS
