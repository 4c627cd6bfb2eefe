"""Whose record a resource stands in: the patients that it is about, as addresses at the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from profiles.wire import Resource

_ADDRESS = re.compile(r"(?P<base>.*/)?(?P<address>Patient/[A-Za-z0-9.-]{1,64})(/_history/.*)?")


def patients_of(resource: Resource, base: str) -> set[str]:
    """The patients that a resource is about, as `Patient/id`; empty where it names none by address.

    A reference that leads away from the server's `base` stays as it is, and so is like no address of ours.
    """
    return {address for reference in _about(resource) for address in _addresses(reference, base)}


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
    found = _ADDRESS.fullmatch(text) if isinstance(text, str) else None
    if found is not None:
        here = found["base"] in (None, "", "/", f"{base.rstrip('/')}/")
        yield found["address"] if here else str(text)
