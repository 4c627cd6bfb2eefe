"""Published FHIR packages as files: whole from the package cache, or as much as our check has of them."""

from __future__ import annotations

import zipfile

from profiles import wire
from profiles.checking.snapshots import BASE
from profiles.fsh.cache import CACHE, CORE, UK_CORE, fill


def published(package: str) -> dict[str, bytes]:
    """Path → content of every file of `CORE` or `UK_CORE`, below its folder in a package cache."""
    fill()
    folder = CACHE / package
    if folder.is_dir():
        held = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in held}
    with zipfile.ZipFile(BASE) as archive:
        names = set(wire.loads(archive.read("index.json")).values())
        # by name, for UK Core has R5 extensions by the canonical URL that they have there
        chosen = [name for name in names if ("-UKCore-" in name) == (package == UK_CORE)]
        members = {f"package/{name}": archive.read(name) for name in chosen}
    return {**members, **empty(package)}


def empty(package: str) -> dict[str, bytes]:
    """The same of a package of that `name#version` that holds nothing."""
    name, _, version = package.partition("#")
    kind = "fhir.core" if package == CORE else "fhir.ig"
    said = {"name": name, "version": version, "type": kind, "fhirVersions": ["4.0.1"]}
    said |= {"canonical": "https://fhir.hl7.org.uk"} if package == UK_CORE else {}
    return {"package/package.json": wire.dumps(said)}
