"""Reads the FHIR package that is shipped in `profiles/package`; nothing is read before it is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from profiles import wire
from profiles.archive import pack
from profiles.wire import Resource

FOLDER = Path(__file__).parent / "package"


class NotInPackage(LookupError):
    """No profile or extension of that name; the message gives the names that come close."""


@cache
def manifest() -> Resource:
    """`package.json`: name, version, dependencies and what else the FHIR NPM specification wants there."""
    document: Resource = wire.loads((FOLDER / "package.json").read_bytes())
    return document


def version() -> str:
    """The version of the package, which is the version of each of its artefacts."""
    number: str = manifest()["version"]
    return number


def files() -> dict[str, bytes]:
    """Path below `package/` → content of every file, sorted."""
    held = sorted(path for path in FOLDER.rglob("*.json") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in held}


def archive() -> bytes:
    """The package as a `.tgz` of the standard layout, the same bytes wherever it is made."""
    return pack({f"package/{path}": content for path, content in files().items()})


def definitions(resource_type: str) -> Iterator[Resource]:
    """Every definition of one resource type, such as `StructureDefinition`, by id; examples are none."""
    for path in sorted(FOLDER.glob(f"{resource_type}-*.json")):
        yield wire.loads(path.read_bytes())


def profiles() -> list[Resource]:
    """The StructureDefinition of every profile, by id."""
    return [one for one in definitions("StructureDefinition") if one["type"] != "Extension"]


def structure(name: str) -> Resource:
    """The StructureDefinition of a profile or extension, by id, last word of the id, name or canonical URL.

    Raises:
        NotInPackage: there is none of that name.
    """
    known = _structures()
    if name.lower() in known:
        return known[name.lower()]
    close = difflib.get_close_matches(name.lower(), known)
    names = sorted({short_name(known[match]) for match in close})
    hint = f"did you mean {' or '.join(names)}?" if names else "`fhir-vgc profiles list` lists the profiles"
    raise NotInPackage(f"{name}: the package has no profile or extension of that name; {hint}")


@cache
def _structures() -> dict[str, Resource]:
    """Whatever a profile or extension may be called, in small letters → its StructureDefinition."""
    known: dict[str, Resource] = {}
    for one in definitions("StructureDefinition"):
        for called in (one["url"], one["name"], one["id"], short_name(one)):
            # a profile comes before an extension that is called the same
            if called.lower() not in known or one["type"] != "Extension":
                known[called.lower()] = one
    return known


def short_name(definition: Resource) -> str:
    """`Goal` of `VGC-Goal`, `confidence` of `Extension-VGC-confidence`."""
    name: str = definition["id"]
    return name.removeprefix("Extension-").removeprefix("VGC-")
