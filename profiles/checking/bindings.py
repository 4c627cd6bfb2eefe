"""Codes against the value sets that elements are bound to, and against the code systems they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from profiles.checking import units
from profiles.checking.findings import Fault, Findings, Rule
from profiles.checking.issues import Severity
from profiles.checking.snapshots import TYPES, Definitions, Element
from profiles.checking.value_sets import FORM_FAULT, Expansion, code_system, expansion
from profiles.definitions import SNOMED_CT, UCUM
from profiles.wire import Resource

_LIKE_A_URL = re.compile(r"(?:https?://|urn:)[!-~]{1,150}")

_NO_SYSTEM = Fault(
    "warning", "binding", "system", "a code without its system means nothing", f"{TYPES}Coding"
)

_MOST_REMEMBERED = 1000
"""Codes that a rule keeps its answer for: a clinic's records use the same few over and over."""

_STRICT = {"required", "extensible"}


def bound(part: Element) -> tuple[str, str] | None:
    """Value set and strength of an element whose codes are held against it; None without such a binding."""
    binding = part.raw.get("binding", {})
    if binding.get("strength") not in _STRICT or "valueSet" not in binding:
        return None
    return binding["valueSet"].partition("|")[0], binding["strength"]


def listed_codes(part: Element, definitions: Definitions) -> list[str] | None:
    """All the codes that an element of type code may have; None where that is no list."""
    given = bound(part)
    members = expansion(given[0], definitions) if given and given[1] == "required" else None
    if members is None or not members.complete or members.whole:
        return None
    return sorted(members.plain_codes)


def binding(part: Element, code: str, definitions: Definitions, profile: str) -> Rule | None:
    """The rule of an object of this type (Coding, CodeableConcept, Quantity) that is bound, or None."""
    given = bound(part)
    if given is None or code not in _CODINGS:
        return None
    codings = _CODINGS[code]
    wrong, none, members_of = _faults(*given, definitions, profile)
    required = given[1] == "required"
    judged: dict[tuple[str, str], bool | None] = {}
    unknown = f"codes of the value set {given[0]}"

    def rule(value: Resource, findings: Findings) -> None:
        members = members_of()
        if members is None:
            findings.unjudged.append((value, unknown))
            return
        said = []
        for one in codings(value):
            if "code" in one:
                coded = one.get("system", ""), one["code"]
                if coded not in judged:
                    if len(judged) > _MOST_REMEMBERED:
                        judged.clear()
                    judged[coded] = members.contains(*coded)
                said.append(judged[coded])
        if True in said or None in said:
            return  # of the codes of a system that nobody can list, the coding's own rule tells
        if said:
            findings.fault(value, wrong)
        elif required:
            findings.fault(value, none)

    return rule


def plain_binding(name: str, part: Element, definitions: Definitions, profile: str) -> Rule | None:
    """The rule of an object about its element of this JSON name and of type code.

    None where there is none, or where its codes are a plain list.
    """
    given = bound(part)
    if given is None or listed_codes(part, definitions) is not None:
        return None
    wrong, _, members_of = _faults(*given, definitions, profile)
    unknown = f"codes of the value set {given[0]}"

    def rule(value: Resource, findings: Findings) -> None:
        content = value.get(name)
        for code in content if isinstance(content, list) else [content]:
            if isinstance(code, str):
                members = members_of()
                said = None if members is None else members.contains_plain(code)
                if said is None:
                    findings.unjudged.append((value, unknown))
                elif not said:
                    findings.fault(value, wrong, name)

    return rule


def _faults(
    url: str, strength: str, definitions: Definitions, profile: str
) -> tuple[Fault, Fault, Callable[[], Expansion | None]]:
    severity: Severity = "error" if strength == "required" else "warning"
    short = url.rpartition("/")[2]
    wrong = Fault(severity, "binding", url, f"no code of the value set {short} ({strength})", profile)
    none = Fault(severity, "binding", url, f"a code of the value set {short} is required", profile)
    return wrong, none, cache(lambda: expansion(url, definitions))


def _codeable(value: Resource) -> Iterable[Resource]:
    coding: Iterable[Resource] = value.get("coding", ())
    return coding


def _itself(value: Resource) -> Iterable[Resource]:
    return (value,)


_CODINGS = {"CodeableConcept": _codeable, "Coding": _itself, "Quantity": _itself}


def _unjudged(system: str) -> str:
    if system == SNOMED_CT:
        return "a SNOMED CT code"
    return f"a code of {system}" if _LIKE_A_URL.fullmatch(system) else "a code of another system"


def _same_words(one: str, other: str) -> bool:
    return one == other or one.casefold() == other.casefold()


class _Known(NamedTuple):
    """What there is to say of a code of a system, wherever it stands."""

    wrong: Fault | None = None
    unjudged: str = ""
    display: str | None = None


def _known(system: str, code: str, definitions: Definitions) -> _Known:
    form = FORM_FAULT.get(system)
    if form is not None and (words := form(code)):
        return _Known(Fault("error", "binding", system, words, system))
    known = None if form else code_system(system, definitions)
    if known is None or not known.complete:
        return _Known(unjudged=_unjudged(system))
    if code in known.concepts:
        return _Known(display=known.concepts[code].get("display"))
    if known.any_case and code.lower() in map(str.lower, known.codes):
        return _Known()
    return _Known(Fault("error", "binding", system, f"no code of {system}", system))


def known_code(definitions: Definitions) -> Rule:
    """The rule of every Coding: its code is one of its system's, as far as that system is at hand."""
    judged: dict[tuple[str, str], _Known] = {}

    def rule(value: Resource, findings: Findings) -> None:
        system, code = value.get("system"), value.get("code")
        if code is None:
            return
        if system is None:
            findings.fault(value, _NO_SYSTEM)
            return
        coded = system, code
        if coded not in judged:
            if len(judged) > _MOST_REMEMBERED:
                judged.clear()
            judged[coded] = _known(system, code, definitions)
        wrong, unjudged, display = judged[coded]
        if unjudged:
            findings.unjudged.append((value, unjudged))
        elif wrong is not None:
            findings.fault(value, wrong, "code")
        elif display is not None and "display" in value and not _same_words(value["display"], display):
            words = f"the display is not the code system's own, {display!r}"
            findings.fault(value, Fault("warning", "binding", system, words, system), "display")

    return rule


def known_unit(value: Resource, findings: Findings) -> None:
    """The rule of every Quantity: a code of UCUM is a unit of UCUM."""
    if value.get("system") == UCUM and "code" in value and (words := units.fault(value["code"])):
        findings.fault(value, Fault("error", "unit", UCUM, words, UCUM), "code")
