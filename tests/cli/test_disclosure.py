"""I9: unmistakable words in every text that a clinic or a server can write are in nothing that a run leaves.

What is left is all that it prints, logs, counts, reports and puts into files, but for the ledger, which is
meant to hold records; whatever goes wrong, with the log at its most talkative.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from adapter.gp import retry
from adapter.ledger.ledger import Ledger
from adapter.sandbox.faults import ACTIONS
from mappings.records import Participant, Session
from profiles.wire import Resource
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

PLANTED = re.compile(
    rf"plinth|quorum|{clinic.NOT_WITHIN_A_NUMBER}999 ?000 ?\d{{4}}|1960-04-12|1961-04-12", re.IGNORECASE
)
"""What nothing may show: the planted words, the patients' NHS numbers and birth dates."""

FAMILIES = ("Plinthwood", "Quorumsby")


def planted(values: Any, model: type[Session | Participant], owner: str) -> Any:
    """The values with a word of ours in every text that may say anything, each a different one.

    What is missing and may be a text becomes one. `owner` keeps one patient's words from another's.
    """
    number = 0

    def plant(at: list[Any], value: Any) -> None:
        nonlocal number
        if isinstance(value, dict | list):
            for key, held in list(value.items() if isinstance(value, dict) else enumerate(value)):
                if key not in KEPT:
                    plant([*at, key], held)
        elif isinstance(value, str) or value is None:
            number += 1
            holder = values
            for key in at[:-1]:
                holder = holder[key]
            holder[at[-1]] = f"{value or ''} Plinth{owner}{number}quorum"
            try:
                model.model_validate(values)
            except ValidationError:
                holder[at[-1]] = value

    plant([], values)
    return values


KEPT = frozenset(
    ("goal_id", "session_id", "id", "nhs_number", "family", "given", "birth_date", "by", "staff")
)
"""What has to agree with something else, and is planted by hand where it is a patient's."""


def session() -> Session:
    return Session.model_validate(planted(clinic.session().model_dump(mode="json"), Session, "s"))


def participant(index: int) -> Participant:
    values = clinic.participant(index).model_dump(mode="json")
    values["sensitive_approval"] = values["approval"]
    values["person"] |= {"family": FAMILIES[index], "given": [f"Plinth{index}"]}
    return Participant.model_validate(planted(values, Participant, "ab"[index]))


def patient(index: int) -> Resource:
    """The practice's own Patient, who has a great deal to say."""
    return clinic.patient(
        index,
        id=f"plinth-{index}",
        name=[{"use": "official", "family": FAMILIES[index], "given": [f"Plinth{index}"]}],
        telecom=[{"system": "phone", "value": "quorum 01632 960018"}],
        address=[{"line": ["1 Plinth Quorum"], "city": "Quorumstead"}],
        contact=[{"name": {"text": "Plinth Quorum"}}],
    )


OUTCOME = json.dumps(
    {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "plinth-quorum",
                "diagnostics": "Plinth Quorum 9990000018 is not known",
                "details": {
                    "text": "Plinth Quorum",
                    "coding": [{"system": "urn:x", "code": "PLINTH_QUORUM"}],
                },
                "expression": ["Patient.where(family = 'Plinth Quorum')"],
                "location": ["Plinth.Quorum"],
            }
        ],
    }
)
"""What an endpoint says that puts its patients into its errors."""

UNEXPECTED = json.dumps(
    {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "next", "url": "http://quorum.invalid/Patient?identifier=9990000018"}],
        "entry": [
            {"resource": {"resourceType": "Quorum", "id": "plinth"}},
            {"resource": {**clinic.patient(0), "plinthQuorum": "Plinth", "birthDate": "Plinth Quorum"}},
            {"resource": {"resourceType": "Goal", "id": "plinth", "plinth": [{"quorum": 1}]}},
        ],
    }
)
"""A page of what was not asked for, in words that FHIR does not have."""

HEADERS = {
    "X-Request-ID": "plinth-quorum-9990000018",
    "X-Correlation-ID": "Plinth Quorum",
    "Location": "http://quorum.invalid/Patient/9990000018",
    "Retry-After": "0",
    "Plinth-Quorum": "9990000018",
}

WRONG: list[dict[str, Any]] = [
    *({"action": action} for action in ACTIONS if action not in ("status", "status-after")),
    *(
        {"action": action, "status": status, "body": OUTCOME, "headers": HEADERS}
        for action in ("status", "status-after")
        for status in (307, 400, 401, 409, 429, 500)
    ),
    {"action": "status", "status": 500, "body": "<html>Plinth Quorum</html>"},
    {"action": "status", "status": 200, "body": '{"resourceType": "Plinth", "id": "quorum"}'},
    {"action": "status", "status": 200, "body": UNEXPECTED},
    {"action": "next-elsewhere", "host": "plinth-quorum.invalid"},
]
"""Every fault that the endpoint can be told to have, and answers that repeat what they should not."""


@pytest.fixture
def endpoint(
    practice: Practice,  # noqa: F811
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Practice:
    """A practice with two patients, a ledger with their session, and everything that can be told, told."""
    (tmp_path / "fhir-vgc.toml").write_text(
        "\n".join(
            (
                f'log = "{tmp_path / "log.json"}"',
                'log_level = "debug"',
                f'metrics_file = "{tmp_path / "vgc.prom"}"',
                "[endpoints.practice]",
                f'url = "{practice.url}"',
                "attempts = 2",
                "connections = 2",
                "timeout = 10",
                "deadline = 20",
            )
        )
    )
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)
    for index in range(2):
        practice.delete(clinic.patient(index))
        practice.put(patient(index))
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        people = [participant(index) for index in range(2)]
        ledger.imports.keep(session(), people, [], clinic.at(12))
    return practice


def left_behind(folder: Path) -> str:
    """All that stands in files, and their names, but for the ledger and what came back for the clinic."""
    files = [file for file in folder.rglob("*") if not file.name.startswith("ledger.db")]
    told = [file for file in files if file.is_file() and file.parent != folder / "changes"]
    texts = [file.read_text("utf-8", "replace") for file in told]
    return "\n".join([*(str(file.relative_to(folder)) for file in files), *texts])


def assert_nothing_is_told(text: str) -> None:
    found = PLANTED.search(text)
    assert found is None, text[max(found.start() - 200, 0) : found.end() + 200]


def test_what_is_planted_is_filed() -> None:
    """The proof below would prove nothing of texts that no resource has."""
    texts = set(re.findall(r"Plintha\d+quorum", participant(0).model_dump_json()))
    assert len(texts) > 40


@pytest.mark.invariant("I9")
def test_a_run_where_nothing_goes_wrong_tells_of_nobody(endpoint: Practice, run: Run, tmp_path: Path) -> None:
    for command in ("push", "push", "sync", "pull"):
        ran = run(command, "--to", "practice")
        assert ran.code == 0, ran.out + ran.err
        assert_nothing_is_told(ran.out + ran.err)
    assert_nothing_is_told(run("status", "--json").out)
    assert "quorum" in str(endpoint.resources("Composition"))
    assert_nothing_is_told(left_behind(tmp_path))
    events = [json.loads(line) for line in (tmp_path / "log.json").read_text().splitlines()]
    assert {"run-started", "request-made", "filing-settled", "push-closed", "run-ended"} <= {
        event["event"] for event in events
    }
    assert all(event["run"] for event in events)
    sent = [
        event for event in events if event["event"] == "request-made" and event["interaction"] == "bundle"
    ]
    assert all(event["filing"] and event["correlation"] for event in sent)


@pytest.mark.invariant("I9")
@pytest.mark.hazard("H17")
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: " ".join(map(str, list(wrong.values())[:2]))[:30])
def test_nothing_that_goes_wrong_tells_of_anybody(
    endpoint: Practice, run: Run, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    if wrong["action"] in ("hang", "delay", "drip"):
        settings = tmp_path / "fhir-vgc.toml"
        settings.write_text(
            settings.read_text().replace("timeout = 10", "timeout = 0.3").replace("= 20", "= 0.5")
        )
    fault = endpoint.faults.add(**{"nth": 2, "count": 3, "seconds": 0.6, **wrong})
    for arguments in (("push",), ("pull", "--json"), ("sync", "--json")):
        ran = run(*arguments, "--to", "practice")
        assert ran.code != 1, ran.err
        assert_nothing_is_told(ran.out + ran.err)
    assert_nothing_is_told(run("status").out)
    assert_nothing_is_told(left_behind(tmp_path))
    assert fault.happened


@pytest.mark.invariant("I9")
@pytest.mark.hazard("H17")
def test_a_plan_a_look_and_a_choice_tell_of_nobody(endpoint: Practice, run: Run, tmp_path: Path) -> None:
    run("push", "--to", "practice")
    for goal in endpoint.resources("Goal"):
        endpoint.put({**goal, "description": {"text": "Plinth Quorum, said the practice"}})
    anew = clinic.approval_at(15)
    people = [participant(index) for index in range(2)]
    goals = [[goal.model_copy(update={"text": "Plinth Quorum anew"}) for goal in one.goals] for one in people]
    changed = [
        one.model_copy(update={"goals": tuple(said), "approval": anew, "sensitive_approval": anew})
        for one, said in zip(people, goals, strict=True)
    ]
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        ledger.imports.keep(session(), changed, [], clinic.at(16))
    run("push", "--to", "practice")
    listed = run("conflicts", "list", "--json")
    waiting = listed.document["conflicts"]
    told = [listed, run("plan", "--to", "practice"), run("doctor", "--to", "practice")]
    for one in waiting:
        told.append(run("conflicts", "resolve", one["conflict"], "--keep", "theirs", "--by", "Col Abernethy"))
    told.append(run("push", "--to", "practice"))
    for ran in told:
        assert_nothing_is_told(ran.out + ran.err)
    assert_nothing_is_told(left_behind(tmp_path))
    lines = (tmp_path / "log.json").read_text().splitlines()
    events = {json.loads(line)["event"] for line in lines}
    assert waiting
    assert {"conflict-waits", "filing-planned", "plan-closed", "examined", "conflict-resolved"} <= events
    assert "elements-decided" in events


def test_what_a_practice_writes_into_a_filed_resource_is_not_told(
    endpoint: Practice, run: Run, tmp_path: Path
) -> None:
    run("push", "--to", "practice")
    for resource in endpoint.resources():
        words = {"url": "urn:plinth-quorum", "valueString": "Plinth Quorum"}
        endpoint.put({**resource, "extension": [*resource.get("extension", ()), words]})
    for command in ("push", "pull", "sync"):
        ran = run(command, "--to", "practice")
        assert ran.code != 1, ran.err
        assert_nothing_is_told(ran.out + ran.err)
    assert_nothing_is_told(run("status").out)
    assert_nothing_is_told(left_behind(tmp_path))
