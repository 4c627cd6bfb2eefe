"""An invitation to a group clinic ↔ FHIR Communication from the practice to the patient."""

from __future__ import annotations

from mappings.context import Context
from mappings.elements import extended, extension_value, local, local_code, moment, resource, stamp, words
from mappings.identity import Identity
from mappings.records import Invitation
from profiles.wire import Resource


def identify(context: Context) -> Identity:
    return context.identify("invitation")


def to_fhir(invitation: Invitation, context: Context) -> Resource:
    """Sent is not received: only a delivery that failed is told apart, as not done."""
    failed = invitation.delivery == "failed"
    return resource(
        "Communication",
        "Invitation",
        identify(context),
        context,
        extension=[
            *extended("invitation-source", valueCode=invitation.source),
            *extended("invitation-template", valueString=invitation.template_id),
            *extended("delivery", valueCode=invitation.delivery),
            *extended("already-in-record", valueBoolean=invitation.already_in_record),
        ],
        status="not-done" if failed else "completed",
        statusReason=words("The message could not be delivered" if failed else None),
        category=[context.codes.concept("invitation_group", "Invitation to a group clinic")],
        medium=invitation.channel and [local("channel", invitation.channel)],
        subject=context.patient,
        topic=words(context.session.title),
        sent=stamp(invitation.sent_at),
        recipient=[context.patient],
        sender=context.practice,
        reasonCode=invitation.reason and [words(invitation.reason)],
    )


def from_fhir(communication: Resource) -> Invitation:
    return Invitation(
        source=extension_value(communication, "invitation-source"),
        channel=local_code(communication.get("medium", ()), "channel"),
        sent_at=moment(communication.get("sent")),
        template_id=extension_value(communication, "invitation-template"),
        reason=next((reason["text"] for reason in communication.get("reasonCode", ())), None),
        delivery=extension_value(communication, "delivery"),
        already_in_record=extension_value(communication, "already-in-record"),
    )
