"""What waits for a person: nothing of it is written, the others are filed, and the books still balance."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.records import Answer, Assessment, Attendance, Narrative, Person
from tests.push import clinic
from tests.push.conftest import Practice


def _push_with(practice: Practice, **changed: Any) -> Any:
    people = (clinic.participant(0, **changed), *(clinic.participant(index) for index in range(1, 5)))
    return practice.push([(clinic.session(), people)])


def _nothing_of_the_first(practice: Practice) -> bool:
    return "Patient/p0" not in str(practice.resources())


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"approval": None}, "no clinician's approval"),
        ({"attendance": Attendance()}, "attendance unknown"),
        ({"attendance": Attendance(status="did-not-attend")}, "did-not-attend without anybody's name"),
        ({"consents": ()}, "no confidentiality agreement recorded"),
        ({"narrative": Narrative(advice="As Braithwaite-Ozz said, pace it")}, "another participant's name"),
        (
            {
                "assessments": (
                    Assessment(
                        instrument="phq-9",
                        timepoint="pre",
                        at=clinic.at(9),
                        answers=tuple(Answer(item=str(n), value=1 if n == 9 else 0) for n in range(1, 10)),
                    ),
                ),
                "scores": (),
            },
            "may mean risk",
        ),
    ],
)
def test_a_guard_holds_one_filing_and_lets_the_others_go(
    practice: Practice, changed: dict[str, Any], found: str
) -> None:
    report = _push_with(practice, **changed)
    assert report.filings == {"held": 1, "filed": 4}
    assert report.balanced
    assert found in report.problems[0].found
    assert report.problems[0].where.endswith("row 2")
    assert _nothing_of_the_first(practice)


@pytest.mark.failure("3.7", "an NHS number that is wrong, missing or another's")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("patient", "found"),
    [
        ({"birthDate": "1960-12-04"}, "another date of birth"),
        ({"name": [{"family": "Someoneelse"}]}, "another surname"),
        ({"deceasedDateTime": "2026-03-01"}, "has died"),
        ({"active": False}, "not active"),
        ({"identifier": [{"value": "none"}]}, "no patient of that NHS number"),
    ],
)
def test_the_servers_own_patient_must_agree_before_anything_is_written(
    practice: Practice, patient: dict[str, Any], found: str
) -> None:
    practice.put(clinic.patient(0, **patient))
    report = _push_with(practice)
    assert report.filings == {"held": 1, "filed": 4}
    assert found in report.problems[0].found
    assert _nothing_of_the_first(practice)


@pytest.mark.failure("3.3", "a conditional reference with none or two matches")
def test_two_patients_of_one_nhs_number_are_never_chosen_between(practice: Practice) -> None:
    practice.put(clinic.patient(0, id="twin"))
    report = _push_with(practice)
    assert report.filings == {"held": 1, "filed": 4}
    assert "2 patients" in report.problems[0].found


@pytest.mark.failure("3.7", "died or moved in between")
@pytest.mark.hazard("H9")
def test_a_status_that_changes_between_two_pushes_stops_the_second_write(practice: Practice) -> None:
    _push_with(practice)
    practice.put(clinic.patient(0, deceasedBoolean=True))
    report = _push_with(practice, online_visible="show", next_step=None, approval=clinic.approval_at(15))
    assert report.filings == {"held": 1, "unchanged": 4}


@pytest.mark.invariant("I9")
def test_what_the_guards_say_names_no_patient(practice: Practice) -> None:
    practice.put(clinic.patient(0, birthDate="1960-12-04"))
    report = _push_with(practice)
    said = str(report.as_json())
    for who in map(clinic.person, range(5)):
        assert not _betrays(said, who)


def _betrays(text: str, who: Person) -> bool:
    return any(
        token in text for token in (who.nhs_number, who.family, who.given[0], who.birth_date.isoformat())
    )


@pytest.mark.hazard("H8")
def test_an_s_flagged_patient_is_not_even_asked_for(practice: Practice) -> None:
    who = clinic.person(0).model_copy(update={"status_flags": frozenset({"s-flag"})})
    report = practice.push([(clinic.session(), (clinic.participant(0, person=who),))])
    assert report.filings == {"held": 1}
    assert report.requests == {"read": 1, "write": 0}  # the CapabilityStatement


@pytest.mark.failure("3.2", "404 on an update")
@pytest.mark.failure("3.2", "410")
@pytest.mark.failure("3.4", "an update of what was deleted")
@pytest.mark.hazard("H27")
def test_what_the_practice_deleted_is_not_created_again(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    goal = next(g for g in practice.resources("Goal") if g["subject"]["reference"] == "Patient/p0")
    practice.delete(goal)
    changed = clinic.participant(
        0,
        goals=(people[0].goals[0].model_copy(update={"confidence": 9}),),
        approval=clinic.approval_at(15),
    )
    report = practice.push([(session, (changed, *people[1:]))])
    assert report.filings == {"conflict": 1, "unchanged": 4}
    assert goal["id"] not in {g["id"] for g in practice.resources("Goal")}


@pytest.mark.failure("3.7", "a confidentiality label")
@pytest.mark.hazard("H26")
def test_security_labels_of_the_server_are_carried_back(practice: Practice) -> None:
    session, people = clinic.clinic()
    practice.push([(session, people)])
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
    goal = next(g for g in practice.resources("Goal") if g["subject"]["reference"] == "Patient/p0")
    practice.put({**goal, "meta": {**goal["meta"], "security": [label]}})
    changed = clinic.participant(
        0,
        goals=(people[0].goals[0].model_copy(update={"confidence": 9}),),
        approval=clinic.approval_at(15),
    )
    report = practice.push([(session, (changed, *people[1:]))])
    assert report.filings == {"filed": 1, "unchanged": 4}
    (now,) = [g for g in practice.resources("Goal") if g["id"] == goal["id"]]
    assert now["meta"]["security"] == [label]


@pytest.mark.hazard("H5")
def test_a_safeguarding_flag_is_told_at_once_and_holds_nothing_back(practice: Practice) -> None:
    report = _push_with(practice, safeguarding_flag=True)
    assert report.filings == {"filed": 5}
    assert "safeguarding" in report.problems[0].found
    assert not report.complete  # somebody has to act
    assert "safeguarding" not in str(practice.resources()).lower()


@pytest.mark.hazard("H5")
def test_a_safeguarding_flag_does_not_wait_for_the_entry(practice: Practice) -> None:
    report = _push_with(practice, safeguarding_flag=True, approval=None)
    assert report.filings == {"held": 1, "filed": 4}
    assert [problem.found for problem in report.problems] == [
        "no clinician's approval",
        "a safeguarding flag",
    ]


@pytest.mark.hazard("H4")
def test_a_sensitive_note_without_its_own_approval_is_held(practice: Practice) -> None:
    report = _push_with(practice, sensitive_note="Said in private; see the one-to-one notes.")
    assert report.filings == {"held": 1, "filed": 4}
    assert "sensitive note" in report.problems[0].found
    approved = _push_with(
        practice,
        sensitive_note="Said in private; see the one-to-one notes.",
        sensitive_approval=clinic.approval_at(13),
    )
    assert approved.complete
    (private,) = [c for c in practice.resources("Composition") if c["confidentiality"] == "R"]
    assert "encounter" not in private


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("version", ["", "/_history/1"])
@pytest.mark.parametrize("base", ["", "the endpoint's", "https://other.example/fhir/"])
def test_what_was_moved_to_another_record_is_not_written_to(
    practice: Practice, base: str, version: str
) -> None:
    """However the practice's system writes the address of that record."""
    before = base.replace("the endpoint's", f"{practice.url}/")
    practice.push([(clinic.session(), (clinic.participant(0),))])
    for kind in ("Goal", "Composition"):
        (held,) = practice.resources(kind)
        practice.put({**held, "subject": {"reference": f"{before}Patient/p1{version}"}})
    corrected = clinic.participant(
        0,
        goals=(clinic.participant(0).goals[0].model_copy(update={"confidence": 3}),),
        approval=clinic.approval_at(15),
    )
    report = practice.push([(clinic.session(), (corrected,))])
    assert (report.filings, report.requests["write"]) == ({"conflict": 1}, 0)
    assert "something else stands where" in report.problems[0].found


@pytest.mark.parametrize("version", ["", "/_history/1"])
@pytest.mark.parametrize("own", [False, True])
def test_what_stands_in_the_right_record_is_corrected_however_its_address_is_written(
    practice: Practice, own: bool, version: str
) -> None:
    before = f"{practice.url}/" if own else ""
    practice.push([(clinic.session(), (clinic.participant(0),))])
    for kind in ("Goal", "Composition"):
        (held,) = practice.resources(kind)
        practice.put({**held, "subject": {**held["subject"], "reference": f"{before}Patient/p0{version}"}})
    goal = clinic.participant(0).goals[0].model_copy(update={"confidence": 3})
    corrected = clinic.participant(0, goals=(goal,), approval=clinic.approval_at(15))
    assert practice.push([(clinic.session(), (corrected,))]).filings == {"filed": 1}
