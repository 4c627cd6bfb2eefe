"""Where published FHIR packages lie: a FHIR package cache of this working copy's own, in `.peers/fhir`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from profiles import wire
from profiles.wire import Resource

HOUSE = Path(__file__).parents[2]

HOME = HOUSE / ".peers" / "fhir"
"""As the home folder of a tool: its cache is where such tools look, and the person's own is left alone."""

CACHE = HOME / ".fhir" / "packages"

CORE = "hl7.fhir.r4.core#4.0.1"
UK_CORE = "fhir.r4.ukcore.stu2#2.0.1"

# Machines without a network have the packages beside the working copy; others get them from the registry.
_OFFLINE = HOUSE.parent / "shared" / "fhir-packages" / "install"


class NotInCache(Exception):
    """A FHIR package is not in the cache."""


def fill() -> None:
    """Put the packages into the cache that this machine has offline; nothing, where it has none."""
    if _OFFLINE.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(  # noqa: S603 - the reference material's own script
            [sys.executable, str(_OFFLINE)],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "FHIR_PACKAGE_CACHE": str(CACHE)},
        )


def resources(package: str, cache: Path = CACHE) -> Iterator[Resource]:
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
