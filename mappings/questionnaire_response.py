"""A filled-in outcome instrument ↔ QuestionnaireResponse; a rating keeps the digits it was given with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mappings.context import Context
from mappings.elements import compact, extended, extension_value, moment, resource, stamp
from mappings.identity import Identity, keyed
from mappings.instruments import INSTRUMENTS, Item
from mappings.records import Answer, Assessment, Participant
from mappings.scoring import complete, occasion
from profiles.definitions import questionnaire
from profiles.wire import Resource

_LARGEST_INTEGER = 2**31 - 1
"""FHIR's `integer` has 32 bits; a larger whole number goes as a decimal."""


def items(participant: Participant) -> Iterator[tuple[str, Assessment]]:
    """The assessments with their keys: the occasion, as for the score made of one."""
    return keyed((occasion(one), one) for one in participant.assessments)


def identify(key: str, context: Context) -> Identity:
    return context.identify("questionnaire-response", key)


def to_fhir(assessment: Assessment, key: str, context: Context) -> Resource:
    """`completed` only when every item was answered; the items stand in the order of the instrument."""
    reporter = _reporter(assessment, context)
    instrument = INSTRUMENTS.get(assessment.instrument)
    known = {item.id: item for item in instrument.items} if instrument else {}
    places = {item: place for place, item in enumerate(known)}
    return resource(
        "QuestionnaireResponse",
        "QuestionnaireResponse",
        identify(key, context),
        context,
        extension=[
            *extended("instrument", valueCode=assessment.instrument),
            *extended("instrument-version", valueString=assessment.version),
            *extended("timepoint", valueCode=assessment.timepoint),
            *extended("reported-by", valueCode=assessment.reported_by),
        ],
        questionnaire=questionnaire(assessment.instrument),
        status="completed" if complete(assessment) else "in-progress",
        subject=context.patient,
        encounter=context.encounter,
        authored=stamp(assessment.at),
        author=reporter,
        source=reporter,
        item=[
            _item(answer, known.get(answer.item))
            for answer in sorted(assessment.answers, key=lambda one: places.get(one.item, len(places)))
        ],
    )


def from_fhir(response: Resource) -> Assessment:
    return Assessment(
        instrument=extension_value(response, "instrument"),
        version=extension_value(response, "instrument-version"),
        timepoint=extension_value(response, "timepoint"),
        at=moment(response["authored"]),
        reported_by=extension_value(response, "reported-by"),
        answers=tuple(
            Answer(item=item["linkId"], value=_read(item.get("answer", ()))) for item in response["item"]
        ),
    )


def _reporter(assessment: Assessment, context: Context) -> Resource:
    """Who answered. Which proxy or member of staff it was, an assessment does not say."""
    if assessment.reported_by == "patient":
        return context.patient
    if assessment.reported_by == "proxy":
        return {"type": "RelatedPerson", "display": "Proxy of the patient"}
    return {"type": "Practitioner", "display": "Member of staff"}


def _item(answer: Answer, asked: Item | None) -> Resource:
    """The answer under its question, which is None where no instrument of ours has it."""
    return compact(
        {
            "linkId": answer.item,
            "text": asked.text if asked else answer.item,
            "answer": None if answer.value is None else [_value(answer.value, asked)],
        }
    )


def _value(value: Decimal, asked: Item | None) -> Resource:
    """Of the type that the Questionnaire gives the question; without one, as the number was written."""
    if asked is None:
        whole = value.as_tuple().exponent == 0
    else:
        whole = asked.whole and value == value.to_integral_value()
    if whole and abs(value) <= _LARGEST_INTEGER:
        return {"valueInteger": int(value)}
    return {"valueDecimal": value}


def _read(answers: list[Resource]) -> Decimal | int | None:
    for answer in answers:
        return answer.get("valueInteger", answer.get("valueDecimal"))
    return None
