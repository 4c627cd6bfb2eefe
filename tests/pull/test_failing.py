"""What flawed endpoints do to a pull: nothing is lost, nothing is told twice, and what it means is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

import adapter.pull.change_query
from adapter.errors import NotWritten
from adapter.gp.client import GpClient
from adapter.interrupt import Interrupt
from adapter.ledger.cursors import Cursor
from adapter.ledger.ledger import Ledger
from adapter.ledger.programme import Place
from adapter.pull.changes import Change
from mappings.records import Participant
from profiles.wire import Resource
from tests.pull.conftest import Pulled, TwoWays, answering, prescription
from tests.push import clinic

NEW = [("new", "MedicationRequest", f"Patient/p{index}") for index in (0, 0, 1, 2, 3, 4)]
"""What `prescribe` adds."""


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter.pull.change_query, "_ROWS", 2)


@pytest.fixture
def known(practice: TwoWays) -> TwoWays:
    """A practice that everything was pulled from."""
    practice.push([clinic.clinic()])
    practice.pull()
    return practice


def prescribe(practice: TwoWays, new: Sequence[tuple[str, str, str]] = NEW, *, later: int = 0) -> None:
    """The practice prescribes, so many seconds from now."""
    for _, _, patient in new:
        if later:
            practice.faults.add("committed-late", seconds=-later, count=1)
        practice.add(prescription(patient))


def fault(practice: TwoWays, action: str, **settings: Any) -> None:
    practice.faults.add(action, path="^MedicationRequest", **settings)


@contextmanager
def unnamed(server_id: str) -> Iterator[None]:
    """Inside, the row of a resource in a search says nothing, and nobody says how many rows there are."""
    send: Any = GpClient._send

    def sent(self: GpClient, request: Any) -> Resource:
        answer: Resource = send(self, request)
        if answer.get("type") == "searchset":
            answer.pop("total", None)
            for entry in answer.get("entry", ()):
                if entry["resource"]["id"] == server_id:
                    entry.clear()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GpClient, "_send", sent)
        yield


def cursors(practice: TwoWays) -> dict[str, Cursor]:
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        return ledger.cursors("practice").all()


def told_of_what_is_wrong(pulled: Pulled) -> str:
    return " ".join([*pulled.report.remarks, *map(str, pulled.report.problems)])


@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
@pytest.mark.parametrize(
    ("action", "settings", "remark"),
    [
        ("next-elsewhere", {}, "another host"),
        ("next-repeats", {}, "repeat"),
        ("status", {"method": "GET", "status": 410}, "is gone"),
    ],
)
def test_pages_that_do_not_lead_on_are_asked_for_in_smaller_parts(
    known: TwoWays, action: str, settings: dict[str, Any], remark: str
) -> None:
    prescribe(known)
    fault(known, action, **settings)
    pulled = known.pull(pull="search")
    assert pulled.told == NEW
    assert remark in told_of_what_is_wrong(pulled)
    assert known.pull(pull="search").told == []


@pytest.mark.failure("3.5", "data-awaiting-filing and the like")
@pytest.mark.invariant("I7")
@pytest.mark.parametrize("newer", [NEW[:1], NEW])
@pytest.mark.parametrize(("method", "then"), [("search", "search"), ("sweep", "history")])
def test_a_row_that_says_nothing_is_not_passed_by(
    known: TwoWays, newer: list[tuple[str, str, str]], method: str, then: str
) -> None:
    """Though rows after it are shown, on further pages too."""
    hidden = known.add(prescription("Patient/p3"))
    prescribe(known, newer, later=300)
    later: dict[str, Any] = {"overlap": 0, "ahead": dt.timedelta(minutes=10)}
    with answering(later=later["ahead"]):
        with unnamed(hidden["id"]):
            pulled = known.pull(pull=method, **later)
            assert pulled.told == newer
            assert "name no resource" in told_of_what_is_wrong(pulled)
            assert known.pull(pull=method, **later).told == []
        assert known.pull(pull=then, **later).told == [("new", "MedicationRequest", "Patient/p3")]
        assert known.pull(pull=then, **later).told == []


@pytest.mark.failure("3.5", "data-awaiting-filing and the like")
@pytest.mark.invariant("I7")
def test_a_row_that_says_nothing_is_not_passed_by_where_patients_are_new(practice: TwoWays) -> None:
    practice.push([clinic.clinic()])
    hidden = practice.add(prescription("Patient/p3"))
    prescribe(practice, NEW[:1], later=300)
    later: dict[str, Any] = {"overlap": 0, "ahead": dt.timedelta(minutes=10)}
    with answering(later=later["ahead"]):
        with unnamed(hidden["id"]):
            assert practice.pull(**later).told == NEW[:1]
        assert practice.pull(pull="history", **later).told == [("new", "MedicationRequest", "Patient/p3")]


@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
def test_a_next_page_that_forgets_the_patients_is_asked_for_in_smaller_parts(practice: TwoWays) -> None:
    practice.push([(clinic.session(), tuple(clinic.participant(index) for index in range(3)))])
    practice.pull()
    prescribe(practice)
    fault(practice, "next-without-filters")
    pulled = practice.pull(pull="search")
    assert pulled.told == NEW[:4]
    assert "forgets what was asked" in told_of_what_is_wrong(pulled)


@pytest.mark.failure("3.5", "pages that loop, end nowhere or leave the host")
def test_a_next_page_without_an_address_is_no_end(known: TwoWays) -> None:
    prescribe(known)
    fault(known, "next-empty")
    pulled = known.pull(pull="search")
    assert "without an address" in told_of_what_is_wrong(pulled)
    known.faults.clear()
    later = known.pull(pull="search")
    assert sorted(pulled.told + later.told) == NEW


@pytest.mark.failure("3.5", "the same time on both sides of a page")
@pytest.mark.failure("3.5", "a page that changes while it is read")
@pytest.mark.failure("3.5", "rows that were not asked for")
@pytest.mark.parametrize("action", ["duplicate-rows", "outcome-row", "entries-reversed"])
@pytest.mark.parametrize("method", ["history", "search"])
def test_rows_that_are_repeated_mixed_or_turned_round_do_no_harm(
    known: TwoWays, action: str, method: str
) -> None:
    prescribe(known)
    fault(known, action)
    assert known.pull(pull=method).told == NEW
    known.faults.clear()
    assert known.pull(pull=method).told == []


@pytest.mark.failure("3.5", "rows that were not asked for")
def test_a_server_that_puts_everything_on_one_page_is_heard(known: TwoWays) -> None:
    prescribe(known)
    fault(known, "ignore-count")
    assert known.pull(pull="search").told == NEW


@pytest.mark.failure("3.5", "_lastUpdated is not supported")
def test_a_server_that_ignores_last_updated_is_compared(known: TwoWays) -> None:
    gone = known.add(prescription("Patient/p4", "Codeine 30 mg tablets"))
    with_gone = known.pull(pull="search", overlap=0)
    assert with_gone.told == [("new", "MedicationRequest", "Patient/p4")]
    early = known.store.late(3600)
    with early:
        known.store.write({**prescription("Patient/p1"), "id": "early"}, "PUT", ["Patient/p1"])
    known.delete(gone)
    fault(known, "ignore-last-updated")
    pulled = known.pull(pull="search", overlap=0)
    assert pulled.told == [
        ("new", "MedicationRequest", "Patient/p1"),
        ("withdrawn", "MedicationRequest", "Patient/p4"),
    ]
    assert "does not heed _lastUpdated" in told_of_what_is_wrong(pulled)


@pytest.mark.failure("3.5", "the filter is ignored")
def test_a_server_that_answers_with_other_patients_is_stopped(practice: TwoWays) -> None:
    practice.push([(clinic.session(), (clinic.participant(0),))])
    practice.pull()
    prescribe(practice)
    practice.faults.add("ignore-patient")
    pulled = practice.pull(pull="search")
    assert {patient for _, _, patient in pulled.told} <= {"Patient/p0"}
    assert "other patients" in str(pulled.report.problems[0])
    assert "Observation" not in pulled.report.methods
    practice.faults.clear()
    assert sorted(pulled.told + practice.pull(pull="search").told) == NEW[:2]


@pytest.mark.failure("3.5", "a page that changes while it is read")
@pytest.mark.invariant("I7")
def test_a_row_that_is_left_out_is_missed_and_asked_for_again(known: TwoWays) -> None:
    prescribe(known)
    fault(known, "entry-missing", method="POST")
    pulled = known.pull(pull="search")
    assert "less than there is" in told_of_what_is_wrong(pulled)
    assert not pulled.report.complete
    known.faults.clear()
    later = known.pull(pull="search")
    assert sorted(pulled.told + later.told) == NEW


def test_histories_that_are_stated_and_not_there_are_searched_instead(known: TwoWays) -> None:
    prescribe(known)
    known.faults.add("no-history")
    pulled = known.pull()
    assert pulled.told == NEW
    assert pulled.report.methods["MedicationRequest"] == "search"
    assert "does not" in told_of_what_is_wrong(pulled)


@pytest.mark.failure("3.5", "something was deleted")
@pytest.mark.parametrize("as_not_found", [False, True])
def test_what_is_missing_from_a_full_answer_is_read_before_it_counts_as_gone(
    known: TwoWays, as_not_found: bool
) -> None:
    prescribe(known)
    known.pull()
    known.delete(next(r for r in known.resources("MedicationRequest") if "Amitriptyline" in str(r)))
    if as_not_found:
        fault(known, "gone-as-not-found")
    (change,) = known.pull(full=True).told
    assert change[0] == "withdrawn"


@pytest.mark.failure("3.5", "data-awaiting-filing and the like")
@pytest.mark.hazard("H28")
@pytest.mark.hazard("H32")
def test_absence_from_an_answer_that_is_not_complete_is_no_evidence(known: TwoWays) -> None:
    prescribe(known)
    known.pull()
    known.delete(next(r for r in known.resources("MedicationRequest") if "Amitriptyline" in str(r)))
    fault(known, "outcome-row", body="data-awaiting-filing")
    pulled = known.pull(full=True)
    assert pulled.told == []
    assert "not everything is shown yet" in told_of_what_is_wrong(pulled)
    known.faults.clear()
    assert [action for action, _, _ in known.pull(full=True).told] == ["withdrawn"]


@pytest.mark.failure("3.5", "a row that was committed late")
@pytest.mark.invariant("I7")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize("method", ["history", "search"])
def test_what_is_committed_late_is_found_within_the_overlap(known: TwoWays, method: str) -> None:
    prescribe(known)
    assert known.pull(pull=method).told == NEW
    fault(known, "committed-late", seconds=500)
    known.add(prescription("Patient/p2", "Late tablets"))
    known.faults.clear()
    assert known.pull(pull=method).told == [("new", "MedicationRequest", "Patient/p2")]
    assert known.pull(pull=method).told == []


@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.invariant("I7")
def test_an_older_version_that_is_stamped_later_takes_nobody_back(known: TwoWays) -> None:
    tablets = known.add(prescription())
    assert len(known.pull(pull="history").told) == 1
    known.edit(tablets, dosageInstruction=[{"text": "two at night"}])
    fault(known, "committed-late", seconds=300)
    known.edit(tablets, dosageInstruction=[{"text": "none any more"}])
    known.faults.clear()
    (change,) = [change for change, _ in known.pull(pull="history").changes]
    assert change.after is not None
    assert change.after["dosageInstruction"] == [{"text": "none any more"}]
    assert known.pull(pull="history", overlap=100).told == []


@pytest.mark.failure("3.5", "something was deleted")
@pytest.mark.invariant("I7")
def test_what_was_deleted_does_not_come_back_with_an_older_version_that_is_stamped_later(
    known: TwoWays,
) -> None:
    tablets = known.add(prescription())
    assert len(known.pull(pull="history").told) == 1
    known.edit(tablets, dosageInstruction=[{"text": "two at night"}])
    fault(known, "committed-late", seconds=300)
    known.delete(tablets)
    known.faults.clear()
    assert known.pull(pull="history").told == [("withdrawn", "MedicationRequest", "Patient/p0")]
    assert known.pull(pull="history", overlap=100).told == []


@pytest.mark.invariant("I7")
def test_an_older_version_than_ours_that_is_stamped_later_is_no_edit(known: TwoWays) -> None:
    goal = known.resources("Goal")[0]
    known.put({**goal, "note": [{"text": "Rang on Tuesday"}]})
    known.faults.add("committed-late", seconds=300)
    known.push([clinic.clinic()])
    edited = (clinic.session(), tuple(_swimming(index) for index in range(5)))
    assert known.push([edited]).complete
    known.faults.clear()
    # the note alone is news, as it stands in our own version now
    (change,) = [change for change, _ in known.pull(pull="history", overlap=100).changes]
    assert change.after is not None
    assert (change.after["description"]["text"], change.after["note"]) == (
        "Swim",
        [{"text": "Rang on Tuesday"}],
    )
    assert known.pull(pull="history", overlap=100).told == []


def _swimming(index: int) -> Participant:
    goal = clinic.participant(index).goals[0].model_copy(update={"text": "Swim"})
    return clinic.participant(index, goals=(goal,), approval=clinic.approval_at(15))


@pytest.mark.failure("3.5", "a version that is no number, or none")
def test_without_meta_the_content_itself_is_compared(known: TwoWays) -> None:
    prescribe(known)
    known.faults.add("no-meta")
    assert known.pull(pull="sweep").told == NEW
    assert known.pull(pull="sweep").told == []
    known.edit(known.one("Goal", "Patient/p3"), lifecycleStatus="on-hold")
    assert known.pull(pull="sweep").told == [("changed", "Goal", "Patient/p3")]


@pytest.mark.failure("3.5", "a restart in the middle of the pages")
def test_an_endpoint_that_fails_half_way_keeps_what_came_and_goes_on_from_there(known: TwoWays) -> None:
    prescribe(known)
    fault(known, "status", method="GET", status=401, nth=4)
    pulled = known.pull(pull="search")
    assert not pulled.report.complete
    assert 0 < len(pulled.told) < len(NEW)
    known.faults.clear()
    assert sorted(pulled.told + known.pull(pull="search").told) == NEW


@pytest.mark.failure("3.5", "a restart in the middle of the pages")
@pytest.mark.invariant("I7")
def test_an_interrupted_pull_goes_on_from_the_last_page(known: TwoWays) -> None:
    prescribe(known)
    interrupt = Interrupt()
    first: list[str] = []

    def stop(change: Any, _place: Any) -> None:
        first.append(change.server_id)
        interrupt.asked = True

    pulled = known.pull(pull="search", interrupt=interrupt, found=stop)
    assert pulled.report.interrupted
    assert 0 < len(first) < len(NEW)
    with Ledger(str(known.folder / "ledger.db")) as ledger:
        assert ledger.cursors("practice").all()["MedicationRequest"].under_way
    rest = known.pull(pull="search")
    assert len(first) + len(rest.told) == len(NEW)
    assert not {change.server_id for change, _ in rest.changes} & set(first)


@pytest.mark.failure("3.6", "the clock goes backwards")
def test_what_was_compared_when_our_clock_was_ahead_is_compared_again(known: TwoWays) -> None:
    """Without histories nothing else shows what was deleted."""
    written = known.add(prescription())
    known.pull(pull="search", full=True, ahead=dt.timedelta(days=400))
    known.delete(written)
    assert known.pull(pull="search").told == [("withdrawn", "MedicationRequest", "Patient/p0")]


@pytest.mark.failure("3.5", "one type is refused, or always fails")
@pytest.mark.invariant("I7")
@pytest.mark.parametrize("status", [400, 403, 500])
@pytest.mark.parametrize("method", ["history", "search", "sweep"])
def test_a_type_that_is_refused_or_always_fails_leaves_the_others_and_is_not_passed_by(
    known: TwoWays, method: str, status: int
) -> None:
    prescribe(known)
    known.edit(known.one("Goal", "Patient/p1"), lifecycleStatus="completed")
    before = cursors(known)["Goal"]
    known.faults.add("status", path="^Goal", status=status)
    pulled = known.pull(pull=method)
    assert pulled.told == NEW
    assert [problem.where for problem in pulled.report.problems] == ["the endpoint, Goal"]
    assert not any("everything was compared" in remark for remark in pulled.report.remarks)
    assert cursors(known)["Goal"] == before
    known.faults.clear()
    assert known.pull(pull=method).told == [("changed", "Goal", "Patient/p1")]


@pytest.mark.failure("3.5", "one type is refused, or always fails")
@pytest.mark.invariant("I7")
@pytest.mark.parametrize("status", [400, 500])
def test_what_stands_in_a_new_patients_record_comes_once_its_type_can_be_read(
    practice: TwoWays, status: int
) -> None:
    """Who was new at the first attempt is known by then, and nothing in the record has changed since."""
    practice.push([(clinic.session(), tuple(clinic.participant(index) for index in range(3)))])
    with practice.store.late(3600):
        practice.store.write({**prescription("Patient/p3"), "id": "early"}, "PUT", ["Patient/p3"])
    practice.add(prescription("Patient/p0"))
    practice.pull(overlap=0)
    practice.push([(clinic.session(2), (clinic.participant(3), clinic.participant(4)))])
    fault(practice, "status", status=status)
    pulled = practice.pull(overlap=0)
    assert pulled.told == []
    assert [problem.where for problem in pulled.report.problems] == ["the endpoint, MedicationRequest"]
    practice.faults.clear()
    assert practice.pull(overlap=0).told == [("new", "MedicationRequest", "Patient/p3")]


@pytest.mark.parametrize("method", ["history", "search", "sweep"])
@pytest.mark.parametrize("room_for", range(len(NEW)))
def test_where_the_changes_find_no_room_each_is_told_once_and_none_is_lost(
    known: TwoWays, method: str, room_for: int
) -> None:
    prescribe(known)
    written: list[tuple[str, str, str]] = []
    left = room_for

    def write(change: Change, _place: Place) -> None:
        nonlocal left
        if not left:
            raise NotWritten("no room")
        left -= 1
        written.append((change.action, change.resource_type, change.patient))

    assert "no room" in told_of_what_is_wrong(known.pull(pull=method, found=write))
    assert len(written) == room_for
    left = len(NEW)
    known.pull(pull=method, found=write)
    assert sorted(written) == NEW
    assert known.pull(pull=method).told == []


def test_what_went_to_another_record_is_told_there_though_there_was_no_room_at_first(known: TwoWays) -> None:
    goal = known.one("Goal", "Patient/p1")
    known.edit(goal, subject={"reference": "Patient/p2"})

    def write(change: Change, _place: Place) -> None:
        if change.action == "new":
            raise NotWritten("no room")

    known.pull(found=write)
    assert known.pull().told == [("new", "Goal", "Patient/p2"), ("withdrawn", "Goal", "Patient/p1")]


def test_where_the_changes_find_no_room_what_was_done_before_is_not_asked_for_again(known: TwoWays) -> None:
    def write(_change: Change, _place: Place) -> None:
        raise NotWritten("no room")

    before = cursors(known)
    prescribe(known)
    known.pull(pull="sweep", found=write)
    moved = {kind for kind, cursor in cursors(known).items() if cursor != before[kind]}
    assert moved == {"Patient", "Goal", "CarePlan"}
