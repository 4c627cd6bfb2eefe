"""Building and reading the small parts of a resource: concepts, references, extensions, quantities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from mappings.context import Context
from mappings.identity import Identity, session_identity
from mappings.values import Concept
from profiles.definitions import (
    DATA_ABSENT_REASON,
    MAPPING_SOURCE,
    OBSERVATION_CATEGORY,
    SNOMED_CT,
    UCUM,
    code_system,
    extension,
    profile,
)
from profiles.wire import Resource

SURVEY: Resource = {
    "coding": [{"system": OBSERVATION_CATEGORY, "code": "survey", "display": "Survey"}],
    "text": "Survey",
}
"""Observation category of what a person was asked, or answered in a questionnaire."""

_ONE_IDENTIFIER = {"Composition", "QuestionnaireResponse"}
"""Types whose `identifier` is a single element in R4."""

_NO_IDENTIFIER = {"Provenance"}
"""Types without `identifier` in R4: their identity travels as a tag, which can be searched for as well."""


def compact(element: Resource) -> Resource:
    """The element without what is unknown: `None`, and lists and elements left empty."""
    return {
        name: value for name, value in element.items() if value is not None and value != [] and value != {}
    }


def resource(kind: str, profile_name: str, identity: Identity, context: Context, **elements: Any) -> Resource:
    """A resource that belongs to one session: profile, mapping version, identifiers, then its elements.

    It carries the session's opaque identifier as well, where R4 allows two. What is unknown is left out; a
    Python keyword is written with an underscore behind it (`class_`, `for_`).
    """
    identifiers = [identity.as_fhir(), session_identity(context.session).as_fhir()]
    return _stamped(kind, profile_name, identifiers, elements)


def lasting_resource(
    kind: str, profile_name: str, identity: Identity, context: Context, **elements: Any
) -> Resource:
    """A resource that goes on from session to session (goal, care plan), as of this session's planned start.

    Two sessions of one day have an order by it, and a session that is filed again has the same place in it:
    when it really began is often learnt, or corrected, only later.
    """
    start = extended("as-of", valueDateTime=stamp(context.session.planned_start))
    elements["extension"] = [*start, *elements.get("extension", ())]
    return _stamped(kind, profile_name, [identity.as_fhir()], elements)


def as_of(body: Resource) -> dt.datetime | None:
    """The planned start of a lasting resource's session; None for what belongs to one session."""
    return full_moment(extension_value(body, "as-of"))


def _stamped(kind: str, profile_name: str, identifiers: list[Resource], elements: dict[str, Any]) -> Resource:
    meta: Resource = {"source": MAPPING_SOURCE, "profile": [profile(profile_name)]}
    identifier: Resource | list[Resource] | None = identifiers
    if kind in _ONE_IDENTIFIER:
        identifier = identifiers[0]
    elif kind in _NO_IDENTIFIER:
        identifier = None
        meta["tag"] = [{"system": own["system"], "code": own["value"]} for own in identifiers[:1]]
    return compact(
        {
            "resourceType": kind,
            "meta": meta,
            "extension": elements.pop("extension", None),
            "identifier": identifier,
            **{name.rstrip("_"): value for name, value in elements.items()},
        }
    )


def stamp(moment: dt.datetime | None) -> str | None:
    """A FHIR dateTime or instant, with the offset that it was given in."""
    return None if moment is None else moment.isoformat()


def moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def full_moment(text: object) -> dt.datetime | None:
    """A moment in what an endpoint holds; None where it is a date alone, or a part of one, or nothing."""
    try:
        found = dt.datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def objects(holder: object, name: str) -> list[Resource]:
    """The elements of that name in what an endpoint holds, as far as they are any."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def words(text: str | None) -> Resource | None:
    """A CodeableConcept that is text alone."""
    return None if text is None else {"text": text}


def concept_of(element: Resource) -> Concept:
    """The words and the SNOMED CT code of a CodeableConcept."""
    codes = [item["code"] for item in element.get("coding", ()) if item.get("system") == SNOMED_CT]
    return Concept(text=element["text"], code=next(iter(codes), None))


def quantity(value: Decimal, unit: str, ucum: str | None = None) -> Resource:
    """A Quantity with its unit in words, and the UCUM code where there is one."""
    return compact({"value": value, "unit": unit, "system": ucum and UCUM, "code": ucum})


def absent(why: str) -> Resource:
    """A dataAbsentReason: the value is unknown, and why, in words."""
    return {"coding": [{"system": DATA_ABSENT_REASON, "code": "unknown"}], "text": why}


def local(system: str, code: str, text: str | None = None) -> Resource:
    """A CodeableConcept of one of our own code systems, with its text."""
    return {"coding": [{"system": code_system(system), "code": code}], "text": text or code.replace("-", " ")}


def local_code(concepts: Iterable[Resource], system: str) -> Any:
    """The code that `local` wrote, wherever it stands among the concepts; or None."""
    codings = (coding for concept in concepts for coding in concept.get("coding", ()))
    return next((one.get("code") for one in codings if one.get("system") == code_system(system)), None)


def extended(name: str, **value: Any) -> Iterator[Resource]:
    """One of our extensions with its value, or nothing where the value is unknown."""
    ((element, content),) = value.items()
    if content is not None:
        yield {"url": extension(name), element: content}


def extensions(element: Resource, name: str) -> list[Any]:
    """The values of all our extensions of that name on an element, in their order."""
    url = extension(name)
    return [
        value
        for item in element.get("extension", ())
        if item.get("url") == url
        for key, value in item.items()
        if key.startswith("value")
    ]


def extension_value(element: Resource, name: str) -> Any:
    """The value of our extension of that name on an element, or None."""
    return next(iter(extensions(element, name)), None)


def part(name: str, **value: Any) -> Iterator[Resource]:
    """One part of a compound extension, or nothing where the value is unknown."""
    ((element, content),) = value.items()
    if content is not None:
        yield {"url": name, element: content}


def compound(name: str, *parts: Iterator[Resource]) -> Iterator[Resource]:
    """One of our extensions that is made of parts; each part is named within it, by a relative URL."""
    yield {"url": extension(name), "extension": [item for items in parts for item in items]}


def compound_value(element: Resource, name: str) -> dict[str, Any] | None:
    """The parts of our compound extension of that name on an element, by their names; None without it."""
    for item in element.get("extension", ()):
        if item["url"] == extension(name):
            return {
                inner["url"]: next(value for key, value in inner.items() if key.startswith("value"))
                for inner in item["extension"]
            }
    return None
