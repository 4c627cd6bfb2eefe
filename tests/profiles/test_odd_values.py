"""A primitive value is judged to the letter, and what is only unlikely is a warning."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.check import check
from profiles.wire import Resource
from tests.profiles.odd_values import holding, odd


def gravest(resource: Resource) -> str:
    said = {one.severity for one in check(resource).issues if one.rule != "dom-6"}
    return next((one for one in ("error", "warning") if one in said), "")


def rules(resource: Resource) -> list[tuple[str, str, str]]:
    return [(one.severity, one.rule, one.path) for one in check(resource).issues if one.rule != "dom-6"]


@pytest.mark.parametrize(("code", "value", "told"), [*odd()], ids=lambda value: repr(value)[:40])
def test_an_odd_value_is_told_as_gravely_as_it_is(code: str, value: Any, told: str) -> None:
    assert gravest(holding(code, value)) == told
    assert gravest(holding(code, value)) == told, "and again, when it may be remembered"


def questions(**elements: Any) -> Resource:
    return {"resourceType": "Questionnaire", "status": "draft", **elements}


def answers(questionnaire: str, **elements: Any) -> Resource:
    given = {"status": "completed", "questionnaire": questionnaire}
    return {"resourceType": "QuestionnaireResponse", **given, **elements}


def numbered(system: str, value: str) -> Resource:
    return {"resourceType": "Patient", "identifier": [{"system": system, "value": value}]}


def pictured(**elements: Any) -> Resource:
    return {"resourceType": "Patient", "photo": [{"contentType": "image/png", "data": "AAAA", **elements}]}


AROUND = [
    (questions(url="questions"), [("error", "absolute", "Questionnaire.url")]),
    (questions(url="#questions"), [("error", "absolute", "Questionnaire.url")]),
    (questions(url="urn:plinth:questions"), []),
    ({"resourceType": "Device", "url": "cuff"}, []),
    (answers("#q"), [("error", "inside", "QuestionnaireResponse.questionnaire")]),
    (answers("#q", contained=[questions(id="q")]), []),
    (numbered("numbers", "1"), [("error", "absolute", "Patient.identifier[0].system")]),
    (numbered("urn:ietf:rfc:3986", "words"), [("error", "uri", "Patient.identifier[0].value")]),
    (numbered("urn:ietf:rfc:3986", "urn:plinth:1"), []),
    (pictured(size=3), []),
    (pictured(size=17), [("error", "size", "Patient.photo[0].size")]),
    (pictured(hash="KeLc+7FvY7sCVN91haFbtvtekn0="), []),
    (pictured(hash="AAAA"), [("error", "hash", "Patient.photo[0].hash")]),
]
"""Values that are judged by what is around them."""


@pytest.mark.parametrize(("resource", "told"), AROUND, ids=lambda value: repr(value)[:80])
def test_what_a_value_has_to_fit_to_is_looked_at(resource: Resource, told: list[Any]) -> None:
    assert rules(resource) == told
    assert rules(resource) == told, "and again, when it may be remembered"
