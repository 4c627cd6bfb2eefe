"""What a push promises where the practice has changed what was filed: no edit of anybody is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from adapter.endpoint import Endpoint
from adapter.errors import SettingsError
from adapter.gp.server_clock import ServerClock
from adapter.ledger.ledger import Ledger
from adapter.merge.contested import Waiting, find, resolve, waiting
from adapter.push.push import plan
from adapter.push.report import PushReport
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from mappings.binding import references
from mappings.identity import Identity
from profiles.definitions import extension
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

TELEPHONE = "Walk to the park, as agreed on the telephone"
APPROVED_AGAIN = clinic.approval_at(15)


def _goal(practice: Practice) -> Resource:
    return next(g for g in practice.resources("Goal") if g["subject"]["reference"] == "Patient/p0")


def _push(practice: Practice, hour: int = 15, ledger: str = "ledger.db", **goal: Any) -> Any:
    """The first patient's goal is said anew, and approved at that hour."""
    said = clinic.participant(0).goals[0].model_copy(update=goal)
    person = clinic.participant(0, goals=(said,), approval=clinic.approval_at(hour))
    return practice.push([(clinic.session(), (person,))], ledger)


def _waiting(practice: Practice) -> list[Waiting]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return waiting(ledger)


def _decisions(practice: Practice) -> list[tuple[Identity, str, str]]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return ledger.filings("practice").conflicts.decisions()


def _choose(
    practice: Practice, *keep: str, values: tuple[str, ...] = (), by: str = "Tilly Marsh-Wren"
) -> None:
    (one,) = _waiting(practice)
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        resolve(ledger, find(ledger, one.conflict_id[:8]), keep, values, by, clinic.at(17))


@pytest.fixture
def edited(practice: Practice) -> Practice:
    """The practice has changed the words of the first patient's goal."""
    _push(practice, 13)
    practice.put({**_goal(practice), "description": {"text": TELEPHONE}})
    return practice


# ── Without a question ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.4", "parallel edits of one goal")
def test_what_each_side_changed_alone_stands_beside_the_other(edited: Practice) -> None:
    report = _push(edited, confidence=9)
    assert report.filings == {"filed": 1}
    goal = _goal(edited)
    assert goal["description"]["text"] == TELEPHONE
    assert {"url": extension("confidence"), "valueInteger": 9} in goal["extension"]
    assert not _waiting(edited)
    written = edited.versions()
    assert _push(edited, confidence=9).filings == {"unchanged": 1}
    assert edited.versions() == written


@pytest.mark.failure("3.7", "the clinician edited the goal after us")
def test_what_the_practice_changed_stands_however_often_the_clinic_changes_something_else(
    edited: Practice,
) -> None:
    for hour, confidence in ((15, 9), (16, 3), (17, 4)):
        assert _push(edited, hour, confidence=confidence).filings == {"filed": 1}
        assert _goal(edited)["description"]["text"] == TELEPHONE


@pytest.mark.invariant("I11")
def test_what_the_clinic_owns_is_filed_and_the_decision_is_recorded(practice: Practice) -> None:
    _push(practice, 13)
    goal = _goal(practice)
    for one in goal["extension"]:
        if one["url"] == extension("confidence"):
            one["valueInteger"] = 2
    practice.put(goal)
    assert _push(practice, confidence=9).filings == {"filed": 1}
    assert {"url": extension("confidence"), "valueInteger": 9} in _goal(practice)["extension"]
    assert [(element, policy) for _, element, policy in _decisions(practice)] == [
        ("extension:confidence", "clinic")
    ]


def test_what_the_practice_has_changed_to_the_same_is_not_written_again(practice: Practice) -> None:
    _push(practice, 13)
    practice.put({**_goal(practice), "description": {"text": "Walk to the sea"}})
    before = _goal(practice)["meta"]["versionId"]
    assert _push(practice, text="Walk to the sea").filings == {"filed": 1}
    assert _goal(practice)["meta"]["versionId"] == before


@pytest.mark.failure("3.7", "a confidentiality label")
@pytest.mark.hazard("H26")
def test_elements_labels_and_tags_of_the_servers_own_are_kept(practice: Practice) -> None:
    _push(practice, 13)
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
    tag = {"system": "https://gp.example/tags", "code": "seen"}
    goal = _goal(practice)
    meta = {**goal["meta"], "security": [label], "tag": [tag]}
    text = {"status": "additional", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Seen by us</div>'}
    practice.put({**goal, "meta": meta, "text": text, "note": [{"text": "Rang on Tuesday"}]})
    _push(practice, confidence=9)
    now = _goal(practice)
    assert (now["meta"]["security"], now["meta"]["tag"]) == ([label], [tag])
    assert now["note"] == [{"text": "Rang on Tuesday"}]
    assert now["text"]["status"] == "additional"


# ── With a question ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.4", "parallel edits of one goal")
@pytest.mark.failure("3.7", "the clinician edited the goal after us")
@pytest.mark.hazard("H22")
def test_only_the_contested_resource_waits_and_what_vouches_for_it(edited: Practice) -> None:
    provenances = len(edited.resources("Provenance"))
    report = _push(edited, text="Run to the shops")
    assert report.filings == {"conflict": 1}
    assert report.balanced
    assert _goal(edited)["description"]["text"] == TELEPHONE
    # the entry tells what was said in the session, and who approved it
    (entry,) = edited.resources("Composition")
    assert "Run to the shops" in str(entry)
    assert len(edited.resources("Provenance")) == provenances
    (one,) = _waiting(edited)
    assert one.kept.contested.elements == ("description",)
    (question,) = one.questions()
    assert (question.ours, question.theirs) == ({"text": "Run to the shops"}, {"text": TELEPHONE})


@pytest.mark.invariant("I11")
def test_a_conflict_that_waits_is_not_written_and_not_doubled_by_another_push(edited: Practice) -> None:
    _push(edited, text="Run to the shops")
    written, before = edited.versions(), _waiting(edited)
    report = _push(edited, text="Run to the shops")
    assert report.filings == {"conflict": 1}
    assert report.requests["write"] == 0
    assert edited.versions() == written
    assert [one.conflict_id for one in _waiting(edited)] == [one.conflict_id for one in before]


@pytest.mark.parametrize("creates", ["conditional", "client-ids", "look-first"])
@pytest.mark.parametrize("strategy", ["transaction", "batch", "single"])
def test_in_whatever_way_the_rest_is_written_what_waits_is_left_out_and_then_follows(
    edited: Practice, strategy: str, creates: str
) -> None:
    first = clinic.participant(0).goals[0].model_copy(update={"text": "Run to the shops"})
    second = first.model_copy(update={"goal_id": "G2", "text": "Sleep for six hours"})
    person = clinic.participant(0, goals=(first, second), approval=APPROVED_AGAIN)

    def push() -> PushReport:
        return edited.push([(clinic.session(), (person,))], strategy=strategy, creates=creates)

    assert push().filings == {"conflict": 1}
    texts = {goal["description"]["text"] for goal in edited.resources("Goal")}
    assert texts == {TELEPHONE, "Sleep for six hours"}
    assert len(edited.resources("Provenance")) == 1, "nothing says yet that it is complete"
    assert (again := push()).filings == {"conflict": 1}
    assert again.requests["write"] == 0
    _choose(edited, "ours")
    assert push().complete
    texts = {goal["description"]["text"] for goal in edited.resources("Goal")}
    assert texts == {"Run to the shops", "Sleep for six hours"}
    assert len(edited.resources("Provenance")) == 2
    there = {f"{one['resourceType']}/{one['id']}" for one in edited.resources()} | {"Patient/p0"}
    linked = {
        one["reference"] for held in edited.resources() for one in references(held) if "reference" in one
    }
    assert linked <= there
    assert edited.nothing_doubled()
    assert push().filings == {"unchanged": 1}


def test_a_dry_run_shows_the_conflict_and_leaves_no_trace(edited: Practice) -> None:
    said = clinic.participant(0).goals[0].model_copy(update={"text": "Run to the shops"})
    person = clinic.participant(0, goals=(said,), approval=APPROVED_AGAIN)
    route = RestRoute(Endpoint(url=edited.url))
    with Ledger(str(edited.folder / "ledger.db")) as ledger:
        settings = Settings(ledger=str(edited.folder / "ledger.db"))
        (one,) = plan(
            [(clinic.session(), (person,))],
            route=route,
            ledger=ledger,
            endpoint="practice",
            settings=settings,
            clock=lambda: clinic.at(16),
        )
    route.close()
    assert [change.item.resource_type for change in one.changes if change.action == "waits"] == [
        "Goal",
        "Provenance",
    ]
    assert not _waiting(edited)


@pytest.mark.parametrize(("keep", "text"), [("ours", "Run to the shops"), ("theirs", TELEPHONE)])
def test_the_next_push_files_what_was_chosen_and_it_never_comes_back(
    edited: Practice, keep: str, text: str
) -> None:
    _push(edited, text="Run to the shops")
    _choose(edited, keep)
    assert not _waiting(edited)
    report = _push(edited, text="Run to the shops")
    assert report.filings == {"filed": 1}
    assert report.complete
    assert _goal(edited)["description"]["text"] == text
    assert len(edited.resources("Provenance")) == 2
    written = edited.versions()
    assert _push(edited, text="Run to the shops").filings == {"unchanged": 1}
    assert _push(edited, 16, text="Run to the shops", confidence=3).filings == {"filed": 1}
    assert _goal(edited)["description"]["text"] == text
    assert edited.versions() > written
    assert ("description", "person") in [(element, policy) for _, element, policy in _decisions(edited)]


def test_another_value_is_filed_where_a_clinician_chose_it(edited: Practice) -> None:
    session, people = clinic.clinic()
    with Ledger(str(edited.folder / "ledger.db")) as ledger:
        ledger.imports.keep(session, people, [], clinic.at(12))
    _push(edited, text="Run to the shops")
    value = 'description={"text": "Walk to the shops, then run"}'
    with pytest.raises(SettingsError, match="clinician"):
        _choose(edited, values=(value,))
    _choose(edited, values=(value,), by="Dr Imogen Vantongeren")
    assert _push(edited, text="Run to the shops").filings == {"filed": 1}
    assert _goal(edited)["description"]["text"] == "Walk to the shops, then run"


def test_what_the_practice_changes_after_the_choice_is_a_new_conflict(edited: Practice) -> None:
    _push(edited, text="Run to the shops")
    (first,) = _waiting(edited)
    _choose(edited, "ours")
    edited.put({**_goal(edited), "description": {"text": "Swim"}})
    assert _push(edited, text="Run to the shops").filings == {"conflict": 1}
    assert _goal(edited)["description"]["text"] == "Swim"
    (second,) = _waiting(edited)
    assert second.conflict_id != first.conflict_id


def test_a_conflict_that_the_practice_takes_back_is_closed_by_the_next_push(edited: Practice) -> None:
    before = clinic.participant(0).goals[0].text
    _push(edited, text="Run to the shops")
    edited.put({**_goal(edited), "description": {"text": before}})
    assert _push(edited, text="Run to the shops").filings == {"filed": 1}
    assert _goal(edited)["description"]["text"] == "Run to the shops"
    assert not _waiting(edited)


def test_a_conflict_that_the_clinic_takes_back_is_closed_by_the_next_push(edited: Practice) -> None:
    _push(edited, text="Run to the shops")
    assert _push(edited, 16).filings == {"filed": 1}
    assert _goal(edited)["description"]["text"] == TELEPHONE
    assert not _waiting(edited)


def test_words_of_an_entry_that_both_sides_changed_hold_all_of_the_filing(practice: Practice) -> None:
    _push(practice, 13)
    (entry,) = practice.resources("Composition")
    for section in entry["section"]:
        if "Walk to the shops" in section["text"]["div"]:
            section["text"]["div"] = section["text"]["div"].replace("shops", "sea")
    practice.put(entry)
    written = practice.versions()
    assert _push(practice, text="Run to the shops").filings == {"conflict": 1}
    assert practice.versions() == written
    (one,) = _waiting(practice)
    assert one.kept.contested.resource_type == "Composition"


def test_without_a_base_nothing_is_chosen_by_itself(edited: Practice) -> None:
    """Another machine filed it, and the practice has changed it: nobody here knows who changed what."""
    report = _push(edited, 13, ledger="another-machine.db")
    assert report.filings == {"conflict": 1}
    assert _goal(edited)["description"]["text"] == TELEPHONE
    with Ledger(str(edited.folder / "another-machine.db")) as ledger:
        (one,) = waiting(ledger)
    assert (one.kept.contested.based, one.kept.contested.elements) == (False, ("description",))


def test_an_older_version_of_the_file_does_not_merge_over_a_later_approval(practice: Practice) -> None:
    """Two machines have the first version; one files the third, and then the other comes with the second."""
    _push(practice, 13)
    _push(practice, 13, ledger="another-machine.db")
    _push(practice, 16, confidence=9)
    written = practice.versions()
    report = _push(practice, 15, ledger="another-machine.db", confidence=3)
    assert report.filings == {"held": 1}
    assert "older than the one in the record" in report.problems[0].found
    assert practice.versions() == written


# ── Who spoke last ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def achieved(practice: Practice) -> Practice:
    """The practice has noted since the session that the first patient's goal is achieved."""
    _push(practice, 13, achievement="improving")
    practice.put({**_goal(practice), "achievementStatus": {"text": "achieved"}})
    return practice


def _worse(practice: Practice, **goal: Any) -> PushReport:
    """The clinic says, in a file that was approved before that, that it is getting worse."""
    report: PushReport = _push(practice, achievement="worsening", **goal)
    return report


@contextmanager
def _clock(shown: Callable[[ServerClock], object]) -> Iterator[None]:
    """Inside, the endpoint's clock shows something else."""
    note = ServerClock.note

    def noted(self: ServerClock, headers: Any) -> None:
        note(self, headers)
        shown(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerClock, "note", noted)
        yield


def _behind(clock: ServerClock) -> None:
    clock.skew = dt.timedelta(hours=-2)


def _unknown(clock: ServerClock) -> None:
    clock.now = clock.skew = None


def test_the_later_word_counts_where_the_clocks_agree(achieved: Practice) -> None:
    assert _worse(achieved).filings == {"filed": 1}
    assert _goal(achieved)["achievementStatus"] == {"text": "achieved"}
    assert ("achievementStatus", "newest") in [(one, policy) for _, one, policy in _decisions(achieved)]


@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.invariant("I11")
@pytest.mark.parametrize("shown", [_behind, _unknown])
def test_where_the_endpoints_clock_cannot_be_relied_on_nobody_spoke_last(
    achieved: Practice, shown: Callable[[ServerClock], object]
) -> None:
    with _clock(shown):
        assert _worse(achieved).filings == {"conflict": 1}
    (one,) = _waiting(achieved)
    assert one.kept.contested.elements == ("achievementStatus",)
    assert _goal(achieved)["achievementStatus"] == {"text": "achieved"}


@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.parametrize("answered", ["while it is wrong", "when it is right again"])
def test_what_was_asked_while_a_clock_was_wrong_stays_asked_and_the_answer_counts(
    achieved: Practice, answered: str
) -> None:
    """What was stamped by the wrong clock has that time for ever."""
    with _clock(_behind):
        _worse(achieved)
    (first,) = _waiting(achieved)
    if answered == "when it is right again":
        for shown in (lambda _: None, _behind, lambda _: None):
            with _clock(shown):
                assert _worse(achieved).filings == {"conflict": 1}
            (again,) = _waiting(achieved)
            assert (again.conflict_id, again.kept.opened_at) == (first.conflict_id, first.kept.opened_at)
    _choose(achieved, "ours")
    assert _worse(achieved).filings == {"filed": 1}
    assert "worsening" in str(_goal(achieved)["achievementStatus"]).lower()
    assert not _waiting(achieved)
    assert _worse(achieved).filings == {"unchanged": 1}


@pytest.mark.failure("3.5", "the server's clock is wrong")
def test_what_a_person_is_asked_anyway_is_one_question_whatever_the_clock_shows(
    edited: Practice,
) -> None:
    ids = set()
    for shown in (lambda _: None, _behind, _unknown, lambda _: None):
        with _clock(shown):
            _push(edited, text="Run to the shops")
        (one,) = _waiting(edited)
        ids.add(one.conflict_id)
    assert len(ids) == 1
    with _clock(_behind):
        _choose(edited, "ours")
    assert _push(edited, text="Run to the shops").filings == {"filed": 1}


def test_a_choice_that_leaves_something_open_or_makes_no_sense_is_refused(edited: Practice) -> None:
    _push(edited, text="Run to the shops", target="5")
    for keep, values, said in (
        ((), (), "nothing chosen"),
        (("mine",), (), "no side"),
        (("statusDate=ours",), (), "statusDate is not in question; what is: description"),
        (("theirs", "descripton=ours"), (), "descripton is not in question"),
        (("theirs",), ('descripton={"text": "Walk"}',), "descripton is not in question"),
        ((), ("description",), "equals sign"),
        ((), ("description={",), "description"),
    ):
        with pytest.raises(SettingsError, match=said):
            _choose(edited, *keep, values=values)
    assert len(_waiting(edited)) == 1


def test_a_withdrawal_of_what_the_practice_worked_on_is_asked_about(practice: Practice) -> None:
    practice.push([(clinic.session(), (clinic.participant(0),))])
    procedure = next(p for p in practice.resources("Procedure") if p["code"]["text"] == "sleep")
    practice.put({**procedure, "note": [{"text": "Done again on the telephone"}]})
    fewer = clinic.participant(0, education=clinic.participant(0).education[:1], approval=APPROVED_AGAIN)
    assert practice.push([(clinic.session(), (fewer,))]).filings == {"conflict": 1}
    now = next(p for p in practice.resources("Procedure") if p["id"] == procedure["id"])
    assert now["status"] == "completed"
    (one,) = _waiting(practice)
    assert one.kept.contested.elements == ("status",)
    _choose(practice, "ours")
    assert practice.push([(clinic.session(), (fewer,))]).filings == {"filed": 1}
    now = next(p for p in practice.resources("Procedure") if p["id"] == procedure["id"])
    assert (now["status"], now["note"]) == ("entered-in-error", [{"text": "Done again on the telephone"}])
