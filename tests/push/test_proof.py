"""What is read back of a run's first filing, before the next is sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from adapter.push.proof import proof
from adapter.routes.folder import FolderRoute
from adapter.routes.route import Answer, Entry
from mappings import goal
from mappings.filing import FiledResource
from mappings.identity import Identity, identity_of
from mappings.records import Goal
from profiles.definitions import extension
from profiles.wire import Resource
from tests.mappings.examples import plain_context


class Forgetful(FolderRoute):
    """An endpoint that keeps no id of a goal."""

    def find(self, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        kept = {
            item.identity: [one for one in item.body["extension"] if one["url"] != extension("goal-id")]
            for item in items
        }
        return {item.identity: [{**item.body, "extension": kept[item.identity]}] for item in items}


class Spelling(FolderRoute):
    """An endpoint that gives each patient's address in its own way."""

    base = "https://gp.example/fhir"
    given = ""

    def find(self, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        return {item.identity: [{**item.body, "subject": {"reference": self.given}}] for item in items}


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("Patient/p0/_history/1", None),
        ("https://gp.example/fhir/Patient/p0", None),
        ("https://gp.example/fhir/Patient/p1", "in another patient's record"),
        ("http://inner:8080/fhir/Patient/p0", "by the address of another server"),
    ],
)
def test_the_first_filing_is_seen_in_its_record_however_the_address_is_written(
    tmp_path: Path, given: str, fault: str | None
) -> None:
    sent = goal.to_fhir(Goal(goal_id="walk", text="Walk to the allotment", set_by="patient"), plain_context())
    route = Spelling(tmp_path)
    route.given = given
    found = proof([Entry(identity_of(sent), sent)], [Answer(201, "g1", "1")], "Patient/p0", route)
    assert [fault is not None and fault in told for told in found.faults.values()] == [True] * bool(fault)


def test_what_the_endpoint_left_out_is_told_and_stops_nothing(tmp_path: Path) -> None:
    sent = goal.to_fhir(Goal(goal_id="walk", text="Walk to the allotment", set_by="patient"), plain_context())
    found = proof([Entry(identity_of(sent), sent)], [Answer(201, "g1", "1")], None, Forgetful(tmp_path))
    assert not found.faults
    told = "The endpoint does not keep all that it is sent: Goal.extension: goalId is required"
    assert any(remark.startswith(told) for remark in found.remarks)
