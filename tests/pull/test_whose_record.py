"""A record that has become another person's is told of and left alone, until it is our patient's again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from adapter.ledger.database import open_engine
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import brought_back, seen
from adapter.ledger.settling import Settlement
from adapter.pull.flags import flagged
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource
from tests.pull.conftest import TwoWays, prescription
from tests.push import clinic

pytestmark = [pytest.mark.hazard("H1"), pytest.mark.invariant("I5")]

METHODS = pytest.mark.parametrize("method", ["history", "search", "sweep"])
TABLETS = [("new", "MedicationRequest", "Patient/p0")]
STRANGER: Resource = {
    "identifier": [{"system": NHS_NUMBER, "value": "9990000069"}],
    "name": [{"family": "Somebodyelse", "given": ["Walter"]}],
    "birthDate": "1931-01-01",
}


@pytest.fixture
def filed(practice: TwoWays) -> TwoWays:
    """A practice with an entry in the record of the patient of row 2."""
    session = (clinic.session(), (clinic.participant(0),))
    practice.keep([session])
    practice.push([session])
    return practice


def becomes_a_strangers(practice: TwoWays) -> None:
    """The practice puts a wrong registration right: the record is another person's."""
    practice.put(clinic.patient(0, **STRANGER))
    practice.put({**clinic.patient(0), "id": "p7"})
    practice.add(prescription("Patient/p0", "Haloperidol 5 mg tablets"))


@METHODS
def test_nothing_of_it_is_brought_back_and_it_is_told_with_what_to_do(filed: TwoWays, method: str) -> None:
    filed.pull(pull=method)
    becomes_a_strangers(filed)
    for _ in range(2):
        pulled = filed.pull(pull=method)
        assert pulled.told == []
        (problem,) = pulled.report.problems
        assert problem.found == "the record is another person's now"
        assert problem.where == "session of 10 Mar 2026, row 2"
        assert "Our entry stands in it (session of 10 Mar 2026, row 2)" in problem.todo
        assert "together with the practice" in problem.todo
    filed.add(prescription("Patient/p0", "Procyclidine 5 mg tablets"))
    assert filed.pull(pull=method, full=True).told == []
    with Ledger(str(filed.folder / "ledger.db")) as ledger:
        assert [flag.problem for flag in flagged(ledger, "practice")] == [problem]


@METHODS
def test_it_is_seen_by_the_first_pull_after_an_entry_was_filed(filed: TwoWays, method: str) -> None:
    becomes_a_strangers(filed)
    pulled = filed.pull(pull=method)
    assert pulled.told == []
    assert [problem.found for problem in pulled.report.problems] == ["the record is another person's now"]


def test_nothing_of_the_stranger_is_kept(filed: TwoWays) -> None:
    filed.pull()
    becomes_a_strangers(filed)
    filed.pull()
    engine = open_engine(str(filed.folder / "ledger.db"))
    with engine.connect() as connection:
        kept = str([*connection.execute(select(seen.c.body)), *connection.execute(select(brought_back))])
    engine.dispose()
    for words in ("Somebodyelse", "9990000069", "1931", "Haloperidol"):
        assert words not in kept


@pytest.mark.parametrize("moved", [True, False], ids=["whose own is another", "whose own is not found"])
def test_what_is_to_be_filed_for_the_patient_waits(filed: TwoWays, *, moved: bool) -> None:
    filed.pull()
    becomes_a_strangers(filed)
    if not moved:
        filed.delete({**clinic.patient(0), "id": "p7"})
    corrected = clinic.participant(0, goals=(), actions=(), approval=clinic.approval_at(15))
    assert filed.push([(clinic.session(), (corrected,))]).filings == {"held": 1}
    assert all(resource["meta"]["versionId"] == "1" for resource in filed.resources("Composition"))


def test_who_is_settled_is_told_of_again_when_the_record_changes(filed: TwoWays) -> None:
    filed.pull()
    becomes_a_strangers(filed)
    filed.pull()
    with Ledger(str(filed.folder / "ledger.db")) as ledger:
        (flag,) = flagged(ledger, "practice")
        done = Settlement("the practice has moved the entry", "A. Coordinator", dt.datetime.now(dt.UTC))
        assert ledger.settling("practice").settle("p0", flag.sighting.digest, done)
    for _ in range(2):
        assert filed.pull().report.problems == []
    filed.put(clinic.patient(0, **STRANGER, gender="male"))
    assert len(filed.pull().report.problems) == 1


@METHODS
@pytest.mark.invariant("I7")
def test_a_record_that_is_our_patients_again_is_read_in_full(filed: TwoWays, method: str) -> None:
    filed.pull(pull=method)
    becomes_a_strangers(filed)
    filed.pull(pull=method)
    filed.put(clinic.patient(0))
    pulled = filed.pull(pull=method, overlap=0)
    assert pulled.told == TABLETS
    assert pulled.report.problems == []
    assert filed.pull(pull=method, overlap=0).told == []


@METHODS
@pytest.mark.invariant("I7")
def test_a_list_that_is_corrected_says_that_it_is_the_same_person(filed: TwoWays, method: str) -> None:
    filed.pull(pull=method)
    name = {"family": "Newname", "given": ["Robin"]}
    filed.put(clinic.patient(0, name=[name]))
    filed.add(prescription("Patient/p0"))
    assert len(filed.pull(pull=method).report.problems) == 1
    person = clinic.person(0).model_copy(update={"family": "Newname", "given": ("Robin",), "preferred": None})
    filed.keep([(clinic.session(), (clinic.participant(0, person=person),))])
    pulled = filed.pull(pull=method, overlap=0)
    assert pulled.told == TABLETS
    assert pulled.report.problems == []


@METHODS
@pytest.mark.parametrize(
    "changed",
    [
        {"birthDate": "1960-12-04"},
        {"name": [{"family": "Married", "given": list(clinic.person(0).given)}]},
        {"identifier": [{"system": NHS_NUMBER, "value": "9990000069"}]},
    ],
    ids=["date of birth", "surname", "NHS number"],
)
def test_one_thing_that_is_said_differently_is_a_change_of_our_patient(
    filed: TwoWays, method: str, changed: Resource
) -> None:
    filed.pull(pull=method)
    filed.put(clinic.patient(0, **changed))
    filed.add(prescription("Patient/p0"))
    pulled = filed.pull(pull=method)
    assert pulled.told == [("changed", "Patient", "Patient/p0"), *TABLETS]
    assert pulled.report.problems == []
