"""Attendance ↔ Appointment: a test for each row of the table in the clinic workflow (section 5.2)."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import appointment
from mappings.context import Context
from mappings.records import Attendance
from mappings.vocabulary import AttendanceStatus
from profiles.definitions import APPOINTMENT_CANCELLATION
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code


@given(some.attendances, some.contexts)
def test_attendance_survives(attendance: Attendance, context: Context) -> None:
    resource = appointment.to_fhir(attendance, context)
    assert_survives(attendance, resource, appointment.from_fhir)
    assert_text_beside_every_code(resource)


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        ("attended-full", "fulfilled", None),
        ("attended-partial", "fulfilled", None),
        ("attended-by-proxy", "fulfilled", None),
        ("withdrew-during", "fulfilled", None),
        ("did-not-attend", "noshow", None),
        ("late-not-admitted", "cancelled", "text"),
        ("technical-failure", "cancelled", "text"),
        ("cancelled-by-patient", "cancelled", "pat"),
        ("cancelled-by-practice", "cancelled", "prov"),
        ("unknown", "booked", None),
    ],
)
def test_each_attendance_has_the_status_of_the_table(
    status: AttendanceStatus, expected: str, reason: str | None
) -> None:
    resource = appointment.to_fhir(Attendance(status=status), plain_context())
    assert resource["status"] == expected
    if reason is None:
        assert "cancelationReason" not in resource
    elif reason == "text":
        assert set(resource["cancelationReason"]) == {"text"}
    else:
        assert resource["cancelationReason"]["coding"] == [
            {"system": APPOINTMENT_CANCELLATION, "code": reason}
        ]
        assert resource["cancelationReason"]["text"]


@given(some.attendances, some.contexts)
def test_one_appointment_names_one_patient(attendance: Attendance, context: Context) -> None:
    actors = [participant["actor"] for participant in appointment.to_fhir(attendance, context)["participant"]]
    assert [actor for actor in actors if actor.get("type") == "Patient"] == [context.patient]


@pytest.mark.parametrize(
    ("mode", "channel"),
    [
        ("video", {"code": "Video", "text": "Video"}),
        ("face-to-face", {"code": "In-person", "text": "In-person"}),
        ("hybrid", {"code": None, "text": "Video and in person"}),
    ],
)
def test_the_delivery_channel_follows_the_sessions_mode(mode: str, channel: dict[str, str | None]) -> None:
    resource = appointment.to_fhir(Attendance(), plain_context(mode=mode))
    concept = resource["extension"][0]["valueCodeableConcept"]
    assert concept["text"] == channel["text"]
    assert [coding["code"] for coding in concept.get("coding", ())] == [channel["code"]] * bool(
        channel["code"]
    )
