"""What a history tells is brought back, however its rows come: in whatever order, with or without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from adapter.gp.client import GpClient
from adapter.gp.paging import Page, Row
from adapter.pull.walked import newest
from profiles.wire import Resource
from tests.pull.conftest import TwoWays, prescription
from tests.pull.test_withheld import of_patient, refusing, told_of_rows
from tests.push import clinic

pytestmark = pytest.mark.invariant("I7")

CHANGED = [("changed", "Goal", "Patient/p0")]


@pytest.fixture
def known(practice: TwoWays) -> TwoWays:
    """A practice with the entries of two patients, which everything was pulled from."""
    practice.push([(clinic.session(), (clinic.participant(0), clinic.participant(1)))])
    practice.pull()
    return practice


def described(goal: Resource, words: str) -> Resource:
    return {**goal, "description": {"text": words}}


@pytest.fixture
def oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoint's histories begin with the oldest row, on pages of two."""
    asked = GpClient.history_pages

    def reversed_pages(self: GpClient, kind: str, parameters: dict[str, str]) -> Iterator[Page]:
        rows = [row for page in asked(self, kind, parameters) for row in page.rows][::-1]
        for start in range(0, max(len(rows), 1), 2):
            yield Page(tuple(rows[start : start + 2]), last=start + 2 >= len(rows))

    monkeypatch.setattr(GpClient, "history_pages", reversed_pages)


@pytest.mark.parametrize("edits", [2, 3, 5])
def test_of_a_history_told_oldest_first_the_newest_is_what_counts(
    known: TwoWays, edits: int, oldest_first: None
) -> None:
    for number in range(edits):
        known.edit(described(known.one("Goal", "Patient/p0"), f"words {number}"))
    pulled = known.pull(pull="history")
    assert set(pulled.told) == set(CHANGED)
    after = pulled.changes[-1][0].after
    assert after is not None
    assert after["description"]["text"] == f"words {edits - 1}"
    assert pulled.report.complete
    assert known.pull(pull="history").told == []


def test_what_was_edited_and_then_deleted_is_gone_in_either_order(known: TwoWays, oldest_first: None) -> None:
    tablets = known.add(prescription("Patient/p0"))
    known.pull(pull="history")
    known.edit(tablets, dosageInstruction=[{"text": "two at night"}])
    known.delete(tablets)
    told = known.pull(pull="history").told
    assert told[-1] == ("withdrawn", "MedicationRequest", "Patient/p0")
    assert known.pull(pull="history").told == []


def test_a_history_oldest_first_that_reaches_far_back_is_read_to_its_end(
    known: TwoWays, oldest_first: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = GpClient.history_pages

    def from_the_beginning(self: GpClient, kind: str, _parameters: dict[str, str]) -> Iterator[Page]:
        return asked(self, kind, {})

    monkeypatch.setattr(GpClient, "history_pages", from_the_beginning)
    known.pull(pull="history", overlap=0)
    known.edit(described(known.one("Goal", "Patient/p0"), "walk the dog"))
    assert known.pull(pull="history", overlap=0).told == CHANGED


def without_their_resources(monkeypatch: pytest.MonkeyPatch, server_id: str, *, named: bool = True) -> None:
    """From now on the rows of a resource in a history have no more than its address, or not even that."""
    send: Any = GpClient._send

    def sent(self: GpClient, request: Any) -> Resource:
        answer: Resource = send(self, request)
        for entry in answer.get("entry", ()) if answer.get("type") == "history" else ():
            if entry.get("resource", {}).get("id") == server_id:
                del entry["resource"]
                if not named:
                    entry.pop("fullUrl", None)
                    entry.update(request={"method": "PUT"}, response={"status": "200"})
        return answer

    monkeypatch.setattr(GpClient, "_send", sent)


def without_its_rows(monkeypatch: pytest.MonkeyPatch, server_id: str) -> None:
    """From now on a history does not tell of a resource."""
    asked = GpClient.history_pages

    def others(self: GpClient, kind: str, parameters: dict[str, str]) -> Iterator[Page]:
        for page in asked(self, kind, parameters):
            yield replace(page, rows=tuple(row for row in page.rows if row.server_id != server_id))

    monkeypatch.setattr(GpClient, "history_pages", others)


def test_a_row_that_is_only_named_is_found_by_asking_for_the_patients(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = known.one("Goal", "Patient/p0")
    without_their_resources(monkeypatch, goal["id"])
    known.edit(described(goal, "walk the dog"))
    known.edit(described(known.one("Goal", "Patient/p1"), "sleep at night"))
    pulled = known.pull(pull="history", overlap=0)
    assert pulled.told == [*CHANGED, ("changed", "Goal", "Patient/p1")]
    assert pulled.report.complete
    assert pulled.report.methods["Goal"] == "sweep"
    assert pulled.report.methods["Task"] == "history"


def test_a_stranger_of_whom_a_history_says_little_is_not_read_and_keeps_nothing_back(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        strange = known.add(prescription("Patient/p4"))
        without_their_resources(monkeypatch, strange["id"])
        known.faults.add("status", status=403, path=f"^MedicationRequest/{strange['id']}$")
        known.add(prescription("Patient/p0"))
        with refusing() as asked:
            pulled = known.pull(pull="history", overlap=0)
        assert pulled.told == [("new", "MedicationRequest", "Patient/p0")]
        assert pulled.report.complete
        assert not [url for url in asked if strange["id"] in url]


@pytest.mark.failure("3.5", "data-awaiting-filing and the like")
@pytest.mark.parametrize("named", [True, False], ids=["and not to be read", "and not named"])
def test_a_row_of_which_nothing_is_told_is_not_passed_by(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    goal = known.one("Goal", "Patient/p0")
    with monkeypatch.context() as patch:
        without_their_resources(patch, goal["id"], named=named)
        known.edit(described(goal, "walk the dog"))
        known.edit(described(known.one("Goal", "Patient/p1"), "sleep at night"))
        with refusing(f"Goal/{goal['id']}", *of_patient(0)):
            pulled = known.pull(pull="history", overlap=0)
    assert pulled.told == [("changed", "Goal", "Patient/p1")]
    assert told_of_rows(pulled) == ["session of 10 Mar 2026, row 2"]
    assert known.pull(pull="history", overlap=0).told == CHANGED


def test_a_row_of_a_search_that_names_nothing_hides_no_deletion(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = known.add(prescription("Patient/p0"))
    known.pull(pull="sweep")
    known.delete(gone)
    send: Any = GpClient._send

    def sent(self: GpClient, request: Any) -> Resource:
        answer: Resource = send(self, request)
        if answer.get("type") == "searchset":
            answer["entry"] = [*answer.get("entry", ()), {"search": {"mode": "match"}}]
        return answer

    monkeypatch.setattr(GpClient, "_send", sent)
    pulled = known.pull(pull="sweep", full=True)
    assert pulled.told == [("withdrawn", "MedicationRequest", "Patient/p0")]
    assert pulled.report.complete
    assert "Goal: 1 rows that name no resource were left out" in pulled.report.remarks


def test_who_is_withheld_after_a_correction_is_told_by_row_and_keeps_nothing_back(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = clinic.participant(0).goals[0].model_copy(update={"text": "Swim"})
    changed = clinic.participant(0, goals=(goal,), approval=clinic.approval_at(15))
    assert known.push([(clinic.session(), (changed, clinic.participant(1)))]).complete
    theirs = known.one("Goal", "Patient/p0")["id"]
    with monkeypatch.context() as patch, refusing(f"Goal/{theirs}", *of_patient(0)):
        without_its_rows(patch, theirs)
        for _ in range(2):
            pulled = known.pull(pull="history", overlap=0)
            assert told_of_rows(pulled) == ["session of 10 Mar 2026, row 2"]
        known.edit(described(known.one("Goal", "Patient/p0"), "walk the dog"))
        assert known.pull(pull="history", overlap=0).told == []
    pulled = known.pull(pull="history", overlap=0)
    assert pulled.told == CHANGED
    assert pulled.report.complete


# ── Which of two rows is newer ───────────────────────────────────────────────────────────────────────


def row(version: str | None = None, updated: str | None = None) -> Row:
    meta = {"versionId": version, "lastUpdated": updated and f"2026-03-10T{updated}:00Z"}
    return Row("g1", {"meta": {name: value for name, value in meta.items() if value is not None}})


def unread(_server_id: str) -> Row | None:
    raise AssertionError("nothing has to be read")


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (row("9", "10:00"), row("10", "11:00")),
        (row("9", "11:00"), row("10", "10:00")),
        (row("6f0d", "10:00"), row("1a2b", "11:00")),
        (row(None, "10:00"), row(None, "11:00")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("on_one_page", [False, True])
def test_versions_that_are_numbers_decide_or_else_the_time(
    older: Row, newer: Row, *, turned: bool, on_one_page: bool
) -> None:
    first, second = (newer, older) if turned else (older, newer)
    taken: dict[str, Row | None] = {}
    if on_one_page:
        assert newest([first, second], taken, unread) == ([newer], True)
        return
    assert newest([first], taken, unread) == ([first], True)
    assert newest([second], taken, unread) == ([] if turned else [newer], True)


def test_one_row_that_comes_twice_is_taken_once() -> None:
    taken: dict[str, Row | None] = {}
    assert newest([row("6f0d", "10:00")], taken, unread)[0]
    assert newest([row("6f0d", "10:00")], taken, unread) == ([], True)


@pytest.mark.parametrize(
    "rows",
    [
        (row(), row()),
        (row("6f0d", "10:00"), row("1a2b", "10:00")),
        (row("2"), Row("g1", None)),
        (Row("g1", None), row("2")),
    ],
)
def test_where_the_rows_do_not_say_the_resource_is_read_once(rows: tuple[Row, Row]) -> None:
    def asked(answer: Row | None) -> tuple[Callable[[str], Row | None], list[str]]:
        reads: list[str] = []

        def current(server_id: str) -> Row | None:
            reads.append(server_id)
            return answer

        return current, reads

    now = replace(row("3"), resource={"id": "g1"})
    current, reads = asked(now)
    taken: dict[str, Row | None] = {}
    assert newest(rows, taken, current) == ([now], True)
    assert newest(rows, taken, current) == ([], True)
    assert reads == ["g1"]
    assert newest(rows, {}, asked(None)[0]) == ([], False)


def test_what_was_written_again_is_there_though_its_deletion_bears_a_later_time(
    known: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a history tells it by pages whose rows were stamped by a clock that was set back meanwhile."""
    tablets = known.add(prescription("Patient/p0"))
    known.pull(pull="history")
    known.delete(tablets)
    known.edit(tablets, dosageInstruction=[{"text": "two at night"}])
    asked = GpClient.history_pages

    def deletions_first(self: GpClient, kind: str, parameters: dict[str, str]) -> Iterator[Page]:
        rows = [row for page in asked(self, kind, parameters) for row in page.rows]
        for row in sorted(rows, key=lambda row: row.resource is not None):
            yield Page((row,), last=False)
        yield Page(())

    monkeypatch.setattr(GpClient, "history_pages", deletions_first)
    assert known.pull(pull="history").told == [("changed", "MedicationRequest", "Patient/p0")]
    assert known.pull(pull="history").told == []


def written(known: TwoWays, *, seconds_late: float) -> str:
    """The id of a prescription of p0's that is stamped so long before now."""
    with known.store.late(seconds_late):
        known.store.write({**prescription("Patient/p0"), "id": "late"}, "PUT", ["Patient/p0"])
    return "late"


@pytest.mark.parametrize("status", [403, 500])
def test_where_what_was_deleted_cannot_be_read_its_row_is_believed(known: TwoWays, status: int) -> None:
    server_id = written(known, seconds_late=3600)
    known.pull(full=True)
    known.add(prescription("Patient/p1"))
    known.store.delete("MedicationRequest", server_id)
    known.faults.add("status", status=status, path=f"^MedicationRequest/{server_id}$")
    assert sorted(known.pull(pull="history").told) == [
        ("new", "MedicationRequest", "Patient/p1"),
        ("withdrawn", "MedicationRequest", "Patient/p0"),
    ]
    assert known.pull(pull="history").told == []


@pytest.mark.parametrize("refused", [False, True])
def test_what_is_new_in_a_time_that_was_read_is_told_once_though_it_cannot_be_read(
    known: TwoWays, *, refused: bool
) -> None:
    known.add(prescription("Patient/p1"))
    known.pull(pull="history")
    server_id = written(known, seconds_late=60)
    if refused:
        known.faults.add("status", status=403, path=f"^MedicationRequest/{server_id}$")
    with refusing() as asked:
        assert known.pull(pull="history").told == [("new", "MedicationRequest", "Patient/p0")]
        assert known.pull(pull="history").told == []
    assert sum(url.endswith(f"/MedicationRequest/{server_id}") for url in asked) == 1


def test_what_was_deleted_again_under_a_clock_that_was_ahead_is_never_told_as_new(known: TwoWays) -> None:
    known.add(prescription("Patient/p1"))
    known.pull(pull="history")
    server_id = written(known, seconds_late=-3600)
    with known.store.late(3600):
        known.store.delete("MedicationRequest", server_id)
    for _ in range(2):
        assert known.pull(pull="history").told == []


def test_a_read_that_is_answered_with_another_resource_ends_no_pull(known: TwoWays) -> None:
    server_id, others = written(known, seconds_late=3600), known.add(prescription("Patient/p1"))
    known.pull(full=True)
    known.store.delete("MedicationRequest", server_id)
    known.edit(described(known.one("Goal", "Patient/p0"), "walk the dog"))
    send: Any = GpClient._send

    def survivor(self: GpClient, request: Any) -> Resource:
        alone = request.path == f"/MedicationRequest/{server_id}"
        answer: Resource = others if alone else send(self, request)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GpClient, "_send", survivor)
        told = known.pull(pull="history").told
    assert told == [*CHANGED, ("withdrawn", "MedicationRequest", "Patient/p0")]
