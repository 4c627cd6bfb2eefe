"""Which Observations are the clinic's measures, whoever wrote them and however the record names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from mappings.codes import READ, CodeSet
from mappings.elements import objects
from mappings.instruments import INSTRUMENTS
from profiles.definitions import BASE, SNOMED_CT, profile
from profiles.wire import Resource

_BODY_WEIGHT = ("weight", "body weight")
"""What the workbook names as the example of a value that is measured; the reference has no code for it."""

_MEASURED = (profile("Score"), profile("Measurement"))
"""Profiles of the Observations of ours that are measures; what matters to a patient is none."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NO_LETTER = re.compile(r"[\W_]+")
_OF_ANY_SCORE = frozenset({"score", "scores", "total", "questionnaire", "scale", "index", "value", "level"})
"""Words behind an instrument's name that make it no other."""


class Measures:
    """Told by our profile or identifier; by the code or the name of an instrument, or of what is measured.

    A name is the same in any case, spacing and punctuation, with or without what stands in brackets and a
    `score` or `total` at its end. A code counts that is in force, or in the list of those that are read.
    """

    def __init__(self, codes: CodeSet) -> None:
        self._codes: set[str] = set()
        self._names = {_folded(name) for name in _BODY_WEIGHT}
        for row in INSTRUMENTS.values():
            in_force = codes.concept(row.code, row.title).get("coding", ())
            self._codes |= {coding["code"] for coding in in_force} | {*READ.get(row.code, ())}
            self._names |= {_folded(name) for name in (row.id, row.title, *row.names)}

    def include(self, observation: Resource, filed: Iterable[Resource] = ()) -> bool:
        """Whether it is one of them, or of what the clinic itself measured in those it `filed`.

        Whatever the Observation is like, nothing is raised.
        """
        if any(name.startswith(BASE) for name in _named(observation)):
            return True
        codes, names = set(_codes(observation)), set(_names(observation))
        if codes & self._codes or names & self._names:
            return True
        measured = [one for one in filed if not set(_MEASURED).isdisjoint(_named(one))]
        return any(codes & set(_codes(one)) or names & set(_names(one)) for one in measured)


def value_of(observation: Resource) -> Decimal | None:
    """The figure that an Observation has for a value: a quantity, an integer, or a text that is a number."""
    quantity: Any = observation.get("valueQuantity")
    for value in (
        quantity.get("value") if isinstance(quantity, dict) else None,
        observation.get("valueInteger"),
        observation.get("valueString"),
    ):
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
            try:
                number = Decimal(value)
            except InvalidOperation:
                continue
            if number.is_finite():
                return number
    return None


def _named(observation: Resource) -> Iterator[str]:
    """The profiles that it says it has, and the systems of its identifiers."""
    meta = observation.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    yield from (str(url).partition("|")[0] for url in (profiles if isinstance(profiles, list) else ()))
    yield from (str(one.get("system")) for one in objects(observation, "identifier"))


def _codes(observation: Resource) -> Iterator[str]:
    for coding in objects(observation.get("code"), "coding"):
        if coding.get("system") == SNOMED_CT and isinstance(coding.get("code"), str):
            yield coding["code"]


def _names(observation: Resource) -> Iterator[str]:
    code = observation.get("code")
    said = [code.get("text")] if isinstance(code, dict) else []
    said += [coding.get("display") for coding in objects(code, "coding")]
    yield from filter(None, (_folded(text) for text in said if isinstance(text, str)))


def _folded(name: str) -> str:
    """What two ways to write the name of one measure have alike: `PHQ 9 (total)` is `PHQ-9 score`."""
    words = _NO_LETTER.split(_IN_BRACKETS.sub(" ", name).casefold())
    while words and (not words[-1] or words[-1] in _OF_ANY_SCORE):
        words.pop()
    return "".join(words)
