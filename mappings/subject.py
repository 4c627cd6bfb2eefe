"""Whose record a resource stands in: the patients that it is about, as addresses at the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mappings.address import address_at
from mappings.binding import references
from profiles.wire import Resource

_NAMES_A_PATIENT = re.compile(r"(^|/)Patient[/?]")


def patients_of(resource: Resource, base: str) -> set[str]:
    """The patients that a resource is about, as `Patient/id`; empty where it names none by address.

    A reference that leads away from the server's `base` stays as it is, and so is like no address of ours.
    """
    return {address for reference in _about(resource) for address in _addresses(reference, base)}


def patients_named(resource: Resource, base: str) -> set[str]:
    """As `patients_of`, of every reference in the resource, however deep.

    What is like the address of a patient, and is none, stays as it is too.
    """
    texts = {str(reference.get("reference", "")) for reference in references(resource)}
    return {address_at(base, text, of="Patient") or text for text in texts if _NAMES_A_PATIENT.search(text)}


def leads_away(address: str) -> bool:
    """Whether an address, as told here, is one at another server."""
    return not address.startswith("Patient/")


def _about(resource: Resource) -> Iterator[Any]:
    kind = resource.get("resourceType")
    if kind == "Patient":
        yield {"reference": f"Patient/{resource.get('id')}"}
    elif kind == "Appointment":
        participants = resource.get("participant")
        for one in participants if isinstance(participants, list) else ():
            yield one.get("actor") if isinstance(one, dict) else None
    else:
        yield resource.get("for" if kind == "Task" else "subject")


def _addresses(reference: Any, base: str) -> Iterator[str]:
    text = reference.get("reference") if isinstance(reference, dict) else None
    address = address_at(base, text, of="Patient") if isinstance(text, str) else None
    if address is not None:
        yield address
