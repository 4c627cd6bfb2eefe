"""The references of a resource: finding them, and binding them to what one server holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_URN = "urn:uuid:"
_NESTED = (dict, list)


def references(body: Any) -> Iterator[Resource]:
    """Every reference in a resource, however deep, the least deep first: literal, or by identifier."""
    level = [body]
    while level:
        deeper = []
        for element in level:
            if isinstance(element, dict):
                if _is_reference(element):
                    yield element
                element = element.values()
            for value in element:
                if isinstance(value, _NESTED):
                    deeper.append(value)
        level = deeper


def bind(body: Resource, patient_reference: str | None, known: Mapping[str, str]) -> Resource:
    """The resource with the patient, and what the server already holds, referred to by the server's ids.

    What need not change is shared with `body`, which stays as it is. `patient_reference` is `Patient/id`,
    None where there is no server to ask; `known` is `urn:uuid:…` → `Type/id`. Raises `ValueError` if the
    resource speaks of more than one patient.
    """
    numbers: set[str] = set()

    def bound(reference: Resource) -> Resource:
        numbers.update(filter(None, map(_nhs_number, references(reference))))
        if patient_reference is not None and _nhs_number(reference):
            return {"reference": patient_reference, **reference}
        urn = reference.get("reference", "")
        return {**reference, "reference": known[urn]} if urn in known else reference

    changed: Resource = _with_references(body, bound)
    if len(numbers) > 1:
        raise ValueError("a resource speaks of more than one patient")
    return changed


def within(body: Resource, urns: Collection[str]) -> Resource:
    """The resource without `urn:uuid:…` references that are not among `urns`, and what that leaves empty.

    A mapper writes every link that there may be; a filing holds only those whose other end it holds. What
    need not change is shared with `body`, which stays as it is.
    """

    def kept(reference: Resource) -> Resource | None:
        urn = reference.get("reference", "")
        return None if urn.startswith(_URN) and urn not in urns else reference

    return _with_references(body, kept)  # type: ignore[no-any-return]


def _with_references(value: Any, change: Callable[[Resource], Resource | None]) -> Any:
    """The same with each reference changed; `None` takes it out, and what it leaves empty with it.

    Only what leads to a change is copied: of a filing's resources little does.
    """
    named = isinstance(value, dict)
    if named and _is_reference(value):
        return change(value)
    changed = {}
    for place, inner in value.items() if named else enumerate(value):
        if isinstance(inner, _NESTED):
            now = _with_references(inner, change)
            if now is not inner:
                changed[place] = now
    if not changed:
        return value
    if named:
        whole = {**value, **changed}
        return {name: inner for name, inner in whole.items() if inner is not None} or None
    items = [changed.get(place, inner) for place, inner in enumerate(value)]
    return [inner for inner in items if inner is not None] or None


def _is_reference(element: Resource) -> bool:
    if "reference" in element and isinstance(element["reference"], str):
        return True
    # a resource may have a single identifier as well (Composition)
    return (
        "identifier" in element and isinstance(element["identifier"], dict) and "resourceType" not in element
    )


def _nhs_number(reference: Resource) -> str | None:
    identifier = reference.get("identifier", {})
    return str(identifier.get("value")) if identifier.get("system") == NHS_NUMBER else None
