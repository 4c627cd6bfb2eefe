"""What an endpoint may make of what it is sent, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from adapter.push.kept import changed, unkept
from adapter.routes.rest import RestRoute
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

SENT: Resource = {
    "resourceType": "MedicationRequest",
    "meta": {"security": [{"system": "http://label", "code": "R"}]},
    "status": "draft",
    "intent": "proposal",
    "authoredOn": "2026-03-10T12:40:00+01:00",
    "subject": {"reference": "Patient/p0"},
    "dosageInstruction": [{"text": "20 mg"}],
}
ENTRY: Resource = {
    "resourceType": "Composition",
    "confidentiality": "R",
    "section": [{"title": "Plan", "section": [{"text": {"div": "<div>Pace &amp; rest</div>"}}]}],
}


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"status": "active"}, "status or intent"),
        ({"intent": "order"}, "status or intent"),
        ({"meta": {}}, "label"),
        ({"meta": {"security": [{"system": "http://label", "code": "N"}]}}, "label"),
        ({"meta": None}, "label"),
    ],
)
def test_a_proposal_is_not_to_become_an_order_nor_lose_its_label(given: dict[str, Any], told: str) -> None:
    assert told in str(unkept(SENT, {**SENT, **given}))


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"confidentiality": "N"}, "label"),
        ({"section": [{"title": "Plan"}]}, "fewer sections"),
        ({"section": "none"}, "fewer sections"),
    ],
)
def test_an_entry_is_to_have_all_its_sections_and_its_label(given: dict[str, Any], told: str) -> None:
    assert told in str(unkept(ENTRY, {**ENTRY, **given}))


def test_what_is_added_or_written_otherwise_is_kept() -> None:
    more = [{"title": "Plan", "section": [{"text": {"div": '<div lang="en">Pace &#38; rest </div>'}}]}]
    assert unkept(ENTRY, {**ENTRY, "section": more}) is None
    assert list(changed(ENTRY, {**ENTRY, "section": more, "language": "en"})) == []
    labels = [*SENT["meta"]["security"], {"system": "http://label", "code": "N"}]
    back = {
        **SENT,
        "meta": {"security": labels},
        "authoredOn": "2026-03-10T11:40:00Z",
        "subject": {"reference": "https://gp.example/fhir/Patient/p0", "display": "A patient"},
    }
    assert unkept(SENT, back) is None
    assert list(changed(SENT, back)) == []


def test_who_is_given_a_task_may_take_it_on_at_once() -> None:
    task = {"resourceType": "Task", "status": "requested", "intent": "order"}
    assert unkept(task, {**task, "status": "accepted"}) is None


def test_what_is_lost_or_says_something_else_is_told_by_its_element() -> None:
    back = {**SENT, "authoredOn": "2026-11-22", "dosageInstruction": []}
    told = [f"MedicationRequest.{one} is not as it was sent" for one in ("authoredOn", "dosageInstruction")]
    assert list(changed(SENT, back)) == told


@pytest.mark.hazard("H14")
@pytest.mark.hazard("H26")
def test_an_endpoint_that_keeps_less_gets_one_entry_and_is_told_of_until_it_is_mended(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = RestRoute.find

    def ordering(route: RestRoute, items: Any) -> Any:
        found = find(route, items)
        return {
            identity: [
                {**one, "intent": "order"} if one["resourceType"] == "MedicationRequest" else one
                for one in holders
            ]
            for identity, holders in found.items()
        }

    sessions = [clinic.clinic()]
    with monkeypatch.context() as patched:
        patched.setattr(RestRoute, "find", ordering)
        assert practice.push(sessions).filings == {"conflict": 1, "held": 4}
        assert len(practice.resources("Composition")) == 1
        alone = [(clinic.session(), (clinic.participant(0),))]
        for _ in range(2):
            report = practice.push(alone)
            assert report.filings == {"conflict": 1}
            assert "another status or intent" in report.problems[0].found
    assert practice.push(sessions).filings == {"unchanged": 1, "filed": 4}


@pytest.mark.parametrize("strategy", ["auto", "single"])
def test_an_endpoint_whose_searches_are_behind_gets_all_entries_in_one_run(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(RestRoute, "find", lambda _route, items: {item.identity: [] for item in items})
        report = practice.push([clinic.clinic()], strategy=strategy)
    assert (report.filings, report.remarks) == ({"filed": 5}, [])
    assert practice.nothing_doubled()
