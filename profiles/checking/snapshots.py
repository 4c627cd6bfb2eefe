"""Definitions by their canonical URL, and a snapshot's elements as the tree that they form."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from profiles import wire
from profiles.wire import Resource

PACKAGE = Path(__file__).parents[1] / "package"
"""Our own FHIR package, as SUSHI compiled it."""

BASE = Path(__file__).parents[1] / "base.zip"
"""What the check needs of FHIR R4 and UK Core; `base.json` says where in it each definition is.

A zip's own directory, of 3,200 members, takes longer to read than all the members that a resource needs.
"""

TYPES = "http://hl7.org/fhir/StructureDefinition/"
"""Canonical URL of a type of R4, before its name."""

EVERY_RESOURCE = f"{TYPES}DomainResource"
"""What says the rules that are on every resource."""

UNUSABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of using a definition that is malformed, as one may be that somebody gives."""

_SYSTEM_TYPES = "http://hl7.org/fhirpath/System."

_FHIR_TYPE = f"{TYPES}structuredefinition-fhir-type"
"""The extension that says which type of FHIR is meant by one of FHIRPath."""


class Definitions(Protocol):
    """Where definitions are looked up."""

    def definition(self, url: str) -> Resource | None:
        """The StructureDefinition, ValueSet or CodeSystem of a canonical URL, or None.

        A version behind `|` is not looked at: there is one of each.
        """


class Package:
    """The definitions of our package and of what it is built on; read when they are first asked for."""

    def __init__(self, package: Path = PACKAGE, base: Path = BASE) -> None:
        self._package = package
        self._base = base
        self._known: dict[str, Resource] = {}

    def definition(self, url: str) -> Resource | None:
        if url in self._known:
            return self._known[url]
        url = url.partition("|")[0]
        if url not in self._known and (found := self._read(url)) is not None:
            self._known[url] = found
        return self._known.get(url)

    def urls(self) -> Iterator[str]:
        """The canonical URL of every definition."""
        yield from self._own
        yield from self._others

    def _read(self, url: str) -> Resource | None:
        if url in self._own:
            found: Resource = wire.loads((self._package / self._own[url]).read_bytes())
        elif url in self._others:
            found = wire.loads(self._member(*self._others[url]))
        else:
            return None
        return found

    def _member(self, start: int, size: int) -> bytes:
        with self._base.open("rb") as archive:
            archive.seek(start)
            return zlib.decompress(archive.read(size), wbits=-zlib.MAX_WBITS)  # a zip's deflate has no head

    @cached_property
    def _own(self) -> dict[str, str]:
        index = wire.loads((self._package / ".index.json").read_bytes())
        return {entry["url"]: entry["filename"] for entry in index["files"] if "url" in entry}

    @cached_property
    def _others(self) -> dict[str, tuple[int, int]]:
        index: dict[str, tuple[int, int]] = wire.loads(self._base.with_suffix(".json").read_bytes())
        return index


@cache
def package() -> Package:
    """The package that is shipped."""
    return Package()


@dataclass(frozen=True, slots=True)
class Type:
    """One type that an element may be of, with the profiles and the targets that it is held to."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(slots=True)
class Element:
    """One element of a snapshot, with the elements and the slices below it.

    `of` is the URL of the definition that the snapshot is of. `most` is None where there is no limit; `many`
    says whether JSON has a list there. `parts` are by name, and a choice of types has its name in the
    specification (`value[x]`); `slices` are by slice name.
    """

    of: str
    id: str
    path: str
    least: int
    most: int | None
    many: bool
    types: tuple[Type, ...]
    raw: Resource
    parts: dict[str, Element] = field(default_factory=dict)
    slices: dict[str, Element] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def is_choice(self) -> bool:
        return self.name.endswith("[x]")

    @property
    def reuses(self) -> str | None:
        """The id of the element whose content this one has (`contentReference`)."""
        reference: str | None = self.raw.get("contentReference")
        return reference and reference.partition("#")[2]

    def at(self, other: str) -> Element:
        """The element of an id that begins with the id of this one. Raises `KeyError`."""
        element = self
        for step in other[len(self.id) :].split(".")[1:]:
            name, _, slice_name = step.partition(":")
            element = element.parts[name]
            element = element.slices[slice_name] if slice_name else element
        return element

    @property
    def key(self) -> str:
        """A name that no other element of any definition has."""
        return f"{self.of}#{self.id}"

    def fixed(self) -> Any:
        """The value of `fixed[x]`, or None."""
        return _prefixed(self.raw, "fixed")

    def pattern(self) -> Any:
        """The value of `pattern[x]`, or None."""
        return _prefixed(self.raw, "pattern")


def choice_name(part: Element, code: str) -> str:
    """The JSON name of a choice of types in one of them: `value[x]` and `Quantity` give `valueQuantity`."""
    return part.name.removesuffix("[x]") + code[:1].upper() + code[1:]


def tree(definition: Resource) -> Element:
    """The root element of a StructureDefinition, from its snapshot. Raises `ValueError` without one."""
    elements = definition.get("snapshot", {}).get("element")
    if not elements:
        raise ValueError(f"{definition.get('url')} has no snapshot")
    found: dict[str, Element] = {}
    for raw in elements:
        element = _element(raw, definition["url"])
        found[element.id] = element
        above, _, own = element.id.rpartition(".")
        name, _, slice_name = own.partition(":")
        sliced = found.get(f"{above}.{name}")
        if slice_name and sliced is not None:
            if "/" not in slice_name:  # a slice of a slice adds nothing that we check
                sliced.slices[slice_name] = element
        elif (
            above in found
        ):  # even under the name of a slice: `date` of the profile catalog is `date:IssueDate`
            found[above].parts[name] = element
    return found[elements[0]["id"]]


def _element(raw: Resource, url: str) -> Element:
    most = raw.get("max", "*")
    broadest = raw.get("base", raw).get("max", most)
    return Element(
        of=url,
        id=raw["id"],
        path=raw["path"],
        least=raw.get("min", 0),
        most=None if most == "*" else int(most),
        many=broadest not in ("0", "1"),
        types=tuple(_type(item) for item in raw.get("type", ())),
        raw=raw,
    )


def _type(raw: Resource) -> Type:
    code: str = raw["code"]
    if code.startswith(_SYSTEM_TYPES):
        said = {one["url"]: _prefixed(one, "value") for one in raw.get("extension", ())}
        code = said.get(_FHIR_TYPE) or _uncapitalised(code.removeprefix(_SYSTEM_TYPES))
    return Type(code, tuple(raw.get("profile", ())), tuple(raw.get("targetProfile", ())))


def _uncapitalised(name: str) -> str:
    return name[:1].lower() + name[1:]


def _prefixed(raw: Resource, prefix: str) -> Any:
    for name in raw:
        if name.startswith(prefix):
            return raw[name]
    return None
