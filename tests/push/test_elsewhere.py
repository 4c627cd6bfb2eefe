"""An entry that another ledger has filed since is corrected as a whole: its words are not the practice's."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from mappings.records import Approval, Attendance, Education, Narrative, Participant
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

SHORT = (Education(topic="pacing"),)
LONG = (Education(topic="pacing"), Education(topic="sleep"))
FIRST, THEN, LAST = clinic.approval_at(13), clinic.approval_at(15), clinic.approval_at(16)


def alone(**changed: Any) -> Any:
    return [(clinic.session(), (clinic.participant(0, **changed),))]


def filed_twice(practice: Practice, last: str, first: dict[str, Any], then: dict[str, Any]) -> None:
    """The ledger `last` knows the first filing at most, and the second is another one's."""
    practice.push(alone(**first, approval=FIRST))
    if last == "restored.db":
        shutil.copy(practice.folder / "ledger.db", practice.folder / last)
    elif last == "other.db":
        practice.push(alone(**first, approval=FIRST), last)
    assert practice.push(alone(**then, approval=THEN)).filings == {"filed": 1}


def entry(practice: Practice) -> Resource:
    (composition,) = practice.resources("Composition")
    return composition


def taught(practice: Practice) -> dict[str, str]:
    found = practice.resources("Procedure")
    return {one["code"]["text"]: one["status"] for one in found if one["code"]["text"] in ("pacing", "sleep")}


@pytest.mark.hazard("H16")
@pytest.mark.hazard("H35")
@pytest.mark.parametrize("last", ["restored.db", "other.db", "new.db"])
def test_what_another_ledger_filed_and_the_correction_does_not_say_is_taken_back(
    practice: Practice, last: str
) -> None:
    filed_twice(practice, last, {"education": SHORT}, {"education": LONG})
    report = practice.push(alone(education=SHORT, approval=LAST), last)
    assert report.filings == {"filed": 1}
    assert report.remarks == []
    assert taught(practice) == {"pacing": "completed", "sleep": "entered-in-error"}
    sections = [one for one in entry(practice)["section"] if "sleep</li>" in str(one)]
    assert sections == []
    assert practice.nothing_doubled()
    again = practice.push(alone(education=SHORT, approval=LAST), last)
    assert again.filings == {"unchanged": 1}


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("last", ["restored.db", "other.db"])
def test_no_words_of_another_ledger_stand_under_an_approval_that_was_not_given_for_them(
    practice: Practice, last: str
) -> None:
    one, other = Narrative(advice="Pace the day."), Narrative(advice="Swim each day.")
    filed_twice(practice, last, {"narrative": one}, {"narrative": other})
    assert practice.push(alone(narrative=one, approval=LAST), last).filings == {"filed": 1}
    assert "Pace the day." in str(entry(practice))
    assert "Swim each day." not in str(entry(practice))


@pytest.mark.invariant("I3")
@pytest.mark.parametrize("last", ["restored.db", "other.db"])
def test_what_the_practice_wrote_into_it_since_is_for_a_person_to_decide_on(
    practice: Practice, last: str
) -> None:
    one, other = Narrative(advice="Pace the day."), Narrative(advice="Swim each day.")
    filed_twice(practice, last, {"narrative": one}, {"narrative": other})
    practice.put({**entry(practice), "title": "The practice's title"})
    report = practice.push(alone(narrative=one, approval=LAST), last)
    assert report.filings == {"conflict": 1}
    assert report.requests["write"] == 0
    assert entry(practice)["title"] == "The practice's title"


@pytest.mark.invariant("I3")
@pytest.mark.parametrize("fault", ["no-history", "newest-version-alone"])
@pytest.mark.parametrize("last", ["restored.db", "other.db", "new.db"])
def test_a_person_decides_where_the_endpoint_does_not_tell_who_wrote_it(
    practice: Practice, last: str, fault: str
) -> None:
    one, other = Narrative(advice="Pace the day."), Narrative(advice="Swim each day.")
    filed_twice(practice, last, {"narrative": one}, {"narrative": other})
    practice.faults.add(fault)
    report = practice.push(alone(narrative=one, approval=LAST), last)
    assert report.filings == {"conflict": 1}
    assert report.requests["write"] == 0
    assert "Composition" in report.problems[0].found
    assert "Swim each day." in str(entry(practice))


@pytest.mark.hazard("H16")
def test_a_value_that_another_ledger_has_changed_is_not_taken_for_unchanged(practice: Practice) -> None:
    def dose(text: str) -> dict[str, Any]:
        plan = clinic.participant(0).medication_plan
        assert plan is not None
        lines = (plan.lines[0].model_copy(update={"dose": text}),)
        return {"medication_plan": plan.model_copy(update={"lines": lines})}

    filed_twice(practice, "other.db", dose("20 mg"), dose("30 mg"))
    report = practice.push(alone(**dose("20 mg"), approval=LAST), "other.db")
    assert report.filings == {"conflict": 1}
    assert report.requests["write"] == 0
    assert "MedicationRequest" in report.problems[0].found


def absent() -> Any:
    """The first patient's row, which says that nobody came."""
    row = Participant(
        row=2,
        person=clinic.person(0),
        consents=clinic.participant(0).consents,
        attendance=Attendance(status="did-not-attend", confirmed_by="Tilly Marsh-Wren"),
        approval=Approval(by="Dr Imogen Vantongeren", at=LAST.at),
    )
    return [(clinic.session(), (row,))]


@pytest.mark.hazard("H7")
def test_an_absence_takes_back_what_a_lost_ledger_filed_of_somebody_who_was_there(practice: Practice) -> None:
    assert practice.push(alone(approval=FIRST)).filings == {"filed": 1}
    assert practice.push(absent(), "new.db").filings == {"filed": 1}
    (encounter,) = practice.resources("Encounter")
    assert encounter["status"] == "entered-in-error"
    assert [section["title"] for section in entry(practice)["section"]] == ["Attendance"]


def test_an_absence_that_was_filed_already_is_taken_on_by_a_new_ledger(practice: Practice) -> None:
    assert practice.push(absent()).filings == {"filed": 1}
    assert practice.push(absent(), "new.db").filings == {"unchanged": 1}


def test_nothing_is_filed_beside_a_sensitive_entry_of_a_lost_ledger_that_it_says_nothing_of(
    practice: Practice,
) -> None:
    sensitive = {"sensitive_note": "Spoke of things at home.", "sensitive_approval": FIRST}
    assert practice.push(alone(**sensitive, approval=FIRST)).filings == {"filed": 1}
    report = practice.push(alone(approval=LAST), "new.db")
    assert report.filings == {"conflict": 1}
    assert report.requests["write"] == 0
    (problem,) = report.problems
    assert "filed from elsewhere is in the record, and this row has none" in problem.found
