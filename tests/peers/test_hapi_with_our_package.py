"""HAPI with our package installed takes what is valid, refuses what is not, searches by its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from profiles import shipped, wire
from profiles.wire import Resource
from tests.peers.machine import Machine, register_patients
from tests.peers.official_validator import Finding
from tests.peers.reasons import INVALID, resource, stated
from tests.peers.servers import PEERS
from tests.profiles.material import of_package
from tests.push import clinic

EXAMPLES = dict(of_package())

SEARCHES = [
    ("Appointment-appointment-came-late", "attendance=attended-partial", "attendance=did-not-attend"),
    ("Goal-goal-walk", "as-of=2026-04-21", "as-of=lt2026-04-21"),
    ("CarePlan-care-plan-engage", "as-of=2026-03-10", "as-of=2026-04-21"),
    ("CarePlan-care-plan-engage", "enrolment-state=engage", "enrolment-state=withdrawn"),
    ("Observation-score-peg", "instrument=peg", "instrument=phq-9"),
    ("Observation-score-peg", "timepoint=baseline", "timepoint=follow-up"),
    ("QuestionnaireResponse-answers-peg", "instrument=peg", "instrument=phq-2"),
    ("QuestionnaireResponse-answers-peg", "timepoint=baseline", "timepoint=follow-up"),
    ("Task-review-due-in-a-month", "due=2026-10", "due=lt2026-10"),
]
"""An example, a search by a parameter of ours that finds it, and one that does not."""


@pytest.fixture(scope="module")
def hapi() -> Iterator[str]:
    """The base URL of a HAPI of these tests alone, stopped before another server has to start."""
    with PEERS["hapi-profiled"].at_hand() as url:
        yield url


def ask(url: str, body: Resource) -> requests.Response:
    headers = {"Content-Type": "application/fhir+json"}
    return requests.post(url, data=wire.dumps(body), headers=headers, timeout=60)


def findings(answer: requests.Response) -> list[Finding]:
    """What an OperationOutcome of HAPI says, the message ids as HAPI has them: the code beside the words."""
    told: list[Finding] = []
    for issue in wire.loads(answer.content)["issue"]:
        codings = issue.get("details", {}).get("coding", [])
        rule = codings[0]["code"] if codings else None
        path = issue.get("expression", [""])[0]
        told.append(Finding(issue["severity"], issue["code"], path, issue["diagnostics"], rule))
    return told


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_taken(hapi: str, name: str) -> None:
    example = EXAMPLES[name]
    answer = ask(f"{hapi}/{example['resourceType']}", example)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("invalid", INVALID, ids=lambda one: one["file"])
def test_an_invalid_example_is_refused_and_the_reason_is_told(hapi: str, invalid: dict[str, Any]) -> None:
    broken = resource(invalid)
    answer = ask(f"{hapi}/{broken['resourceType']}", broken)
    assert answer.status_code == 422, answer.text
    assert stated(invalid, findings(answer)), answer.text


def test_a_resource_can_be_held_against_a_profile_that_it_does_not_name(hapi: str) -> None:
    profile = shipped.structure("Goal")["url"]
    url = f"{hapi}/Goal/$validate?profile={profile}"
    example = EXAMPLES["Goal-goal-walk"]
    of_r4 = "http://hl7.org/fhir/StructureDefinition/Goal"
    goal = {**example, "meta": {**example["meta"], "profile": [of_r4]}}
    assert not [one for one in findings(ask(url, goal)) if one.refuses]
    refused = findings(ask(url, {**goal, "subject": {"display": "Somebody"}}))
    assert f"{profile}#vgc-patient-1" in [one.rule for one in refused]


@pytest.mark.parametrize(("name", "finding", "missing"), SEARCHES)
def test_a_search_of_ours_finds_what_it_is_for(hapi: str, name: str, finding: str, missing: str) -> None:
    example = EXAMPLES[name]
    kind = f"{hapi}/{example['resourceType']}"
    written = ask(kind, example).json()["id"]

    def found(by: str) -> list[str]:
        answer = requests.get(f"{kind}?{by}&_id={written}", timeout=60)
        assert answer.ok, answer.text
        return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]

    assert found(finding) == [written]
    assert found(missing) == []


def test_every_search_of_ours_is_tried() -> None:
    tried = {(name.partition("-")[0], search.partition("=")[0]) for name, search, _ in SEARCHES}
    ours = shipped.definitions("SearchParameter")
    assert tried == {(base, parameter["code"]) for parameter in ours for base in parameter["base"]}


def test_a_whole_session_is_filed_and_stays_filed(hapi: str, tmp_path: Path) -> None:
    register_patients(hapi)
    machine = Machine(hapi, str(tmp_path / "ledger.db"))
    report = machine.push(*clinic.clinic())
    assert report.filings == {"filed": 5}, report.as_json()
    assert len(machine.held()) == report.resources["created"]
    again = machine.push(*clinic.clinic())
    assert again.filings == {"unchanged": 5}, again.as_json()
