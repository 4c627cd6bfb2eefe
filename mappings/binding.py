"""The references of a resource: finding them, and binding them to what one server holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_URN = "urn:uuid:"
_NESTED = (dict, list)


def references(body: Any) -> Iterator[Resource]:
    """Every reference in a resource, however deep: literal, or logical by identifier."""
    if isinstance(body, dict):
        if _is_reference(body):
            yield body
        for value in body.values():
            if isinstance(value, _NESTED):
                yield from references(value)
    elif isinstance(body, list):
        for value in body:
            yield from references(value)


def bind(body: Resource, patient_reference: str | None, known: Mapping[str, str]) -> Resource:
    """A copy in which the patient, and what the server already holds, are referred to by the server's ids.

    `patient_reference` is `Patient/id`, None where there is no server to ask; `known` is `urn:uuid:…` →
    `Type/id`. Raises `ValueError` if the resource speaks of more than one patient.
    """
    numbers: set[str] = set()

    def bound(reference: Resource) -> Resource:
        numbers.update(filter(None, map(_nhs_number, references(reference))))
        if patient_reference is not None and _nhs_number(reference):
            return {"reference": patient_reference, **reference}
        urn = reference.get("reference", "")
        return {**reference, "reference": known[urn]} if urn in known else dict(reference)

    copied: Resource = _with_references(body, bound)
    if len(numbers) > 1:
        raise ValueError("a resource speaks of more than one patient")
    return copied


def within(body: Resource, urns: Collection[str]) -> Resource:
    """A copy without the `urn:uuid:…` references that are not among `urns`, and what is left empty by that.

    A mapper writes every link that there may be; a filing holds only those whose other end it holds.
    """

    def kept(reference: Resource) -> Resource | None:
        urn = reference.get("reference", "")
        return None if urn.startswith(_URN) and urn not in urns else dict(reference)

    return _with_references(body, kept)  # type: ignore[no-any-return]


def _with_references(value: Any, change: Callable[[Resource], Resource | None]) -> Any:
    """A deep copy with each reference changed; `None` takes it out, and what it leaves empty with it."""
    if isinstance(value, list):
        items = [_with_references(inner, change) for inner in value]
        return [inner for inner in items if inner is not None] or None
    if not isinstance(value, dict):
        return value
    if _is_reference(value):
        return change(value)
    copied = {}
    for name, inner in value.items():
        if isinstance(inner, _NESTED):
            inner = _with_references(inner, change)
        if inner is not None:
            copied[name] = inner
    return copied or None


def _is_reference(element: Resource) -> bool:
    if isinstance(element.get("reference"), str):
        return True
    # a resource may have a single identifier as well (Composition)
    return isinstance(element.get("identifier"), dict) and "resourceType" not in element


def _nhs_number(reference: Resource) -> str | None:
    identifier = reference.get("identifier", {})
    return str(identifier.get("value")) if identifier.get("system") == NHS_NUMBER else None
