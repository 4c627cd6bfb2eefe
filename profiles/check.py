"""Holds a resource against its profile, offline: structure, bindings, slices, references and invariants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from profiles import wire
from profiles.checking.across import across
from profiles.checking.bundles import judge_bundle
from profiles.checking.element_types import ElementTypes
from profiles.checking.extensions import misused
from profiles.checking.faults import TOO_DEEP
from profiles.checking.fhirpath import Scope
from profiles.checking.findings import Fault, Findings, Places, Unjudged
from profiles.checking.issues import Issue, NotChecked, Report
from profiles.checking.judges import Kept
from profiles.checking.linked import Linked
from profiles.checking.references import whole, within
from profiles.checking.rules import NOT_AT_HAND, kept, meets_one
from profiles.checking.snapshots import TYPES, Definitions, package
from profiles.checking.structure import Structures
from profiles.definitions import BASE
from profiles.wire import Resource

_RESOURCE = f"{TYPES}Resource"
_OF_CONTAINED = {"dom-2", "dom-3", "dom-4", "dom-5"}
_MOST_REMEMBERED = 1000


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
        self._structures = Structures(definitions)
        self._bases = lru_cache(_MOST_REMEMBERED)(self._base)
        self._canonical = lru_cache(_MOST_REMEMBERED)(self._profile)

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
            kind, rule, words, severity = TOO_DEEP
            return Report((Issue(severity, kind, rule, str(resource["resourceType"]), words, _RESOURCE),))

    def _in_one_or_two_places(self, resource: Resource, profile: str | None) -> Report:
        try:
            return self._held(resource, profile, (), whole(resource))
        except _TwoPlaces:
            own = wire.loads(wire.dumps(resource))
            return self._held(own, profile, (), whole(own))

    def _held(self, resource: Resource, profile: str | None, one_of: Sequence[str], scope: Scope) -> Report:
        """`one_of` are profiles of which it is to meet one, whatever it names itself."""
        kind = resource.get("resourceType")
        base = self._bases(kind) if isinstance(kind, str) else None
        if base is None:
            words = "resourceType names no resource of FHIR R4"
            return Report((Issue("error", "resource", "type", "resourceType", words, _RESOURCE),))
        issues = self._of_contained(resource, scope, base) if "contained" in resource else []
        if "text" not in resource and base.has_narrative and scope.resource is scope.root:
            issues.append(_without_narrative(base.kind))
        found = Findings(scope, self._conforms, "")
        linked = Linked(resource) if base.kind == "Bundle" else None
        if linked is not None:
            judge_bundle(resource, linked, found)
        for url in self._profiles(resource, profile, one_of, base.url, found):
            found.ids, found.gaps, found.profile = [], 0, url
            self._structures.judge(url)(resource, None, "", found)
            if found.gaps or (found.ids and len(found.ids) != len(set(found.ids))):
                issues += [fault.at(self._types.path(base.kind, steps)) for steps, fault in across(resource)]
            if found.faults or found.extensions:
                issues += self._told(found, resource, base.kind)
            if found.stumbled and all(issue.severity != "error" for issue in issues):
                raise found.stumbled[0]  # no fault of the resource, so one of ours
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
            inner = self._held(one, None, profiles, within(scope, one))
            issues += [replace(issue, path=_below(at, issue.path)) for issue in inner.issues]
            said += [replace(item, path=_below(at, item.path)) for item in inner.not_checked]
            if linked is not None:
                told = self._placed(one, linked.faults(one), places)
                issues += [replace(issue, path=_below(at, issue.path)) for issue in told]
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
                if (canonical := self._canonical(url)) is not None:
                    urls.append(canonical)
                    continue
                if url.startswith(f"{BASE}/"):
                    found.fault(meta, _NO_SUCH_PROFILE, "profile")
                found.unjudged.append((resource, NOT_AT_HAND))
        if len(one_of) == 1 and self._definitions.definition(one_of[0]) is not None:
            urls.append(one_of[0].partition("|")[0])
        elif one_of:
            meets_one(tuple(one_of))(resource, found)
        return list(dict.fromkeys(urls)) if len(urls) > 1 else urls or [base]

    def _profile(self, url: str) -> str | None:
        """The canonical URL of a profile of resources that is at hand."""
        definition = self._definitions.definition(url)
        return definition["url"] if definition is not None and _of_a_resource(definition) else None

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
            return self._held(value, definition["url"], (), within(scope, value)).passed
        if not isinstance(value, dict):
            return False
        found = Findings(scope, self._conforms, definition["url"])
        self._structures.judge(definition["url"])(value, None, "", found)
        return all(issue.severity != "error" for issue in self._told(found, value, definition["type"]))

    def _told(self, found: Findings, whole: Resource, kind: str) -> Iterator[Issue]:
        """What was found, with its places; what the extensions may not do where they are."""
        places = Places(whole, self._types, kind)
        if places.shared:
            raise _TwoPlaces
        for value, below, fault in found.faults:
            yield places.issue(value, below, fault)
        for one in found.extensions:
            yield from misused(one, places, whole, found)
        found.faults, found.extensions = [], []

    def _placed(
        self, resource: Resource, faults: Iterable[tuple[Any, Fault]], around: Places
    ) -> Iterator[Issue]:
        """Faults of a resource in a Bundle with their places, which are looked for if there is one."""
        places = None
        for value, fault in faults:
            places = places or Places(resource, self._types)
            if around.shared:
                raise _TwoPlaces
            yield places.issue(value, "", fault)

    def _base(self, kind: str) -> _Base | None:
        """What R4 says of a type of resource, if there is such a type."""
        definition = self._definitions.definition(f"{TYPES}{kind}")
        if definition is None or definition["kind"] != "resource" or definition.get("abstract"):
            return None
        constraints = definition["snapshot"]["element"][0].get("constraint", ())
        of_contained = [kept(one, "DomainResource") for one in constraints if one["key"] in _OF_CONTAINED]
        return _Base(kind, definition["url"], any(one["key"] == "dom-6" for one in constraints), of_contained)

    def _of_contained(self, resource: Resource, scope: Scope, base: _Base) -> list[Issue]:
        return [one.fault.at(base.kind) for one in base.of_contained if not one.holds(resource, scope)]


class _Base(NamedTuple):
    """A type of resource, and those invariants of every resource that seldom have anything to say."""

    kind: str
    url: str
    has_narrative: bool
    """Whether it should have one (dom-6)."""
    of_contained: list[Kept]
    """dom-2 to dom-5."""


_NO_SUCH_PROFILE = Fault(
    "error", "profile", "unknown", "this package has no such profile", f"{BASE}/StructureDefinition"
)


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
