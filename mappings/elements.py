"""Building and reading the small parts of a resource: concepts, references, extensions, quantities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from mappings.context import Context
from mappings.identity import Identity, session_identity
from profiles.definitions import MAPPING_SOURCE, code_system, extension, profile
from profiles.wire import Resource

_ONE_IDENTIFIER = {"Composition", "QuestionnaireResponse"}
"""Types whose `identifier` is a single element in R4."""


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
    """A resource that goes on from session to session (goal, care plan), as of this session's date."""
    date = extended("as-of", valueDate=context.session.session_date.isoformat())
    elements["extension"] = [*date, *elements.get("extension", ())]
    return _stamped(kind, profile_name, [identity.as_fhir()], elements)


def as_of(body: Resource) -> dt.date | None:
    """The session date of a lasting resource; None for what belongs to one session."""
    text = extension_value(body, "as-of")
    return None if text is None else dt.date.fromisoformat(text)


def _stamped(kind: str, profile_name: str, identifiers: list[Resource], elements: dict[str, Any]) -> Resource:
    return compact(
        {
            "resourceType": kind,
            "meta": {"source": MAPPING_SOURCE, "profile": [profile(profile_name)]},
            "extension": elements.pop("extension", None),
            "identifier": identifiers[0] if kind in _ONE_IDENTIFIER else identifiers,
            **{name.rstrip("_"): value for name, value in elements.items()},
        }
    )


def stamp(moment: dt.datetime | None) -> str | None:
    """A FHIR dateTime or instant, with the offset that it was given in."""
    return None if moment is None else moment.isoformat()


def moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def words(text: str | None) -> Resource | None:
    """A CodeableConcept that is text alone."""
    return None if text is None else {"text": text}


def local(system: str, code: str, text: str | None = None) -> Resource:
    """A CodeableConcept of one of our own code systems, with its text."""
    return {"coding": [{"system": code_system(system), "code": code}], "text": text or code.replace("-", " ")}


def local_code(concept: Resource | None, system: str) -> Any:
    """The code that `local` wrote, or None."""
    for coding in (concept or {}).get("coding", ()):
        if coding.get("system") == code_system(system):
            return coding.get("code")
    return None


def extended(name: str, **value: Any) -> Iterator[Resource]:
    """One of our extensions with its value, or nothing where the value is unknown."""
    ((element, content),) = value.items()
    if content is not None:
        yield {"url": extension(name), element: content}


def extensions(element: Resource, name: str) -> list[Any]:
    """The values of all our extensions of that name on an element, in their order."""
    return [
        next(value for key, value in item.items() if key.startswith("value"))
        for item in element.get("extension", ())
        if item["url"] == extension(name)
    ]


def extension_value(element: Resource, name: str) -> Any:
    """The value of our extension of that name on an element, or None."""
    return next(iter(extensions(element, name)), None)
