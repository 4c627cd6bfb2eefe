"""A referral that a clinician decided on ↔ FHIR ServiceRequest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.context import Context
from mappings.elements import moment, resource, stamp, words
from mappings.identity import Identity, keyed
from mappings.records import Participant, Referral
from profiles.wire import Resource

_DESTINATION = (
    (r"(consultant|specialist) in pain (medicine|management)", "pain_management_referral"),
    (r"pain (management |medicine )?(consultant|specialist)", "pain_management_referral"),
    (r"pain (management )?programme", "referral_pain_programme"),
    (r"pain (management )?(clinic|service)", "referral_pain_clinic"),
)
"""Whole texts that can only mean one destination → name of its code; anything more is left to the words."""

_QUALIFIER = r"(the |an? )?(nhs |local |community |hospital )?"


def items(participant: Participant) -> Iterator[tuple[str, Referral]]:
    """The referrals that were decided on, with their keys: to whom."""
    return keyed((one.to or "", one) for one in participant.referrals if one.needed == "yes")


def identify(key: str, context: Context) -> Identity:
    return context.identify("referral", key)


def to_fhir(referral: Referral, key: str, context: Context) -> Resource:
    """The referral itself is made in the GP system: until it was sent, this one is a proposal.

    It is completed once it was sent and has an outcome; an outcome without a date of sending is only said.

    Raises `ValueError` unless the referral is needed: what is not decided must never look like a request.
    """
    if referral.needed != "yes":
        raise ValueError("a referral that is not needed, or not decided, is not filed")
    return resource(
        "ServiceRequest",
        "Referral",
        identify(key, context),
        context,
        status="completed" if referral.sent_at and referral.outcome else "active",
        intent="order" if referral.sent_at else "proposal",
        category=[words("Referral")],
        priority=referral.urgency,
        code=context.codes.concept(_code_name(referral.to or ""), f"Referral to: {referral.to}"),
        subject=context.patient,
        encounter=context.encounter,
        authoredOn=stamp(referral.sent_at),
        requester=context.practice,
        performerType=words(referral.to),
        reasonCode=referral.reason and [words(referral.reason)],
        note=referral.outcome and [{"text": referral.outcome}],
    )


def from_fhir(request: Resource) -> Referral:
    return Referral(
        needed="yes",
        to=request["performerType"]["text"],
        urgency=request.get("priority"),
        reason=next((reason["text"] for reason in request.get("reasonCode", ())), None),
        sent_at=moment(request.get("authoredOn")),
        outcome=next((note["text"] for note in request.get("note", ())), None),
    )


def _code_name(destination: str) -> str:
    plain = " ".join(destination.split()).casefold()
    for pattern, name in _DESTINATION:
        if re.fullmatch(_QUALIFIER + pattern, plain):
            return name
    return ""
