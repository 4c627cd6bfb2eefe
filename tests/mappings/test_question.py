"""A question ↔ Communication."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import question
from mappings.context import Context
from mappings.records import Participant, Question
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, plain_context
from tests.mappings.laws import assert_survives, assert_text_beside_every_code

for_the_record = some.questions.map(lambda one: one.model_copy(update={"to_record": True}))


@given(for_the_record, some.contexts)
def test_a_question_survives(record: Question, context: Context) -> None:
    resource = question.to_fhir(record, "a key", context)
    assert_survives(record, resource, question.from_fhir)
    assert_text_beside_every_code(resource)


def test_a_question_that_is_not_for_the_record_is_never_mapped() -> None:
    with pytest.raises(ValueError, match="not for the record"):
        question.to_fhir(Question(text="Will it rain?"), "a key", plain_context())


@given(some.several(some.questions, most=6))
def test_only_questions_for_the_record_are_filed_each_under_its_own_key(asked: tuple[Question, ...]) -> None:
    filed = list(question.items(Participant(row=1, person=PERSON, questions=asked)))
    assert [record for _, record in filed] == [one for one in asked if one.to_record]
    assert len({key for key, _ in filed}) == len(filed)
