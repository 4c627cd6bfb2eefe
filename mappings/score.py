"""The score of an outcome instrument ↔ Observation; a score that could not be made says why it is absent."""

from __future__ import annotations

from collections.abc import Iterator

from mappings import wording
from mappings.context import Context
from mappings.elements import (
    SURVEY,
    absent,
    extended,
    extension_value,
    moment,
    quantity,
    resource,
    stamp,
)
from mappings.identity import Identity, keyed
from mappings.instruments import INSTRUMENTS
from mappings.measures import value_of
from mappings.records import Participant, Score
from mappings.scoring import occasion, scores
from profiles.wire import Resource


def items(participant: Participant) -> Iterator[tuple[str, Score]]:
    """The scores to file with their keys, which are those of the questionnaire responses they come from."""
    filed = scores(participant.assessments, participant.scores)
    return keyed((occasion(one), one) for one in filed)


def identify(key: str, context: Context) -> Identity:
    return context.identify("score", key)


def to_fhir(score: Score, key: str, context: Context, answers: Identity | None = None) -> Resource:
    """`answers` is the questionnaire response of this filing that the score comes from, if there is one."""
    instrument = INSTRUMENTS.get(score.instrument)
    name, unit = (instrument.code, instrument.unit) if instrument else ("", "{score}")
    return resource(
        "Observation",
        "Score",
        identify(key, context),
        context,
        extension=[
            *extended("instrument", valueCode=score.instrument),
            *extended("timepoint", valueCode=score.timepoint),
        ],
        status="final",
        category=[SURVEY],
        code=context.codes.concept(name, wording.instrument(score.instrument)),
        subject=context.patient,
        encounter=context.encounter,
        effectiveDateTime=stamp(score.at),
        performer=[context.practice],
        valueQuantity=None if score.value is None else quantity(score.value, "score", unit),
        dataAbsentReason=absent("No score: an answer is missing") if score.value is None else None,
        derivedFrom=answers and [{"reference": answers.urn}],
    )


def from_fhir(observation: Resource) -> Score:
    return Score(
        instrument=extension_value(observation, "instrument"),
        timepoint=extension_value(observation, "timepoint"),
        at=moment(observation["effectiveDateTime"]),
        value=value_of(observation),
    )
