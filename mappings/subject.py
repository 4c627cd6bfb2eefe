"""Whose record a resource stands in: the patients that it is about, as addresses at the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from mappings.binding import references
from profiles.wire import Resource

_ADDRESS = re.compile(r"(?P<base>.*/)?(?P<address>Patient/[A-Za-z0-9.-]{1,64})(/_history/.*)?")
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
    return {_address(text, base) or text for text in texts if _NAMES_A_PATIENT.search(text)}


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
    address = _address(text, base) if isinstance(text, str) else None
    if address is not None:
        yield address


def _address(text: str, base: str) -> str | None:
    """None for what is no address of a patient; the text itself where it leads away from the `base`."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    own = found["base"] in (None, "", "/") or _place(found["base"]) == _place(base)
    return found["address"] if own else text


def _place(url: str) -> tuple[str, str]:
    """A server's host and path: its name has no case, and a proxy before it may speak another scheme."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    host = re.sub(r":(80|443)$", "", parts.netloc.lower())
    return host, parts.path.rstrip("/")
