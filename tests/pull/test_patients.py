"""Patients who died, left or were merged are told of, by session and row, until a person has seen to it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from adapter.ledger.database import open_engine
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import seen
from adapter.pull.flags import flagged
from profiles.definitions import CONFIDENTIALITY, ODS_ORGANISATION
from tests.pull.conftest import TwoWays, prescription
from tests.push import clinic

LATER = clinic.approval_at(15)


def kept_by(code: str) -> dict[str, Any]:
    return {"managingOrganization": {"identifier": {"system": ODS_ORGANISATION, "value": code}}}


@pytest.mark.failure("3.4", "an update of a patient who was merged")
@pytest.mark.hazard("H9")
@pytest.mark.parametrize("method", ["history", "search", "sweep"])
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"deceasedDateTime": "2026-03-12"}, "has died"),
        ({"deceasedBoolean": True}, "has died"),
        ({"active": False}, "not active"),
        ({"link": [{"other": {"reference": "Patient/p3"}, "type": "replaced-by"}]}, "merged into another"),
        (kept_by("Y99999"), "another organisation"),
        ({"meta": {"security": [{"system": CONFIDENTIALITY, "code": "R"}]}}, "restricted"),
        ({"implicitRules": "https://elsewhere.example/rules"}, "a rule that is not known"),
    ],
)
def test_a_patient_who_died_left_or_was_merged_is_told_of_until_it_is_mended(
    practice: TwoWays, method: str, changed: dict[str, Any], told: str
) -> None:
    practice.put(clinic.patient(1, **kept_by("Y12345")))
    practice.push([clinic.clinic()])
    practice.pull(pull=method)
    practice.put(clinic.patient(1, **{**kept_by("Y12345"), **changed}))
    for _ in range(2):  # it is told again as long as it is so
        (problem,) = practice.pull(pull=method).report.problems
        assert told in problem.found
        assert problem.where == "session of 10 Mar 2026, row 3"
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        assert [one.problem.found for one in flagged(ledger, "practice")] == [problem.found]
    practice.put(clinic.patient(1, **kept_by("Y12345")))
    assert practice.pull(pull=method).report.problems == []


def test_a_patient_whose_record_is_gone_is_told_of(practice: TwoWays) -> None:
    practice.push([(clinic.session(), (clinic.participant(1),))])
    practice.pull()
    practice.delete(clinic.patient(1))
    found = [problem.found for problem in practice.pull().report.problems]
    assert any("not at the endpoint any more" in text for text in found)


@pytest.mark.failure("3.7", "died or moved in between")
@pytest.mark.hazard("H9")
def test_nothing_is_filed_for_a_patient_whom_another_organisation_keeps_now(practice: TwoWays) -> None:
    practice.put(clinic.patient(0, **kept_by("Y12345")))
    practice.push([(clinic.session(), (clinic.participant(0),))])
    practice.pull()
    practice.put(clinic.patient(0, **kept_by("Y99999")))
    changed = clinic.participant(0, goals=(), actions=(), approval=LATER)
    report = practice.push([(clinic.session(), (changed,))])
    assert report.filings == {"held": 1}
    assert "another organisation" in report.problems[0].found


def test_the_clinics_own_list_may_say_that_a_move_is_known(practice: TwoWays) -> None:
    practice.put(
        {
            "resourceType": "Organization",
            "id": "new",
            "identifier": [{"system": ODS_ORGANISATION, "value": "Y99999"}],
        }
    )
    practice.put({"resourceType": "Organization", "id": "old"})
    practice.put(clinic.patient(0, managingOrganization={"reference": "Organization/old"}))
    person = clinic.person(0)
    sessions = [(clinic.session(), (clinic.participant(0),))]
    practice.push(sessions)
    practice.pull()
    practice.put(clinic.patient(0, managingOrganization={"reference": "Organization/new"}))
    assert len(practice.pull().report.problems) == 1
    known = clinic.participant(0, person=person.model_copy(update={"registered_ods": "Y99999"}))
    practice.keep([(clinic.session(), (known,))])
    assert practice.pull().report.problems == []


def test_who_is_imported_and_not_filed_yet_is_found_by_nhs_number(practice: TwoWays) -> None:
    practice.keep([clinic.clinic()])
    practice.add(prescription("Patient/p2"))
    pulled = practice.pull()
    assert pulled.report.patients == 5
    assert pulled.told == [("new", "MedicationRequest", "Patient/p2")]
    assert pulled.changes[0][1].row == 4


@pytest.mark.invariant("I7")
@pytest.mark.parametrize("method", ["history", "search", "sweep"])
@pytest.mark.parametrize("filed", [False, True], ids=["waiting", "filed then"])
@pytest.mark.parametrize("changed", [{"active": False}, {"birthDate": "1999-09-09"}], ids=["left", "another"])
def test_who_is_nobody_of_ours_for_a_while_before_anything_is_filed_is_read_in_full_afterwards(
    practice: TwoWays, method: str, changed: dict[str, Any], *, filed: bool
) -> None:
    session = (clinic.session(2), (clinic.participant(1),))
    practice.push([(clinic.session(), (clinic.participant(2),))])
    practice.keep([session])
    tablets = practice.add(prescription("Patient/p1"))
    others = practice.add(prescription("Patient/p1", "Naproxen 250 mg tablets"))
    assert practice.pull(pull=method).told == [("new", "MedicationRequest", "Patient/p1")] * 2
    practice.put(clinic.patient(1, **changed))
    practice.edit(tablets, dosageInstruction=[{"text": "two at night"}])
    practice.delete(others)
    away = practice.pull(pull=method, overlap=0)
    assert away.told == []
    assert len(away.report.problems) == 1
    practice.put(clinic.patient(1))
    if filed:
        assert practice.push([session]).complete
    assert practice.pull(pull=method, overlap=0).told == [
        ("changed", "MedicationRequest", "Patient/p1"),
        ("withdrawn", "MedicationRequest", "Patient/p1"),
    ]
    assert practice.pull(pull=method, overlap=0).told == []


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("method", ["history", "search", "sweep"])
def test_who_left_and_came_back_with_another_organisation_has_moved(practice: TwoWays, method: str) -> None:
    waiting = (clinic.session(), (clinic.participant(0),))
    practice.put(clinic.patient(0, **kept_by("Y12345")))
    practice.keep([waiting])
    found = [practice.pull(pull=method).report.problems]
    for changed in ({"active": False, **kept_by("Y12345")}, kept_by("Y99999"), kept_by("Y99999")):
        practice.put(clinic.patient(0, **changed))
        found.append(practice.pull(pull=method).report.problems)
    told = [[one.found.split("patient's record")[0] for one in problems] for problems in found]
    assert told == [[], ["the "], *[["another organisation than before keeps the "]] * 2]
    assert practice.push([waiting]).filings == {"held": 1}


def test_what_comes_from_somebody_who_is_nobody_of_ours_any_more_is_new(practice: TwoWays) -> None:
    practice.push([(clinic.session(), (clinic.participant(2),))])
    practice.keep([(clinic.session(2), (clinic.participant(1),))])
    tablets = practice.add(prescription("Patient/p1"))
    practice.pull()
    practice.put(clinic.patient(1, active=False))
    practice.edit(tablets, subject={"reference": "Patient/p2"})
    pulled = practice.pull()
    assert pulled.told == [("new", "MedicationRequest", "Patient/p2")]
    assert pulled.changes[0][0].before is None


def test_somebody_else_of_that_number_is_nobody_of_ours(practice: TwoWays) -> None:
    other = clinic.patient(2, birthDate="1999-09-09")
    practice.put(other)
    practice.add(prescription("Patient/p2"))
    practice.keep([clinic.clinic()])
    pulled = practice.pull()
    assert pulled.told == []
    assert "another date of birth" in str(pulled.report.problems[0])


def test_no_problem_and_no_remark_names_anybody(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    practice.pull()
    practice.put(clinic.patient(1, deceasedBoolean=True))
    practice.put({**clinic.patient(2), "birthDate": "1962-04-12", "active": False})
    told = str(practice.pull().report.as_json())
    for words in (*clinic.NUMBERS, *clinic.FAMILIES, "Zephyra"):
        assert words not in told


def test_what_was_seen_before_anybody_looked_at_it_is_told_of_and_not_looked_at_again(
    practice: TwoWays,
) -> None:
    practice.push([clinic.clinic()])
    practice.put(clinic.patient(1, deceasedBoolean=True))
    practice.pull()
    engine = open_engine(str(practice.folder / "ledger.db"))
    with engine.begin() as connection:
        connection.execute(update(seen).where(seen.c.resource_type == "Patient").values(flagged=None))
    engine.dispose()
    (problem,) = practice.pull().report.problems
    assert "has died" in problem.found
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        assert [one.server_id for one in ledger.seen("practice").flagged()] == ["p1"]
