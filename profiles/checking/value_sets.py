"""Value sets as sets of codes of which a part may be unknown (valueset.html §4.9, composition rules)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import and_, or_

from profiles.checking import snomed, units
from profiles.checking.code_systems import CodeSystem
from profiles.checking.snapshots import UNUSABLE, Definitions
from profiles.definitions import DMD, SNOMED_CT, UCUM
from profiles.wire import Resource

LANGUAGE = "urn:ietf:bcp:47"
MIME = "urn:ietf:bcp:13"

_LANGUAGE_TAG = re.compile(
    r"(?i:[a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})(?i:-[a-z]{4})?(?i:-[a-z]{2}|-[0-9]{3})?"
    r"(?i:-[a-z0-9]{5,8}|-[0-9][a-z0-9]{3})*(?i:-[0-9a-wyz](-[a-z0-9]{2,8})+)*(?i:-x(-[a-z0-9]{1,8})+)?"
    r"|(?i:x(-[a-z0-9]{1,8})+)"
)
_MIME_TYPE = re.compile(
    r"[a-zA-Z0-9][\w!#$&^.+-]{0,126}/[a-zA-Z0-9][\w!#$&^.+-]{0,126}"
    r"(\s*;\s*[\w!#$&^.+-]+=([\w!#$&^.+/:-]+|\"[^\"]*\"))*"
)


def _language_fault(code: str) -> str | None:
    return None if _LANGUAGE_TAG.fullmatch(code) else "not a language tag (BCP 47), such as en-GB"


def _mime_fault(code: str) -> str | None:
    return None if _MIME_TYPE.fullmatch(code) else "not a MIME type (BCP 13), such as text/plain"


FORM_FAULT: Mapping[str, Callable[[str], str | None]] = {
    LANGUAGE: _language_fault,
    MIME: _mime_fault,
    UCUM: units.fault,
    SNOMED_CT: snomed.expression_fault,
    DMD: snomed.product_fault,
}
"""Systems of which the form of a code can be judged: what is wrong with it, or None."""

_BY_FORM = (LANGUAGE, MIME, UCUM)
"""Of these every well-formed code is a code."""

_ANY = "*"


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is known of the codes of a value set.

    `codes` are in it, active and inactive alike, without those that are abstract. A system of `open_systems`
    may have more of them there, which no offline source can list; `*` stands for any system. Of a system of
    `whole` every well-formed code is in it. In systems of `any_case` small and capital letters are the same.
    """

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open_systems: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    any_case: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether what is not in `codes`, and not well-formed in `whole`, is not in the value set."""
        return not self.open_systems

    @property
    def plain_codes(self) -> frozenset[str]:
        """The codes without their systems, for elements of type code."""
        return frozenset().union(*self.codes.values())

    def contains(self, system: str, code: str) -> bool | None:
        """Whether a code is in the value set; None if nothing offline can say."""
        if code in self.codes.get(system, ()):
            return True
        fault = FORM_FAULT.get(system)
        if fault and (system in self.whole or self.is_open(system)) and fault(code):
            return False
        if system in self.whole:
            return True
        if self.is_open(system):
            return None
        return system in self.any_case and code.lower() in map(str.lower, self.codes.get(system, ()))

    def contains_plain(self, code: str) -> bool | None:
        """The same for an element of type code, whose system is implied."""
        said = [self.contains(system, code) for system in {*self.codes, *self.open_systems, *self.whole}]
        return True if True in said else None if None in said else False

    def is_open(self, system: str) -> bool:
        """Whether the value set may have codes of the system that are not listed."""
        return system in self.open_systems or _ANY in self.open_systems

    def __or__(self, other: Expansion) -> Expansion:
        return Expansion(
            codes={
                system: self.codes.get(system, frozenset()) | other.codes.get(system, frozenset())
                for system in (*self.codes, *other.codes)
            },
            open_systems=self.open_systems | other.open_systems,
            whole=self.whole | other.whole,
            any_case=self.any_case | other.any_case,
        )

    def __and__(self, other: Expansion) -> Expansion:
        systems = {
            *self.codes,
            *self.open_systems,
            *self.whole,
            *other.codes,
            *other.open_systems,
            *other.whole,
        }
        return Expansion(
            codes={
                system: frozenset(
                    code for code in either if self._has(system, code) and other._has(system, code)
                )
                for system in systems
                if (either := self.codes.get(system, frozenset()) | other.codes.get(system, frozenset()))
            },
            open_systems=frozenset(
                system
                for system in systems
                if (self.is_open(system) and other._touches(system))
                or (other.is_open(system) and self._touches(system))
            ),
            whole=self.whole & other.whole,
            any_case=self.any_case | other.any_case,
        )

    def __sub__(self, other: Expansion) -> Expansion:
        unsure = {system for system in (*self.codes, *self.whole) if other.is_open(system)}
        pierced = {system for system in self.whole if other._touches(system)}
        return Expansion(
            codes={
                system: codes - other.codes.get(system, frozenset())
                for system, codes in self.codes.items()
                if system not in unsure and system not in other.whole
            },
            open_systems=(self.open_systems | unsure | pierced) - other.whole,
            whole=self.whole - pierced,
            any_case=self.any_case,
        )

    def _has(self, system: str, code: str) -> bool:
        return code in self.codes.get(system, ()) or (system in self.whole and not FORM_FAULT[system](code))

    def _touches(self, system: str) -> bool:
        return bool(self.codes.get(system)) or system in self.whole or self.is_open(system)


_UNKNOWN = Expansion(open_systems=frozenset({_ANY}))
_EMPTY = Expansion()


def expansion(url: str, definitions: Definitions) -> Expansion | None:
    """What is known of a value set's codes; None if the value set itself is not known, or malformed."""
    return _value_sets(definitions).expansion(url)


def code_system(url: str, definitions: Definitions) -> CodeSystem | None:
    """A code system as far as it is published; None if nothing of it is known, or it is malformed."""
    return _value_sets(definitions).code_system(url)


class _ValueSets:
    """The value sets of some definitions, each worked out once."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._expansions: dict[str, Expansion | None] = {}
        self._code_systems: dict[str, CodeSystem | None] = {}

    def expansion(self, url: str) -> Expansion | None:
        url = url.partition("|")[0]
        if url not in self._expansions:
            self._expansions[url] = None  # a value set that imports itself finds it unknown
            definition = self._definitions.definition(url)
            if definition is not None and "compose" in definition:
                with suppress(*UNUSABLE):
                    self._expansions[url] = self._composed(definition["compose"])
        return self._expansions[url]

    def code_system(self, url: str) -> CodeSystem | None:
        if url not in self._code_systems:
            definition = self._definitions.definition(url)
            self._code_systems[url] = None
            if definition is not None and definition["resourceType"] == "CodeSystem":
                with suppress(*UNUSABLE):
                    system = CodeSystem(definition)
                    if system.concepts is not None:  # worked out here, where what is malformed costs nothing
                        self._code_systems[url] = system
        return self._code_systems[url]

    def _composed(self, compose: Resource) -> Expansion:
        with_inactive: bool = compose.get("inactive", True)
        included = (self._part(part, with_inactive) for part in compose["include"])
        excluded = (self._part(part, excludes=True) for part in compose.get("exclude", ()))
        return reduce(or_, included, _EMPTY) - reduce(or_, excluded, _EMPTY)

    def _part(self, part: Resource, with_inactive: bool = True, excludes: bool = False) -> Expansion:
        """One include or exclude: what all of its conditions select."""
        found = [self.expansion(url) or _UNKNOWN for url in part.get("valueSet", ())]
        if "system" in part:
            found.append(self._of_system(part, with_inactive, excludes))
        return reduce(and_, found)

    def _of_system(self, part: Resource, with_inactive: bool, excludes: bool) -> Expansion:
        url = part["system"]
        unknown = Expansion(open_systems=frozenset({url}))
        system = self.code_system(url)
        if "concept" in part:
            codes = frozenset(concept["code"] for concept in part["concept"])
        elif system is None or part.get("version", system.version) != system.version:
            return Expansion(whole=frozenset({url})) if url in _BY_FORM and "filter" not in part else unknown
        else:
            codes = system.codes if excludes else system.selectable
            for one in part.get("filter", ()):
                selected = system.selected(one["property"], one["op"], one["value"])
                if selected is None:
                    return unknown
                codes &= selected
        listed = system is None or system.complete or "concept" in part
        return Expansion(
            codes={url: codes if with_inactive or system is None else codes - system.inactive},
            open_systems=frozenset() if listed else unknown.open_systems,
            any_case=frozenset({url} if system and system.any_case else ()),
        )


_remembered = lru_cache(maxsize=4)(_ValueSets)


def _value_sets(definitions: Definitions) -> _ValueSets:
    return _remembered(definitions)  # type: ignore[arg-type]  # a protocol does not promise a hash
