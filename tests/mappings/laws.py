"""The laws that every mapper keeps, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mappings.values import Record
from profiles import wire
from profiles.check import Issue, check
from profiles.checking.snapshots import TYPES


def travelled(resource: Any) -> Any:
    """What the other side reads: through the bytes and back."""
    return wire.loads(wire.dumps(resource))


def faults(resource: wire.Resource) -> tuple[Issue, ...]:
    """What a resource does not meet of its profile."""
    return tuple(issue for issue in check(resource).issues if issue.severity == "error")


def assert_survives(record: Record, resource: wire.Resource, from_fhir: Callable[[Any], Record]) -> None:
    """The resource is valid FHIR R4, and gives the record back to the last digit and offset.

    That what is filed meets its profile is a promise of the assembly, which files less than can be mapped.
    """
    assert check(resource, TYPES + resource["resourceType"]).passed
    back = from_fhir(travelled(resource))
    assert back == record
    assert back.model_dump_json() == record.model_dump_json(), "a digit or an offset was lost"


def without_codings(element: Any) -> Any:
    """The resource as a receiver that knows no code keeps it (hazard H33)."""
    if isinstance(element, dict):
        return {name: without_codings(value) for name, value in element.items() if name != "coding"}
    if isinstance(element, list):
        return [without_codings(value) for value in element]
    return element


def concepts(element: Any) -> Iterator[wire.Resource]:
    """Every CodeableConcept that has a coding, however deep."""
    if isinstance(element, dict):
        if "coding" in element:
            yield element
        for value in element.values():
            yield from concepts(value)
    elif isinstance(element, list):
        for value in element:
            yield from concepts(value)


def assert_text_beside_every_code(resource: wire.Resource) -> None:
    for concept in concepts(resource):
        assert concept.get("text"), f"no text beside {concept['coding']}"
