"""Attendance ↔ FHIR Appointment: one per patient, never one for the group.

An Appointment of several patients would show every reader who attended with whom (UK Core, shape rule 1).
"""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import compact, extended, extension_value, resource, stamp
from mappings.identity import Identity
from mappings.records import Attendance
from mappings.vocabulary import AttendanceStatus
from profiles.definitions import APPOINTMENT_CANCELLATION, DELIVERY_CHANNEL, DELIVERY_CHANNEL_EXTENSION
from profiles.wire import Resource

_STATUS: dict[AttendanceStatus, str] = {
    "attended-full": "fulfilled",
    "attended-partial": "fulfilled",
    "attended-by-proxy": "fulfilled",
    "withdrew-during": "fulfilled",
    "did-not-attend": "noshow",
    "late-not-admitted": "cancelled",
    "technical-failure": "cancelled",
    "cancelled-by-patient": "cancelled",
    "cancelled-by-practice": "cancelled",
    "unknown": "booked",
}
"""Clinic workflow, section 5.2; the national appointment data know attended, DNA and unknown only."""

_CANCELLATION: dict[AttendanceStatus, Resource] = {
    "late-not-admitted": {"text": "Arrived too late to be admitted; not a did-not-attend"},
    "technical-failure": {"text": "Could not connect"},
    "cancelled-by-patient": {
        "coding": [{"system": APPOINTMENT_CANCELLATION, "code": "pat"}],
        "text": "Cancelled by the patient",
    },
    "cancelled-by-practice": {
        "coding": [{"system": APPOINTMENT_CANCELLATION, "code": "prov"}],
        "text": "Cancelled by the practice",
    },
}

_CHANNEL = {"video": "Video", "face-to-face": "In-person"}


def identify(context: Context) -> Identity:
    return context.identify("appointment")


def to_fhir(attendance: Attendance, context: Context) -> Resource:
    session = context.session
    return resource(
        "Appointment",
        "Appointment",
        identify(context),
        context,
        extension=[
            {"url": DELIVERY_CHANNEL_EXTENSION, "valueCodeableConcept": _delivery_channel(session.mode)},
            *extended("attendance-status", valueCode=attendance.status),
            *extended("attendance-source", valueCode=attendance.source),
            *extended("attendance-confirmed-by", valueString=attendance.confirmed_by),
            *extended("late-minutes", valueInteger=attendance.late_minutes),
        ],
        status=_STATUS[attendance.status],
        cancelationReason=_CANCELLATION.get(attendance.status),
        serviceCategory=[{"text": session.slot_category}],
        serviceType=[{"text": session.title}],
        start=stamp(session.planned_start),
        end=stamp(session.planned_end),
        participant=[
            {"actor": context.patient, "status": "accepted"},
            *({"actor": context.staff(member.name), "status": "accepted"} for member in context.clinicians),
        ],
    )


def from_fhir(appointment: Resource) -> Attendance:
    return Attendance(
        status=extension_value(appointment, "attendance-status"),
        source=extension_value(appointment, "attendance-source"),
        confirmed_by=extension_value(appointment, "attendance-confirmed-by"),
        late_minutes=extension_value(appointment, "late-minutes"),
    )


def _delivery_channel(mode: str) -> Resource:
    """Hybrid has no code in UK Core, so it is said in words."""
    code = _CHANNEL.get(mode)
    coding = code and [{"system": DELIVERY_CHANNEL, "code": code, "display": code}]
    return compact({"coding": coding, "text": code or "Video and in person"})
