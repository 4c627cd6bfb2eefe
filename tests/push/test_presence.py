"""What was filed and is not at the endpoint any more is for a person to see, whoever lost it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from adapter.merge.contested import resolve, waiting
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from mappings.filing import FiledResource
from mappings.identity import Identity
from mappings.records import Approval, Participant, Session
from profiles.wire import Resource
from tests.push import clinic
from tests.push.backups import backup
from tests.push.conftest import Practice

Part = tuple[Session, Sequence[Participant]]

NEXT_WEEK = dt.date(2026, 3, 17)
GONE = "what was filed is not at the endpoint any more"

pytestmark = [pytest.mark.failure("3.5", "something was deleted"), pytest.mark.invariant("I1")]


def week(number: int, people: int = 5, **changed: object) -> Part:
    day = dt.date(2026, 3, 10) + dt.timedelta(weeks=number - 1)
    return clinic.session(number, day), [
        clinic.participant(index, day=day, **changed) for index in range(people)
    ]


def approved_now() -> Approval:
    """By the clinician, after whatever was told until now."""
    return Approval(by="Dr Imogen Vantongeren", at=dt.datetime.now(clinic.LONDON))


def corrected(dose: str, approval: Approval) -> Part:
    plan = clinic.participant(0).medication_plan
    assert plan is not None
    (line,) = plan.lines
    changed = plan.model_copy(update={"lines": (line.model_copy(update={"dose": dose}),)})
    return week(1, 1, medication_plan=changed, approval=approval)


def doses(practice: Practice) -> list[str]:
    return [one["dosageInstruction"][0]["text"] for one in practice.resources("MedicationRequest")]


@pytest.mark.hazard("H23")
def test_an_entry_that_was_deleted_by_itself_is_missing(practice: Practice) -> None:
    practice.push([week(1)])
    for entry in practice.resources("Composition"):
        practice.delete(entry)
    written = practice.versions()
    report = practice.push([week(1)])
    assert report.filings == {"conflict": 5}
    assert {problem.found for problem in report.problems} == {GONE}
    assert practice.versions() == written


@pytest.mark.hazard("H23")
def test_what_a_server_lost_that_was_restored_is_told_and_what_it_kept_is_not(practice: Practice) -> None:
    practice.push([week(1)])
    with backup(practice.store) as kept:
        practice.push([week(2)])
        kept.restore()
    for _ in range(2):  # it is told again as long as it is so
        report = practice.push([week(1), week(2)])
        assert report.filings == {"unchanged": 5, "conflict": 5}
        assert {problem.found for problem in report.problems} == {GONE}
        assert all("approve the entry anew" in problem.todo for problem in report.problems)


def test_what_is_lost_stays_a_conflict_when_the_newest_filings_are_there(practice: Practice) -> None:
    practice.push([week(1, 1)])
    for entry in practice.resources("Composition"):
        practice.delete(entry)
    practice.push([week(1, 1)])
    practice.push([week(2)])
    assert practice.push([week(1, 1), week(2)]).filings == {"conflict": 1, "unchanged": 5}


def test_an_entry_that_went_back_to_an_earlier_version_is_told(practice: Practice) -> None:
    practice.push([week(1, 1)])
    with backup(practice.store) as kept:
        practice.push([corrected("10 mg", clinic.approval_at(15))])
        kept.restore()
    written = practice.versions()
    report = practice.push([corrected("10 mg", clinic.approval_at(15))])
    assert report.filings == {"conflict": 1}
    assert "as it was before" in report.problems[0].found
    assert "20 mg" in doses(practice)[0]
    assert practice.versions() == written


def test_what_was_lost_is_filed_again_when_it_was_approved_anew(practice: Practice) -> None:
    practice.push([week(1)])
    with backup(practice.store) as kept:
        practice.push([week(2)])
        kept.restore()
    practice.push([week(1), week(2)])
    report = practice.push([week(1), week(2, approval=approved_now())])
    assert report.filings == {"unchanged": 5, "filed": 5}
    assert len(practice.resources("Composition")) == 10
    assert practice.nothing_doubled()
    again = practice.push([week(1), week(2, approval=approved_now())])
    assert again.filings["unchanged"] >= 5
    assert practice.nothing_doubled()


def test_what_goes_on_beyond_its_session_is_filed_again_with_it(practice: Practice) -> None:
    further = (clinic.participant(0).goals[0].model_copy(update={"text": "Walk to the sea"}),)
    practice.push([week(1, 1)])
    with backup(practice.store) as kept:
        practice.push([week(2, 1, goals=further)])
        kept.restore()
    practice.push([week(1, 1), week(2, 1, goals=further)])
    (goal,) = practice.resources("Goal")
    assert goal["description"]["text"] != "Walk to the sea"
    practice.push([week(1, 1), week(2, 1, goals=further, approval=approved_now())])
    (goal,) = practice.resources("Goal")
    assert goal["description"]["text"] == "Walk to the sea"


def agreed(words: str) -> dict[str, Any]:
    """What a participant agreed on, and is to do, goes on beyond the session."""
    first = clinic.participant(0)
    return {
        "goals": (first.goals[0].model_copy(update={"text": words}),),
        "actions": (first.actions[0].model_copy(update={"what": words}),),
    }


def agreed_on(practice: Practice) -> tuple[str, ...]:
    """The words that stand in the record: of the goal, and of each action."""
    (goal,), (plan,) = practice.resources("Goal"), practice.resources("CarePlan")
    done = [one["detail"]["description"].partition(";")[0] for one in plan["activity"]]
    actions = [words.removeprefix("Action: ") for words in done if words.startswith("Action: ")]
    return goal["description"]["text"], *actions


@pytest.fixture
def earlier(practice: Practice) -> Practice:
    """The clinic's words of the second week were lost, and those of the first stand there."""
    practice.push([week(1, 1, **agreed("Walk"))])
    with backup(practice.store) as kept:
        practice.push([week(1, 1, **agreed("Walk")), week(2, 1, **agreed("Swim"))])
        kept.restore()
    assert agreed_on(practice) == ("Walk", "Walk")
    return practice


def weeks(**second: Any) -> list[Part]:
    """The third week says the same as the second."""
    return [
        week(1, 1, **agreed("Walk")),
        week(2, 1, **agreed("Swim"), **second),
        week(3, 1, **agreed("Swim")),
    ]


@pytest.mark.hazard("H23")
def test_what_a_further_session_says_is_filed_where_a_server_was_set_back_to_earlier_words_of_ours(
    earlier: Practice,
) -> None:
    assert earlier.push(weeks()).filings == {"unchanged": 1, "conflict": 1, "filed": 1}
    assert agreed_on(earlier) == ("Swim", "Swim")
    anew = approved_now()
    assert earlier.push(weeks(approval=anew)).filings == {"unchanged": 2, "filed": 1}
    assert earlier.push(weeks(approval=anew)).filings == {"unchanged": 3}
    assert agreed_on(earlier) == ("Swim", "Swim")
    assert earlier.nothing_doubled()


@pytest.mark.hazard("H22")
@pytest.mark.parametrize(
    ("side", "words"), [("ours", ("Swim", "Swim", "Walk")), ("theirs", ("Walk", "Walk"))]
)
def test_a_person_decides_on_all_of_it_where_a_server_was_set_back_to_what_the_practice_wrote(
    practice: Practice, side: str, words: tuple[str, ...]
) -> None:
    """Of what one side alone has, nobody can tell whether the other took it out: it stays."""
    practice.push([week(1, 1, **agreed("Walk"))])
    for written in (*practice.resources("Goal"), *practice.resources("CarePlan")):
        practice.put({**written, "note": [{"text": "Waits for a new hip"}]})
    with backup(practice.store) as kept:
        practice.push([week(1, 1, **agreed("Walk")), week(2, 1, **agreed("Swim"))])
        assert agreed_on(practice) == ("Swim", "Swim")
        kept.restore()
    for _ in range(2):
        assert practice.push(weeks()).filings == {"unchanged": 1, "conflict": 2}
        assert agreed_on(practice) == ("Walk", "Walk")
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        for one in waiting(ledger):
            resolve(ledger, one, [side], (), "Col Abernethy", dt.datetime.now(dt.UTC))
    practice.push(weeks())
    assert agreed_on(practice) == words
    for kept_in in (*practice.resources("Goal"), *practice.resources("CarePlan")):
        assert kept_in["note"] == [{"text": "Waits for a new hip"}]


@pytest.mark.hazard("H22")
@pytest.mark.parametrize("fault", ["no-history", "newest-version-alone"])
def test_a_person_decides_where_a_server_was_set_back_and_nobody_can_tell_who_wrote_what_stands_there(
    practice: Practice, fault: str
) -> None:
    practice.push([week(1, 1, **agreed("Run"))])
    practice.push([week(1, 1, **agreed("Walk"), approval=clinic.approval_at(15))])
    with backup(practice.store) as kept:
        practice.push([week(2, 1, **agreed("Swim"))])
        kept.restore()
    practice.faults.add(fault)
    assert practice.push([week(3, 1, **agreed("Swim"))]).filings == {"conflict": 1}
    assert agreed_on(practice) == ("Walk", "Walk")


def test_a_correction_that_was_lost_is_filed_again_when_it_was_approved_anew(practice: Practice) -> None:
    practice.push([week(1, 1)])
    with backup(practice.store) as kept:
        practice.push([corrected("10 mg", clinic.approval_at(15))])
        kept.restore()
    practice.push([corrected("10 mg", clinic.approval_at(15))])
    report = practice.push([corrected("10 mg", approved_now())])
    assert report.filings == {"filed": 1}
    assert [text for text in doses(practice) if "10 mg" in text]
    assert practice.nothing_doubled()


def test_what_was_lost_is_not_filed_again_for_an_approval_from_before_it_was_told(
    practice: Practice,
) -> None:
    practice.push([week(1, 1)])
    for entry in practice.resources("Composition"):
        practice.delete(entry)
    practice.push([week(1, 1)])
    assert practice.push([week(1, 1, approval=clinic.approval_at(15))]).filings == {"conflict": 1}
    assert practice.resources("Composition") == []


@pytest.mark.hazard("H4")
def test_a_sensitive_entry_that_was_deleted_is_filed_again_on_its_own_approval_alone(
    practice: Practice,
) -> None:
    def push(approval: Approval, sensitive: Approval) -> PushReport:
        note = {"sensitive_note": "Told of a private matter.", "sensitive_approval": sensitive}
        return practice.push([week(1, 1, approval=approval, **note)])

    def private() -> list[Resource]:
        return [one for one in practice.resources("Composition") if one["confidentiality"] == "R"]

    before = clinic.approval_at(15)
    push(before, before)
    (entry,) = private()
    practice.delete(entry)
    push(before, before)
    for _ in range(2):
        report = push(approved_now(), before)
        assert report.filings == {"conflict": 1}
        assert "sensitive_approved_at" in report.problems[0].todo
        assert private() == []
    assert push(approved_now(), approved_now()).filings == {"filed": 1}
    assert len(private()) == 1


@pytest.fixture
def lost(practice: Practice) -> Practice:
    """What was filed of the second week was lost, and told."""
    practice.push([week(1, 1)])
    with backup(practice.store) as kept:
        practice.push([week(2, 1)])
        kept.restore()
    assert practice.push([week(1, 1), week(2, 1)]).filings == {"unchanged": 1, "conflict": 1}
    return practice


@pytest.mark.parametrize(("strategy", "nth"), [("transaction", 1), ("single", 4)])
def test_an_approval_holds_until_what_was_lost_is_filed_again(
    lost: Practice, strategy: str, nth: int
) -> None:
    anew = [week(1, 1), week(2, 1, approval=approved_now())]
    lost.faults.add("status", status=503, method="POST", path="^([A-Z][A-Za-z]+|/?)$", nth=nth)
    assert "filed" not in lost.push(anew, strategy=strategy, patience=1).filings
    lost.faults.clear()
    assert lost.push(anew, strategy=strategy).filings == {"unchanged": 1, "filed": 1}
    assert lost.nothing_doubled()


def test_what_had_no_answer_when_it_was_filed_again_may_come_yet(lost: Practice) -> None:
    lost.faults.add("close-before", count=1, method="POST", path="^/?$")
    for _ in range(2):
        report = lost.push([week(1, 1), week(2, 1, approval=approved_now())], creates="look-first")
        assert report.filings == {"unchanged": 1, "unknown": 1}
    later = dt.timedelta(minutes=6)
    anew = [week(1, 1), week(2, 1, approval=approved_now())]
    assert lost.push(anew, creates="look-first", later=later).filings == {"unchanged": 1, "filed": 1}
    assert lost.nothing_doubled()


def test_an_update_without_an_answer_is_no_word_on_what_was_deleted_since(practice: Practice) -> None:
    """Nobody was told of the loss, although the approval is newer than what waits."""
    practice.push([week(1, 1)])
    practice.faults.add("status", status=503, method="POST", path="^/?$")
    practice.push([corrected("10 mg", clinic.approval_at(15))], patience=1)
    practice.faults.clear()
    for entry in practice.resources("Composition"):
        practice.delete(entry)
    report = practice.push([corrected("10 mg", approved_now())])
    assert report.filings == {"conflict": 1}
    assert practice.resources("Composition") == []


def test_a_goal_that_the_practice_deleted_is_no_lost_entry_of_a_new_session(practice: Practice) -> None:
    practice.push([week(1, 1)])
    for goal in practice.resources("Goal"):
        practice.delete(goal)
    for approval in (clinic.approval_at(15), approved_now()):
        report = practice.push([week(2, 1, approval=approval)])
        assert [problem.found for problem in report.problems] != [GONE]
    assert practice.resources("Goal") == []


def test_what_is_lost_is_asked_for_once(lost: Practice) -> None:
    report = lost.push([week(1, 1), week(2, 1)])
    assert report.filings["conflict"] == 1
    assert report.requests["read"] < 10


def test_what_was_deleted_on_purpose_is_taken_off_the_list(practice: Practice) -> None:
    session, people = week(1, 2)
    practice.push([(session, people)])
    entry = practice.resources("Composition")[0]
    practice.delete(entry)
    (problem,) = practice.push([(session, people)]).problems
    assert "take the row off" in problem.todo
    row = next(one.row for one in people if f" {one.row}" in problem.where.partition("row")[2])
    again = practice.push([(session, [one for one in people if one.row != row])])
    assert again.filings == {"unchanged": 1}


def test_a_search_that_is_behind_makes_nothing_missing(practice: Practice) -> None:
    """What was filed last is what it shows last."""
    practice.push([week(1)])
    behind = practice.faults.add("entry-missing", path="^Composition")
    assert practice.push([week(1)]).filings == {"unchanged": 5}
    assert behind.happened


def test_an_entry_that_cannot_be_read_holds_nobody_elses(practice: Practice) -> None:
    practice.push([week(1)])
    entry = practice.resources("Composition")[0]
    practice.delete(entry)
    for _ in range(4):
        practice.faults.add("status", status=500, method="GET", path=f"^Composition/{entry['id']}")
    report = practice.push([week(1)])
    assert report.filings == {"unchanged": 4, "held": 1}
    assert "cannot be read" in report.problems[0].found


def test_an_entry_that_says_nothing_of_its_version_is_there(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.push([week(1)])
    find = RestRoute.find

    def find_without_meta(route: RestRoute, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        return {
            identity: [{**one, "meta": None} for one in found]
            for identity, found in find(route, items).items()
        }

    monkeypatch.setattr(RestRoute, "find", find_without_meta)
    assert practice.push([week(1)]).filings == {"unchanged": 5}


@pytest.mark.invariant("I3")
@pytest.mark.parametrize("noted", [True, False])
def test_a_server_that_was_set_back_and_gives_our_number_again_is_no_proof_of_the_correction(
    practice: Practice, noted: bool
) -> None:
    practice.push([week(1, 1)])
    with backup(practice.store) as kept:
        assert practice.push([corrected("10 mg", clinic.approval_at(15))]).filings == {"filed": 1}
        kept.restore()
    assert practice.push([corrected("10 mg", clinic.approval_at(15))]).filings == {"conflict": 1}
    (plan,) = practice.resources("MedicationRequest")
    if noted:
        practice.put({**plan, "note": [{"text": "Seen by the practice"}]})
    report = practice.push([corrected("10 mg", approved_now())])
    assert report.filings == ({"conflict": 1} if noted else {"filed": 1})
    (plan,) = practice.resources("MedicationRequest")
    assert ("note" in plan, "10 mg" in str(plan["dosageInstruction"])) == (noted, not noted)
