"""A filled-in outcome instrument ↔ QuestionnaireResponse; each answer keeps the digits it was given with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mappings.context import Context
from mappings.elements import compact, extended, extension_value, moment, resource, stamp
from mappings.identity import Identity, keyed
from mappings.instruments import INSTRUMENTS
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
    """`completed` only when every item of the instrument was answered."""
    reporter = _reporter(assessment, context)
    instrument = INSTRUMENTS.get(assessment.instrument)
    texts = {item.id: item.text for item in instrument.items} if instrument else {}
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
            compact(
                {
                    "linkId": answer.item,
                    "text": texts.get(answer.item, answer.item),
                    "answer": None if answer.value is None else [_value(answer.value)],
                }
            )
            for answer in assessment.answers
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


def _value(value: Decimal) -> Resource:
    if value.as_tuple().exponent == 0 and abs(value) <= _LARGEST_INTEGER:
        return {"valueInteger": int(value)}
    return {"valueDecimal": value}


def _read(answers: list[Resource]) -> Decimal | int | None:
    for answer in answers:
        return answer.get("valueInteger", answer.get("valueDecimal"))
    return None
