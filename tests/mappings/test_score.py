"""The score of an instrument ↔ Observation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from mappings import questionnaire_response, score
from mappings.codes import CodeSet
from mappings.context import Context
from mappings.records import Answer, Assessment, Participant, Score
from profiles import wire
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code, without_codings

AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)


@given(some.scores, some.contexts)
def test_a_score_survives(record: Score, context: Context) -> None:
    resource = score.to_fhir(record, "a key", context)
    assert_survives(record, resource, score.from_fhir)
    assert_text_beside_every_code(resource)


@given(some.scores, some.contexts)
def test_a_score_has_a_value_or_the_reason_why_not(record: Score, context: Context) -> None:
    resource = score.to_fhir(record, "a key", context)
    assert ("valueQuantity" in resource) is (record.value is not None)
    assert ("dataAbsentReason" in resource) is (record.value is None)  # FHIR invariant obs-6


def test_a_score_keeps_its_digits_on_the_wire() -> None:
    record = Score(instrument="peg", timepoint="pre", at=AT, value=Decimal("7.0"))
    assert b'"value":7.0,"unit":"score"' in wire.dumps(score.to_fhir(record, "a key", plain_context()))


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    ("instrument", "words"),
    [
        ("peg", "PEG pain score (0 to 10, lower is better)"),
        ("pseq", "PSEQ pain self-efficacy score (0 to 60, higher is better)"),
        ("a-local-one", "a-local-one"),
    ],
)
def test_a_score_says_its_range_and_direction_without_any_code(instrument: str, words: str) -> None:
    record = Score(instrument=instrument, timepoint="pre", at=AT, value=Decimal(5))
    assert without_codings(score.to_fhir(record, "a key", plain_context()))["code"]["text"] == words


def test_a_score_is_coded_once_the_practice_confirmed_the_code() -> None:
    record = Score(instrument="phq-9", timepoint="pre", at=AT, value=Decimal(9))
    practice = plain_context(CodeSet(confirmed=frozenset({"score_phq-9"})))
    assert score.to_fhir(record, "k", practice)["code"]["coding"][0]["code"] == "720433000"
    assert "coding" not in score.to_fhir(record, "k", plain_context())["code"]


def test_a_score_points_to_the_answers_it_comes_from() -> None:
    context = plain_context()
    answers = tuple(Answer(item=item, value=Decimal(7)) for item in ("pain", "enjoyment", "activity"))
    assessment = Assessment(instrument="peg", timepoint="pre", at=AT, answers=answers)
    participant = Participant(row=1, person=PERSON, assessments=(assessment,))
    ((asked, _),) = questionnaire_response.items(participant)
    ((key, record),) = score.items(participant)
    assert key == asked
    answered = questionnaire_response.identify(asked, context)
    assert score.to_fhir(record, key, context, answered)["derivedFrom"] == [{"reference": answered.urn}]
    assert "derivedFrom" not in score.to_fhir(record, key, context)
