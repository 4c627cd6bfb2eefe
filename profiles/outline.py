"""What a profile adds to the definition it derives from, line by line, for people who build against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profiles.wire import Resource

_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_FHIRPATH_TYPE = "http://hl7.org/fhirpath/System."


@dataclass(frozen=True, slots=True)
class Line:
    """One element that the profile speaks of, or that holds one.

    `id` is the element's id in the snapshot without the type in front (`identifier:business.system`);
    `name` its last word, and `depth` how far it is indented (0 for an element of the resource itself);
    `types` are as people write them, such as `Reference(Patient)`; `fixed` is a value it must have, `binding`
    the URL of a value set with its `strength`; `comment` gives reasons. Each is empty where nothing is said.
    `extension` is the URL of the extension's definition, where the line is one.
    """

    id: str
    name: str
    depth: int
    min: int
    max: str
    must_support: bool
    types: tuple[str, ...]
    short: str
    comment: str
    fixed: str
    strength: str
    binding: str
    extension: str

    @property
    def cardinality(self) -> str:
        return f"{self.min}..{self.max}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One invariant: its key, where it is held, what it says in plain words, and as FHIRPath."""

    key: str
    severity: str
    path: str
    says: str
    expression: str


def lines(definition: Resource) -> list[Line]:
    """The elements that the differential speaks of and those that hold them, as the snapshot has them."""
    root = definition["type"]
    spoken = {element["id"]: element for element in definition["differential"]["element"]}
    shown = {holder for element_id in spoken for holder in _holders(element_id)} - {root}
    return [
        _line(element, spoken.get(element["id"], {}), root)
        for element in definition["snapshot"]["element"]
        if element["id"] in shown
    ]


def rules(definition: Resource) -> list[Rule]:
    """The invariants that the profile adds; a rule that stands at several elements is given for each."""
    return [
        Rule(held["key"], held["severity"], element["path"], held["human"], held.get("expression", ""))
        for element in definition["differential"]["element"]
        for held in element.get("constraint", ())
    ]


def last_word(url: str) -> str:
    """`VGC-Goal` of a canonical URL that ends so; its version is left out."""
    return url.partition("|")[0].rpartition("/")[2]


def _holders(element_id: str) -> Iterator[str]:
    """The element itself and each that holds it; a slice is held by what is sliced."""
    yield element_id
    for place, character in enumerate(element_id):
        if character in ".:":
            yield element_id[:place]


def _line(element: Resource, spoken: Resource, root: str) -> Line:
    own_id = element["id"].removeprefix(f"{root}.")
    last = own_id.rpartition(".")[2]
    binding = element.get("binding", {})
    profiles = [url for one in element.get("type", ()) for url in one.get("profile", ())]
    is_extension = "sliceName" in element and element["path"].endswith("xtension")
    return Line(
        id=own_id,
        name=f":{element['sliceName']}" if ":" in last else last,
        depth=own_id.count(".") + own_id.count(":"),
        min=element["min"],
        max=element["max"],
        must_support=element.get("mustSupport", False),
        types=tuple(_type(one) for one in element.get("type", ())),
        short=element.get("short", ""),
        # what the base says of the element is no reason of ours
        comment=spoken.get("comment", ""),
        fixed=_fixed(element),
        strength=binding.get("strength", ""),
        binding=binding.get("valueSet", ""),
        extension=profiles[0] if is_extension and profiles else "",
    )


def _type(one: Resource) -> str:
    code: str = one["code"]
    if code.startswith(_FHIRPATH_TYPE):
        named = [item["valueUrl"] for item in one.get("extension", ()) if item["url"] == _FHIR_TYPE]
        code = named[0] if named else code.removeprefix(_FHIRPATH_TYPE).lower()
    within = [last_word(url) for url in (*one.get("profile", ()), *one.get("targetProfile", ()))]
    return f"{code}({' | '.join(within)})" if within else code


def _fixed(element: Resource) -> str:
    """The value that the element must have, in a word where it is a code."""
    values = [value for name, value in element.items() if name.startswith(("fixed", "pattern"))]
    return _said(values[0]) if values else ""


def _said(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if "coding" in value:
        return " and ".join(_said(coding) for coding in value["coding"])
    if "code" in value:
        return f"{value['code']} ({last_word(value['system'])})" if "system" in value else str(value["code"])
    return ", ".join(f"{name} {_said(inner)}" for name, inner in value.items())
