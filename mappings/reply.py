"""A patient's answer to the invitation ↔ FHIR Communication from the patient to the practice."""

from __future__ import annotations

from mappings import invitation
from mappings.context import Context
from mappings.elements import extended, extension_value, local, local_code, moment, resource, stamp, words
from mappings.identity import Identity
from mappings.records import Reply
from mappings.vocabulary import ReplyStatus
from profiles.wire import Resource

_ANSWER: dict[ReplyStatus, str] = {
    "accepted": "Invitation to a group clinic accepted",
    "declined": "Invitation to a group clinic declined",
}


def identify(context: Context) -> Identity:
    return context.identify("reply")


def to_fhir(reply: Reply, context: Context) -> Resource:
    """Every status has a form here; which of them may be filed is for the assembly to say."""
    return resource(
        "Communication",
        "Reply",
        identify(context),
        context,
        extension=[
            *extended("reply-status", valueCode=reply.status),
            *extended("wants-one-to-one", valueBoolean=reply.wants_one_to_one),
        ],
        inResponseTo=[{"reference": invitation.identify(context).urn}],
        status="completed",
        category=[_answer(reply.status, context)],
        medium=reply.channel and [local("channel", reply.channel)],
        subject=context.patient,
        topic=words(context.session.title),
        sent=stamp(reply.at),
        recipient=[context.practice],
        sender=context.patient,
        reasonCode=reply.decline_reason and [words(reply.decline_reason)],
    )


def from_fhir(communication: Resource) -> Reply:
    return Reply(
        status=extension_value(communication, "reply-status"),
        at=moment(communication.get("sent")),
        channel=local_code(communication.get("medium", ()), "channel"),
        decline_reason=next((reason["text"] for reason in communication.get("reasonCode", ())), None),
        wants_one_to_one=extension_value(communication, "wants-one-to-one"),
    )


def _answer(status: ReplyStatus, context: Context) -> Resource:
    text = _ANSWER.get(status, f"Invitation to a group clinic: {status.replace('-', ' ')}")
    return context.codes.concept("declined_group", text) if status == "declined" else {"text": text}
