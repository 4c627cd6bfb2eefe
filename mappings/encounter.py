"""A patient's presence in a session ↔ FHIR Encounter: one per patient, only for somebody who was there."""

from __future__ import annotations

from collections.abc import Iterator

from mappings import appointment
from mappings.context import Context, staff_reference
from mappings.elements import (
    compact,
    compound,
    compound_value,
    extended,
    extensions,
    moment,
    part,
    resource,
    stamp,
)
from mappings.identity import Identity
from mappings.records import IdentityCheck, Interval, Presence, Proxy, Staff
from profiles.definitions import ACT_CODE, UCUM
from profiles.wire import Resource

_VIRTUAL = {"system": ACT_CODE, "code": "VR", "display": "virtual"}
_IN_PERSON = {"system": ACT_CODE, "code": "AMB", "display": "ambulatory"}

_RELATION = "RelatedPerson"
"""Type of whoever was with the patient; the others of an Encounter are staff."""


def identify(context: Context) -> Identity:
    return context.identify("encounter")


def to_fhir(presence: Presence, context: Context) -> Resource:
    """The period is the patient's own time there; who else was present is said by role and relation only.

    That there was a private talk is not said: it would lead to what is kept apart (hazard H4).
    """
    by_video = _by_video(presence, context)
    return resource(
        "Encounter",
        "Encounter",
        identify(context),
        context,
        extension=[
            *(e for join in presence.joins for e in extended("join", valuePeriod=_period(join))),
            *_identity_check(presence.identity_check),
            *_proxy(presence.proxy),
        ],
        status="finished",
        class_=_VIRTUAL if by_video else _IN_PERSON,
        type=[
            _type(by_video, context),
            context.codes.concept("participant_in_group", "Participant in group session"),
        ],
        subject=context.patient,
        participant=[
            *(_member(member) for member in context.session.staff),
            *(_beside_the_patient(relation) for relation in presence.others_present),
        ],
        appointment=[{"reference": appointment.identify(context).urn}],
        period=_whole_period(presence, context),
        length=_minutes(presence.minutes),
        serviceProvider=context.practice,
    )


def from_fhir(encounter: Resource) -> Presence:
    check = compound_value(encounter, "identity-check")
    proxy = compound_value(encounter, "proxy")
    return Presence(
        joins=tuple(
            Interval(start=period["start"], end=period.get("end")) for period in extensions(encounter, "join")
        ),
        minutes=encounter.get("length", {}).get("value"),
        identity_check=check
        and IdentityCheck(method=check["method"], by=check.get("by"), at=moment(check.get("at"))),
        others_present=tuple(
            participant["individual"]["display"]
            for participant in encounter.get("participant", ())
            if participant.get("individual", {}).get("type") == _RELATION
        ),
        proxy=proxy
        and Proxy(
            relationship=proxy["relationship"],
            authority=proxy.get("authority"),
            identity_checked=proxy.get("identity-checked"),
        ),
    )


def _by_video(presence: Presence, context: Context) -> bool:
    """In a hybrid session, those whom the platform saw were there by video."""
    mode = context.session.mode
    return mode == "video" or (mode == "hybrid" and bool(presence.joins))


def _type(by_video: bool, context: Context) -> Resource:
    """A session without individual care is no consultation, and is said in words only."""
    if context.session.format in ("educational", "informational"):
        return {"text": "Group education session by video" if by_video else "Group education session"}
    if by_video:
        return context.codes.concept("group_consultation_by_video", "Group consultation by video")
    return context.codes.concept("group_consultation", "Group consultation")


def _member(member: Staff) -> Resource:
    return compact(
        {
            "type": [{"text": member.role.replace("-", " ")}],
            "period": compact({"start": stamp(member.present_from), "end": stamp(member.present_to)}),
            "individual": staff_reference(member),
        }
    )


def _beside_the_patient(relation: str) -> Resource:
    """Somebody of the household, say: never named, and so no resource of their own."""
    return {
        "type": [{"text": "present with the patient"}],
        "individual": {"type": _RELATION, "display": relation},
    }


def _period(interval: Interval) -> Resource:
    return compact({"start": stamp(interval.start), "end": stamp(interval.end)})


def _whole_period(presence: Presence, context: Context) -> Resource:
    """From the first join to the last leave; the session's times where no join is known.

    A leave that the platform does not know leaves the end open: it is not made up.
    """
    if not presence.joins:
        return {"start": stamp(context.session.start), "end": stamp(context.session.end)}
    ends = [join.end for join in presence.joins]
    last = None if None in ends else max(end for end in ends if end is not None)
    return _period(Interval(start=min(join.start for join in presence.joins), end=last))


def _minutes(minutes: int | None) -> Resource | None:
    return None if minutes is None else {"value": minutes, "unit": "min", "system": UCUM, "code": "min"}


def _identity_check(check: IdentityCheck | None) -> Iterator[Resource]:
    if check is not None:
        yield from compound(
            "identity-check",
            part("method", valueString=check.method),
            part("by", valueString=check.by),
            part("at", valueDateTime=stamp(check.at)),
        )


def _proxy(proxy: Proxy | None) -> Iterator[Resource]:
    if proxy is not None:
        yield from compound(
            "proxy",
            part("relationship", valueString=proxy.relationship),
            part("authority", valueString=proxy.authority),
            part("identity-checked", valueBoolean=proxy.identity_checked),
        )
