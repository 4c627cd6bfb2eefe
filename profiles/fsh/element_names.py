"""Makes `profiles/checking/fhirpath/r4.json`: what FHIRPath has to know of R4's types, from `fhirpathpy`."""

from __future__ import annotations

from typing import Any, TypeAlias

from fhirpathpy.models import models

from profiles import wire
from profiles.fsh.cache import HOUSE

TABLES = HOUSE / "profiles" / "checking" / "fhirpath" / "r4.json"

Names: TypeAlias = dict[str, dict[str, str | list[str]]]


def tables() -> bytes:
    """The file's content, one kind of element to a line.

    `parents`: type → the type that it is derived from. `elements`: kind → name of an element in it → that
    element's kind, or for a choice of types the ends that its name has in JSON.
    """
    published = models["r4"]
    parents = published["type2Parent"] | {"BackboneElement": "Element", "DomainResource": "Resource"}
    elements = ",\n".join(f'"{kind}":{_json(names)}' for kind, names in sorted(_elements(published).items()))
    return f'{{"parents":{_json(parents)},\n"elements":{{\n{elements}\n}}}}\n'.encode()


def _elements(published: dict[str, Any]) -> Names:
    choices: dict[str, list[str]] = published["choiceTypePaths"]
    # FHIRPath knows a choice only by its name without the type (R4, FHIRPath page, "Polymorphism in FHIR")
    with_type = {path + suffix for path, suffixes in choices.items() for suffix in suffixes}
    kinds: dict[str, str] = {p: kind for p, kind in published["path2Type"].items() if p not in with_type}
    # elements without a type of their own are in the table only as the beginning of other paths
    for path in [*kinds]:
        while "." in (path := path.rpartition(".")[0]):
            kinds.setdefault(path, path)
    elsewhere: dict[str, str] = published["pathsDefinedElsewhere"]
    found: Names = {}
    for path in sorted({*kinds, *choices, *elsewhere}):
        described = elsewhere.get(path, path)
        kind, _, name = path.rpartition(".")
        found.setdefault(kind, {})[name] = choices.get(described) or kinds[described]
    return found


def _json(value: Any) -> str:
    return wire.dumps(dict(sorted(value.items()))).decode()


def write() -> None:
    """Write the file."""
    TABLES.write_bytes(tables())


def outdated() -> bool:
    """Whether the file is not what `fhirpathpy` gives."""
    return not TABLES.is_file() or TABLES.read_bytes() != tables()
