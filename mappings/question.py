"""A question that the patient asked ↔ Communication, with its answer as a note."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.context import Context
from mappings.elements import extended, extension_value, resource, stamp, words
from mappings.identity import Identity, keyed
from mappings.records import Participant, Question
from profiles.wire import Resource


def items(participant: Participant) -> Iterator[tuple[str, Question]]:
    """The questions that may go to the record, with their keys; the others stay with the clinic."""
    return keyed((question.text, question) for question in participant.questions if question.to_record)


def identify(key: str, context: Context) -> Identity:
    return context.identify("question", key)


def to_fhir(question: Question, key: str, context: Context) -> Resource:
    """The payload is what the patient said; the answer, which somebody else gave, stands in the note.

    Raises `ValueError` unless the question is for the record.
    """
    if not question.to_record:
        raise ValueError("a question that is not for the record is not filed")
    return resource(
        "Communication",
        "Question",
        identify(key, context),
        context,
        extension=list(extended("answered", valueBoolean=question.answered)),
        status="completed",
        category=[{"text": "Question asked in the group clinic"}],
        subject=context.patient,
        topic=words(question.theme),
        encounter=context.encounter,
        sent=stamp(context.session.start),
        sender=context.patient,
        payload=[{"contentString": question.text}],
        note=question.answer and [{"text": question.answer}],
    )


def from_fhir(communication: Resource) -> Question:
    answer: Resource = next(iter(communication.get("note", ())), {})
    return Question(
        text=communication["payload"][0]["contentString"],
        theme=communication.get("topic", {}).get("text"),
        answered=extension_value(communication, "answered"),
        answer=answer.get("text"),
        to_record=True,
    )
