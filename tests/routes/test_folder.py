"""Bundles on disk: whole or not at all, for their owner alone, and named by nothing that tells who it is."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapter.errors import SettingsError, Unreachable
from adapter.ledger.ledger import Ledger
from adapter.push.drafts import draft
from adapter.push.overlapping import Overlapping
from adapter.push.plan import PlannedFiling
from adapter.push.planner import Planner
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.folder import FolderRoute
from adapter.routes.route import Answer
from adapter.settings import Settings
from mappings.identity import participation_id
from mappings.records import Goal, Participant, Session, WhatMatters
from profiles import wire
from profiles.wire import Resource
from tests.mappings.examples import SESSION, full_participant
from tests.push import clinic
from tests.routes.entries import filed, goal

FILING = "f52f7ad1-6b31-5826-9043-92ebff02fcb5"
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)


def bundle_in(file: Path) -> Resource:
    loaded: Resource = wire.loads(file.read_bytes())
    return loaded


@pytest.mark.failure("3.8", "paths that lead out of an archive")
def test_a_filing_is_one_file_with_one_transaction(tmp_path: Path) -> None:
    route = FolderRoute(tmp_path / "deep" / "bundles")
    route.prepare()
    entries = [goal("walk"), goal("swim")]
    assert route.send(FILING, entries) == [Answer(201, one.identity.value, None) for one in entries]
    (file,) = (tmp_path / "deep" / "bundles").iterdir()
    assert file.name == f"{FILING}.json"
    bundle = bundle_in(file)
    assert (bundle["type"], len(bundle["entry"])) == ("transaction", 2)
    assert route.requests == {"read": 0, "write": 1}


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        FolderRoute(tmp_path).send(FILING, [goal()])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / f"{FILING}.json").stat().st_mode) == 0o600


@pytest.mark.failure("3.6", "disk full or read-only")
def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    route = FolderRoute(tmp_path)
    route.send(FILING, [goal("walk")])
    before = bundle_in(tmp_path / f"{FILING}.json")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unreachable, match="No space left"):
        route.send(FILING, [goal("swim")])
    assert bundle_in(tmp_path / f"{FILING}.json") == before
    assert route.requests["write"] == 1


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SettingsError, match="taken"):
        FolderRoute(tmp_path / "taken" / "bundles").prepare()


def test_in_a_folder_nobodys_record_can_be_seen(tmp_path: Path) -> None:
    route = FolderRoute(tmp_path)
    one = filed(goal())
    assert route.sees_records is False
    assert route.patients(["9990000018"]) == {"9990000018": []}
    assert route.find([one]) == {one.identity: []}
    assert route.read("Goal", "g1") is None


# ── A push into a folder ─────────────────────────────────────────────────────────────────────────────


def push(folder: Path, *people: Participant) -> PushReport:
    return push_sessions(folder, [(SESSION, people)])


def push_sessions(folder: Path, sessions: Sequence[tuple[Session, Sequence[Participant]]]) -> PushReport:
    with Ledger(str(folder / "ledger.db")) as ledger:
        return Push(
            route=FolderRoute(folder / "bundles"),
            ledger=ledger,
            endpoint="folder",
            settings=Settings(ledger=str(folder / "ledger.db")),
            clock=lambda: NOW,
        ).run(sessions)


def approved(participant: Participant, hour: int) -> Participant:
    approval = participant.approval
    assert approval is not None
    at = approval.at.replace(hour=hour)
    return participant.model_copy(update={"approval": approval.model_copy(update={"at": at})})


def the_bundle(folder: Path) -> Resource:
    (file,) = (folder / "bundles").iterdir()
    return bundle_in(file)


def requests_in(bundle: Resource) -> list[tuple[str, str]]:
    return [(one["request"]["method"], one["resource"]["resourceType"]) for one in bundle["entry"]]


@pytest.fixture
def before() -> Participant:
    return approved(full_participant("words").model_copy(update={"sensitive_note": None}), 12)


@pytest.fixture
def changed(before: Participant) -> Participant:
    """A goal more, and another approval for it."""
    goals = (*before.goals, Goal(goal_id="swim", text="Swim again"))
    return approved(before.model_copy(update={"goals": goals}), 13)


def test_the_patient_is_named_by_nhs_number_for_whoever_files_it(tmp_path: Path, before: Participant) -> None:
    report = push(tmp_path, before)
    assert dict(report.filings) == {"filed": 1}
    text = wire.dumps(the_bundle(tmp_path)).decode()
    assert "Patient/" not in text
    assert before.person.nhs_number in text
    assert before.person.nhs_number not in "".join(file.name for file in (tmp_path / "bundles").iterdir())


def test_what_was_written_already_is_not_written_again(tmp_path: Path, before: Participant) -> None:
    push(tmp_path, before)
    (file,) = (tmp_path / "bundles").iterdir()
    file.unlink()
    report = push(tmp_path, before)
    assert dict(report.filings) == {"unchanged": 1}
    assert list((tmp_path / "bundles").iterdir()) == []


def test_a_changed_filing_is_written_whole_so_that_its_first_file_may_be_missed(
    tmp_path: Path, before: Participant, changed: Participant
) -> None:
    """Nobody knows whether the first file was carried on before the second took its place."""
    push(tmp_path, before)
    first = the_bundle(tmp_path)
    report = push(tmp_path, changed)
    second = the_bundle(tmp_path)
    # the approval of what nobody may ever see is not told again
    lasting = {one["fullUrl"] for one in first["entry"] if one["resource"]["resourceType"] != "Provenance"}
    assert lasting < {one["fullUrl"] for one in second["entry"]}
    assert ("POST", "Goal") in requests_in(second)
    assert ("PUT", "Appointment") in requests_in(second)
    assert report.resources["created"] >= 1
    assert report.resources["unchanged"] >= 1
    assert report.balanced


def test_a_changed_filing_refers_to_nothing_that_only_a_server_would_know(
    tmp_path: Path, before: Participant, changed: Participant
) -> None:
    push(tmp_path, before)
    push(tmp_path, changed)
    bundle = the_bundle(tmp_path)
    assert all("id" not in one["resource"] for one in bundle["entry"])
    assert all("?" in one["request"]["url"] for one in bundle["entry"] if one["request"]["method"] == "PUT")
    urns = {one["fullUrl"] for one in bundle["entry"]}
    assert _literal_references(bundle) <= urns


def _literal_references(element: object) -> set[str]:
    if isinstance(element, dict):
        own = {element["reference"]} if isinstance(element.get("reference"), str) else set()
        return own.union(*(_literal_references(value) for value in element.values()))
    if isinstance(element, list):
        return set().union(*(_literal_references(value) for value in element))
    return set()


def test_an_earlier_session_never_takes_back_what_a_later_one_said(tmp_path: Path) -> None:
    """A goal lives on: the earlier session's filing, written again, refers to it and leaves it alone."""
    day = clinic.at(10).date()
    later = day + dt.timedelta(days=28)
    first, second = clinic.session(1), clinic.session(2, later)
    walk, run = (Goal(goal_id="G1", text=text) for text in ("Walk to the shops", "Run to the shops"))
    one = clinic.participant(0, day=day, goals=(walk,), actions=())
    two = clinic.participant(0, day=later, goals=(run,), actions=())
    push_sessions(tmp_path, [(first, [one]), (second, [two])])
    corrected = one.model_copy(
        update={"what_matters": WhatMatters(text="The garden"), "approval": clinic.approval_at(15)}
    )
    report = push_sessions(tmp_path, [(first, [corrected]), (second, [two])])
    assert dict(report.filings) == {"filed": 1, "unchanged": 1}
    again = bundle_in(tmp_path / "bundles" / f"{participation_id(first, one.person)}.json")
    assert "Goal" not in {one["resource"]["resourceType"] for one in again["entry"]}
    urns = {one["fullUrl"] for one in again["entry"]}
    elsewhere = _literal_references(again) - urns
    assert {reference.partition("=")[0] for reference in elsewhere} >= {"Goal?identifier"}
    assert all("?identifier=" in reference for reference in elsewhere)


def test_a_plan_for_a_folder_is_made_without_any_request(tmp_path: Path, before: Participant) -> None:
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        filings = ledger.filings("folder")
        overlapping = Overlapping(ledger.meetings, filings)
        planner = Planner(ledger, filings, FolderRoute(tmp_path), NOW, Settings(), overlapping, binding=False)
        (planned,) = planner.plan(draft(SESSION, [before], Settings()))
    assert isinstance(planned, PlannedFiling)
    assert (planned.outcome, planned.patient) == ("file", None)
    assert {change.action for change in planned.changes} == {"create"}
