"""Compiled invariants say what `fhirpathpy` says, for valid resources and for broken ones.

Where the library is known to be wrong, and what is right (both kept out of the comparison, and held by
test_fhirpath.py):

- A primitive that has extensions becomes two nodes there, its value and `_name`. It is one element (R4, JSON
  page, "JSON representation of primitive elements"). So nothing here has extensions on primitives.
- `children()` leaves out a primitive that has only extensions. It is a child (the same).
- FHIR's dates are compared there as text, so that `2021 <= 2021-11-19` holds. Whether it does cannot be said
  (FHIRPath, "Comparison": different precision is empty). So nothing here shortens a date.
- `as` on a collection raises there, as FHIRPath says; but R4's own dom-3 uses it so, for what `ofType` does.
- `htmlChecks()` is FHIR's, and the library has none.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from string import ascii_lowercase
from typing import Any

from profiles.checking.fhirpath.compiling import compiles
from profiles.wire import Resource
from tests.profiles.invariants import about, by_library, compiled, published
from tests.profiles.material import of_random_records

_CONTAINED = [
    {"resourceType": "Patient", "id": "patient", "name": [{"family": "Example"}]},
    {"resourceType": "Group", "id": "group", "member": [{"entity": {"reference": "#patient"}}]},
    {"resourceType": "Basic", "code": {"text": "nobody refers to it"}, "subject": {"reference": "#"}},
]


def _objects(value: Any) -> Iterator[Resource]:
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(below)


def _broken(resource: Resource, chance: random.Random) -> Resource:
    """The resource with a few elements dropped, repeated, of another type, or at one another's place."""
    resource = deepcopy(resource)
    for _ in range(chance.randint(1, 4)):
        element = chance.choice(list(_objects(resource)))
        names = [name for name in element if name != "resourceType"]
        if not names:
            continue
        name, other = chance.choice(names), chance.choice(names)
        value = element[name]
        match chance.choice(("drop", "repeat", "retype", "swap", "id", "refer", "contain")):
            case "drop":
                del element[name]
            case "repeat" if isinstance(value, list):
                element[name] = [*value, *value]
            case "retype" if name.startswith(("value", "detail")) and isinstance(value, str):
                del element[name]
                element[name.rstrip(ascii_lowercase)[:-1] + chance.choice(("String", "Code", "Uri"))] = value
            case "swap" if type(element[other]) is type(value):
                element[name], element[other] = element[other], value
            case "id":
                element["id"] = "one"
            case "refer":
                resource["subject"] = {"reference": chance.choice(("#patient", "#nobody", "#", "Patient/1"))}
            case "contain":
                resource["contained"] = deepcopy(chance.choices(_CONTAINED, k=2))
    return resource


def test_compiled_invariants_agree_with_the_library() -> None:
    chance = random.Random(3)
    compared: Counter[tuple[str, bool]] = Counter()
    for name, resource in of_random_records(6):
        for shown in (resource, *(_broken(resource, chance) for _ in range(3))):
            for one, element in about(shown):
                # ele-1 is about every element there is: a few of them say as much
                if one.key.startswith("txt-") or (one.key == "ele-1" and chance.random() > 0.05):
                    continue
                kept = compiled(one, element, shown)
                assert kept is by_library(one, element, shown), (name, one, element)
                compared[one.key, kept] += 1

    assert compared.total() > 10_000
    broken = {key for key, kept in compared if not kept}
    assert broken >= {"dom-3", "dom-6", "ext-1", "ref-1"}


def test_every_published_invariant_is_compiled() -> None:
    assert len(published()) > 1_400
    assert not [one for one in published() if not compiles(one.expression, one.type_name, one.key)]
