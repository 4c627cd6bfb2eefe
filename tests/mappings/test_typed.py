"""The typed face: a second opinion on the structure of a resource."""

from __future__ import annotations

import pytest

from mappings import encounter
from mappings.records import Presence
from mappings.typed import faults
from profiles.wire import Resource
from tests.mappings.examples import plain_context


@pytest.mark.parametrize(
    "fault",
    [
        {"status": None},
        {"class": None},
        {"period": {"start": "Plinth-Quorum"}},
        {"plinth": "Plinth-Quorum"},
        {"subject": ["Plinth-Quorum"]},
    ],
)
def test_a_fault_of_structure_is_found_and_nothing_of_the_content_is_repeated(fault: Resource) -> None:
    body = encounter.to_fhir(Presence(), plain_context()) | fault
    found = faults({name: value for name, value in body.items() if value is not None})
    assert found
    assert not any("Plinth-Quorum" in sentence for sentence in found)


@pytest.mark.parametrize("kind", ["Enconter", None, "BaseModel"])
def test_what_is_no_resource_of_fhir_is_said_to_be_none(kind: str | None) -> None:
    (found,) = faults({"resourceType": kind})
    assert "not a FHIR R4 resource" in found
