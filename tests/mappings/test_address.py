"""A reference to the same server is the same, whether it is written relative or absolute."""

from __future__ import annotations

import pytest

from mappings.address import address_at, with_own_relative
from profiles.wire import Resource

BASE = "https://gp.example/fhir"


def plan(*addresses: str) -> Resource:
    return {
        "resourceType": "CarePlan",
        "subject": {"reference": addresses[0], "display": "Somebody"},
        "activity": [{"reference": {"reference": one}} for one in addresses[1:]],
    }


def test_own_references_are_made_relative_however_deep_they_stand() -> None:
    absolute = plan(
        f"{BASE}/Patient/p1", "https://GP.example:443/fhir/Task/1", "http://gp.example/fhir/Task/2"
    )
    assert with_own_relative(absolute, BASE) == plan("Patient/p1", "Task/1", "Task/2")


@pytest.mark.parametrize(
    "address",
    [
        "Task/1",
        "#contained",
        "urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341",
        "https://other.example/fhir/Task/1",
        "https://gp.example/Task/1",
        f"{BASE}/Task/1/_history/2",
        f"{BASE}/Task?identifier=1",
    ],
)
def test_any_other_reference_stays_as_it_is(address: str) -> None:
    assert with_own_relative(plan("Patient/p1", address), BASE) == plan("Patient/p1", address)


def test_what_is_no_reference_is_passed_by() -> None:
    odd = {"resourceType": "Goal", "subject": {"reference": None}, "note": [{"reference": 3}, None, "text"]}
    assert with_own_relative(odd, BASE) == odd


def test_an_address_may_be_asked_for_of_one_type_alone() -> None:
    assert address_at(BASE, "Goal/1", of="Patient") is None
    assert address_at(BASE, f"{BASE}/Patient/1/_history/2", of="Patient") == "Patient/1"
