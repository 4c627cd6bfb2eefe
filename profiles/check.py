"""Holds a resource against its profile, offline: structure, bindings, slices, references and invariants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

from profiles import wire
from profiles.checking.across import across
from profiles.checking.element_types import ElementTypes, Steps
from profiles.checking.extensions import allowed, extension_around
from profiles.checking.faults import TOO_DEEP, Apart, faults
from profiles.checking.fhirpath import Scope
from profiles.checking.findings import Fault, Findings, Places, Unjudged
from profiles.checking.issues import Issue, NotChecked, Report
from profiles.checking.references import whole, within
from profiles.checking.rules import fhirpath_rule
from profiles.checking.snapshots import TYPES, Definitions, package
from profiles.checking.structure import Schemas
from profiles.definitions import BASE
from profiles.wire import Resource

_RESOURCE = f"{TYPES}Resource"
_EXTENSION = f"{TYPES}Extension"
_ELEMENT = f"{TYPES}Element"
_OF_CONTAINED = {"dom-2", "dom-3", "dom-4", "dom-5"}


class UnknownProfile(LookupError):
    """There is no such profile in the package, nor in what it is built on; the message says so."""


def check(resource: Resource, profile: str | None = None) -> Report:
    """Hold one resource (wire form) against the profiles that it names, or against `profile` alone.

    A resource that names no profile of the package is held against its base type, FHIR R4; a Bundle and
    each resource within it likewise. Raises `UnknownProfile` where `profile` is not in the package.
    """
    return _checker().check(resource, profile)


@cache
def _checker() -> Checker:
    return Checker(package())


class Checker:
    """Holds resources against profiles; each profile is compiled when it is first needed."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._types = ElementTypes(definitions)
        self._schemas = Schemas(definitions)
        self._validators: dict[str, SchemaValidator] = {}
        self._constraints = cache(self._invariants_of)

    def check(self, resource: Resource, profile: str | None = None) -> Report:
        """As the function of that name. Raises `UnknownProfile`."""
        if profile is not None:
            definition = self._definitions.definition(profile)
            if definition is None:
                raise UnknownProfile(f"{profile}: neither the package nor what it is built on has it")
            if not _of_a_resource(definition):
                raise UnknownProfile(f"{profile} is no profile of a resource")
        try:
            return self._in_one_or_two_places(resource, profile)
        except RecursionError:
            kind, rule, words = TOO_DEEP
            return Report((Issue("error", kind, rule, str(resource["resourceType"]), words, _RESOURCE),))

    def _in_one_or_two_places(self, resource: Resource, profile: str | None) -> Report:
        try:
            return self._held(resource, profile, (), whole(resource), once=True)
        except _TwoPlaces:
            own = wire.loads(wire.dumps(resource))
            return self._held(own, profile, (), whole(own), once=False)

    def _held(
        self, resource: Resource, profile: str | None, one_of: Sequence[str], scope: Scope, *, once: bool
    ) -> Report:
        """`one_of` are profiles of which it is to meet one, whatever it names itself."""
        kind = resource.get("resourceType")
        base = self._definitions.definition(f"{TYPES}{kind}") if isinstance(kind, str) else None
        if base is None or base["kind"] != "resource" or base.get("abstract"):
            words = "resourceType names no resource of FHIR R4"
            return Report((Issue("error", "resource", "type", "resourceType", words, _RESOURCE),))
        issues = [*self._of_every_resource(resource, scope, base)]
        found = Findings(scope, self._conforms)
        for url in self._profiles(resource, profile, one_of, base["url"], found):
            found.ids, found.gaps = [], 0
            issues += self._judged(resource, url, str(kind), (), resource, found)
            if found.gaps or len(found.ids) != len(set(found.ids)):
                issues += [fault.at(self._types.path(str(kind), steps)) for steps, fault in across(resource)]
            if found.stumbled and all(issue.severity != "error" for issue in issues):
                raise found.stumbled[0]  # no fault of the resource, so one of ours
            if found.faults:
                if once:
                    raise _TwoPlaces
                places = Places(resource, self._types)
                issues += [fault.at(places.path(value, below)) for value, below, fault in found.faults]
                found.faults.clear()
        unjudged: Sequence[NotChecked] = (
            Unjudged(resource, self._types, found.unjudged) if found.unjudged else ()
        )
        if not found.nested:
            return Report(tuple(dict.fromkeys(issues)) if len(issues) > 1 else tuple(issues), unjudged)
        said = list(unjudged)
        places = Places(resource, self._types)
        for one, profiles in {
            (id(one), profiles): (one, profiles) for one, profiles in found.nested
        }.values():
            at = places.path(one)
            inner = self._held(one, None, profiles, within(scope, one), once=once)
            issues += [replace(issue, path=_below(at, issue.path)) for issue in inner.issues]
            said += [replace(item, path=_below(at, item.path)) for item in inner.not_checked]
        return Report(tuple(dict.fromkeys(issues)), tuple(dict.fromkeys(said)))

    def _profiles(
        self, resource: Resource, asked: str | None, one_of: Sequence[str], base: str, found: Findings
    ) -> list[str]:
        if asked is not None:
            return [asked.partition("|")[0]]
        meta = resource.get("meta")
        named = meta.get("profile") if isinstance(meta, dict) else None
        urls = []
        for url in named if isinstance(named, list) else ():
            if isinstance(url, str):
                definition = self._definitions.definition(url)
                if definition is None or not _of_a_resource(definition):
                    if url.startswith(f"{BASE}/"):
                        found.fault(meta, _NO_SUCH_PROFILE, "profile")
                    found.unjudged.append((resource, "a profile that is not at hand"))
                else:
                    urls.append(definition["url"])
        if len(one_of) == 1 and self._definitions.definition(one_of[0]) is not None:
            urls.append(one_of[0].partition("|")[0])
        elif one_of:
            said = {found.conforms(resource, url) for url in one_of}
            if True not in said and None in said:
                found.unjudged.append((resource, "a profile that is not at hand"))
            elif True not in said:
                found.fault(resource, _of_none(tuple(one_of)))
        return list(dict.fromkeys(urls)) or [base]

    def _conforms(self, value: Any, url: str, scope: Scope) -> bool | None:
        """As `Findings.conforms`."""
        url = url.partition("|")[0]
        definition = self._definitions.definition(url)
        if definition is None:
            return None
        key = id(value), url
        if key not in scope.conforming:
            scope.conforming[key] = None
            scope.conforming[key] = self._meets(value, definition, scope)
        return scope.conforming[key]

    def _meets(self, value: Any, definition: Resource, scope: Scope) -> bool:
        if definition["kind"] == "resource":
            return self._held(value, definition["url"], (), within(scope, value), once=False).passed
        found = Findings(scope, self._conforms)
        issues = self._judged(value, definition["url"], definition["type"], (), value, found)
        severities = {issue.severity for issue in issues} | {fault.severity for _, _, fault in found.faults}
        return "error" not in severities

    def _judged(
        self, value: Any, url: str, kind: str, steps: Steps, resource: Resource, found: Findings
    ) -> list[Issue]:
        """A resource, or an element of it that is judged apart, against one definition."""
        issues: list[Issue] = []
        try:
            self._validator(url).validate_python(value, context=found)
        except ValidationError as error:
            for one in faults(error, value, steps, kind, url, self._types):
                if isinstance(one, Apart):
                    issues += self._apart(one, kind, resource, url, found)
                else:
                    issues.append(one)
        return issues

    def _apart(
        self, one: Apart, kind: str, resource: Resource, url: str, found: Findings
    ) -> Iterator[Issue] | list[Issue]:
        if isinstance(one.steps[-1], str):
            return self._beside(one.value, kind, one.steps, resource, found)
        return self._extension(one.value, kind, one.steps, resource, url, found)

    def _beside(
        self, value: Any, kind: str, steps: Steps, resource: Resource, found: Findings
    ) -> list[Issue]:
        """What stands beside a primitive value, or beside each value of a list."""
        issues: list[Issue] = []
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if item is not None or not isinstance(value, list):
                within = (*steps, index) if isinstance(value, list) else steps
                issues += self._judged(item, _ELEMENT, kind, within, resource, found)
        return issues

    def _extension(
        self, value: Any, kind: str, steps: Steps, resource: Resource, url: str, found: Findings
    ) -> list[Issue]:
        named = value.get("url") if isinstance(value, dict) else None
        if not isinstance(named, str):
            return self._judged(value, _EXTENSION, kind, steps, resource, found)
        at, modifies = self._types.path(kind, steps), "modifierExtension" in steps[-2:-1]
        definition = self._definitions.definition(named)
        if definition is None or definition.get("type") != "Extension":
            words = "an extension that is not at hand: what it means was not checked"
            severity = "error" if modifies or ":" not in named else "warning"
            issue = Issue(severity, "extension", "unknown", at, words, url)  # type: ignore[arg-type]
            return [issue, *self._judged(value, _EXTENSION, kind, steps, resource, found)]
        issues = self._judged(value, definition["url"], kind, steps, resource, found)
        within = extension_around(resource, steps)
        fits = allowed(definition, self._types.names(kind, steps[:-2]), within)
        if fits is False:
            issues.append(Issue("error", "extension", "context", at, "not allowed at this place", named))
        elif fits is None:
            found.unjudged.append((value, "where an extension may be used"))
        is_modifier = bool(definition["snapshot"]["element"][0].get("isModifier"))
        if is_modifier is not modifies:
            should = "modifierExtension" if is_modifier else "extension"
            issues.append(Issue("error", "extension", "modifier", at, f"belongs in {should}", named))
        return issues

    def _of_every_resource(self, resource: Resource, scope: Scope, base: Resource) -> Iterator[Issue]:
        """The invariants dom-2 to dom-6, which are on every resource and seldom have anything to say."""
        kind = str(resource["resourceType"])
        constraints = self._constraints(base["url"])
        if "contained" in resource:
            found = Findings(scope, self._conforms)
            for key in _OF_CONTAINED & constraints.keys():
                fhirpath_rule(constraints[key], "DomainResource")(resource, found)
            yield from (fault.at(kind) for _, _, fault in found.faults)
        if "text" not in resource and "dom-6" in constraints and scope.resource is scope.root:
            yield _without_narrative(kind)

    def _invariants_of(self, base: str) -> dict[str, Resource]:
        definition = self._definitions.definition(base) or {}
        return {one["key"]: one for one in definition["snapshot"]["element"][0].get("constraint", ())}

    def _validator(self, url: str) -> SchemaValidator:
        if url not in self._validators:
            definition = self._definitions.definition(url)
            if definition is None:
                raise UnknownProfile(url)
            self._validators[url] = self._schemas.validator(definition)
        return self._validators[url]


_NO_SUCH_PROFILE = Fault(
    "error", "profile", "unknown", "this package has no such profile", f"{BASE}/StructureDefinition"
)


@cache
def _of_none(profiles: tuple[str, ...]) -> Fault:
    words = f"meets none of the profiles that are allowed here: {', '.join(profiles)}"
    return Fault("error", "profile", "profile", words, profiles[0])


class _TwoPlaces(Exception):
    """A mapper may have put one object in two places: read again, each place has an object of its own."""


@cache
def _without_narrative(kind: str) -> Issue:
    words = "a resource should have a narrative, for a reader who has nothing else"
    return Issue("warning", "invariant", "dom-6", kind, words, f"{TYPES}DomainResource")


def _of_a_resource(definition: Resource) -> bool:
    return definition["resourceType"] == "StructureDefinition" and bool(definition["kind"] == "resource")


def _below(at: str, inner: str) -> str:
    return at + inner[len(inner.split(".", 1)[0].split("[", 1)[0]) :]


__all__ = ["Checker", "Issue", "NotChecked", "Report", "UnknownProfile", "check"]
