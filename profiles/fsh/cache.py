"""Where published FHIR packages lie on this machine: the FHIR package cache that the usual tools share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from profiles import wire
from profiles.wire import Resource

CORE = "hl7.fhir.r4.core#4.0.1"
UK_CORE = "fhir.r4.ukcore.stu2#2.0.1"


class NotInCache(Exception):
    """A FHIR package is not in the cache."""


def usual_cache() -> Path:
    """`FHIR_PACKAGE_CACHE`, or else `.fhir/packages` of the home folder."""
    named = os.environ.get("FHIR_PACKAGE_CACHE")
    return Path(named) if named else Path.home() / ".fhir" / "packages"


def resources(package: str, cache: Path) -> Iterator[Resource]:
    """Each conformance resource of a package (`name#version`), by file name.

    Raises:
        NotInCache: the package is not there.
    """
    folder = cache / package / "package"
    if not folder.is_dir():
        raise NotInCache(f"{package} is not in the FHIR package cache {cache}")
    for path in sorted(folder.glob("*.json")):
        document = wire.loads(path.read_bytes())
        if path.name != ".index.json" and "resourceType" in document:
            yield document
