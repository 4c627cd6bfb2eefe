"""Whose record a resource stands in, however the address of the patient is written."""

from __future__ import annotations

import pytest

from mappings.subject import leads_away, patients_named, patients_of

BASE = "https://gp.example/fhir"


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "address",
    [
        "Patient/p1",
        "/Patient/p1",
        "Patient/p1/_history/3",
        f"{BASE}/Patient/p1",
        f"{BASE}/Patient/p1/_history/3",
        "https://GP.example:443/fhir/Patient/p1",
        "http://gp.example/fhir/Patient/p1",
    ],
)
def test_a_patient_is_the_same_however_the_address_is_written(address: str) -> None:
    goal = {"resourceType": "Goal", "subject": {"reference": address}}
    assert patients_of(goal, BASE) == patients_named(goal, BASE) == {"Patient/p1"}
    assert patients_of(goal, f"{BASE}/") == {"Patient/p1"}


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/fhir/Patient/p1",
        "https://gp.example/Patient/p1",
        "https://gp.example:8443/fhir/Patient/p1",
        "https://[/fhir/Patient/p1",
    ],
)
def test_another_servers_patient_is_none_of_ours(address: str) -> None:
    goal = {"resourceType": "Goal", "subject": {"reference": address}}
    assert patients_of(goal, BASE) == patients_named(goal, BASE) == {address}
    assert leads_away(address)
    assert not leads_away("Patient/p1")


@pytest.mark.parametrize("address", ["Patient/p_1", f"{BASE}/Patient/p_1", "Patient?identifier=1"])
def test_what_is_like_a_patients_address_is_named_as_it_stands(address: str) -> None:
    assert patients_named({"resourceType": "Goal", "subject": {"reference": address}}, BASE) == {address}


def test_a_patient_is_named_wherever_the_reference_stands() -> None:
    entry = {
        "resourceType": "Composition",
        "subject": {"reference": f"{BASE}/Patient/p0"},
        "section": [{"section": [{"entry": [{"reference": f"{BASE}/Patient/p1"}, {"reference": "Goal/1"}]}]}],
    }
    assert patients_of(entry, BASE) == {"Patient/p0"}
    assert patients_named(entry, BASE) == {"Patient/p0", "Patient/p1"}
