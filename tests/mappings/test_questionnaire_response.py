"""A filled-in instrument ↔ QuestionnaireResponse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from mappings import questionnaire_response
from mappings.context import Context
from mappings.records import Answer, Assessment
from profiles import wire
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)


def peg(*answers: str | None) -> Assessment:
    items = ("pain", "enjoyment", "activity")
    return Assessment(
        instrument="peg",
        timepoint="pre",
        at=AT,
        answers=tuple(
            Answer(item=item, value=None if value is None else Decimal(value))
            for item, value in zip(items, answers, strict=False)
        ),
    )


@given(some.assessments, some.contexts)
def test_an_assessment_survives(record: Assessment, context: Context) -> None:
    resource = questionnaire_response.to_fhir(record, "a key", context)
    assert_survives(record, resource, questionnaire_response.from_fhir)
    assert_text_beside_every_code(resource)


def test_answers_keep_their_digits_on_the_wire() -> None:
    sent = wire.dumps(questionnaire_response.to_fhir(peg("7", "7.0", "7.50"), "a key", plain_context()))
    assert b'{"valueDecimal":7}' in sent
    assert b'{"valueDecimal":7.0}' in sent
    assert b'{"valueDecimal":7.50}' in sent


def test_answers_stand_in_the_order_of_the_questionnaire() -> None:
    given = peg("7", "8", "6")
    shuffled = given.model_copy(update={"answers": given.answers[::-1]})
    context = plain_context()
    assert questionnaire_response.to_fhir(shuffled, "a key", context) == questionnaire_response.to_fhir(
        given, "a key", context
    )


@pytest.mark.parametrize(
    ("instrument", "item", "value"),
    [("phq-2", "1", "2"), ("phq-2", "1", "2.0"), ("a-local-one", "anything", "2")],
)
def test_an_answer_in_whole_numbers_is_an_integer_as_its_questionnaire_says(
    instrument: str, item: str, value: str
) -> None:
    answers = (Answer(item=item, value=Decimal(value)),)
    record = Assessment(instrument=instrument, timepoint="pre", at=AT, answers=answers)
    resource = questionnaire_response.to_fhir(record, "a key", plain_context())
    assert resource["item"][0]["answer"] == [{"valueInteger": 2}]


def test_a_whole_number_too_large_for_an_integer_goes_as_a_decimal() -> None:
    answers = (Answer(item="anything", value=Decimal("4000000000")),)
    record = Assessment(instrument="a-local-one", timepoint="pre", at=AT, answers=answers)
    resource = questionnaire_response.to_fhir(record, "a key", plain_context())
    assert "valueInteger" not in resource["item"][0]["answer"][0]
    assert_survives(record, resource, questionnaire_response.from_fhir)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (("7", "8", "6"), "completed"),
        (("7", None, "6"), "in-progress"),
        (("7", "8"), "in-progress"),
    ],
)
def test_a_response_is_completed_only_when_every_item_is_answered(
    answers: tuple[str | None, ...], status: str
) -> None:
    resource = questionnaire_response.to_fhir(peg(*answers), "a key", plain_context())
    assert resource["status"] == status
    assert [item["text"] for item in resource["item"]] == ["Pain", "Enjoyment", "Activity"][: len(answers)]


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("reporter", ["staff", "proxy"])
def test_an_answer_that_the_patient_did_not_give_is_not_shown_as_the_patients(reporter: str) -> None:
    context = plain_context()
    record = Assessment.model_validate({**peg("7").model_dump(), "reported_by": reporter})
    resource = questionnaire_response.to_fhir(record, "a key", context)
    assert context.patient not in (resource["source"], resource["author"])
