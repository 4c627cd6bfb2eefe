"""FHIR packages that somebody gives to a check: their definitions stand beside ours."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from profiles import wire
from profiles.checking.snapshots import TYPES, Definitions
from profiles.checking.texts import printable
from profiles.wire import Resource

_DEFINITIONS = ("StructureDefinition", "ValueSet", "CodeSystem")
_OF_THE_PACKAGE = re.compile(r"(?:\./)?package/[^/.][^/]*\.json")
_MANIFEST = "package.json"


class NotAPackage(ValueError):
    """What was given is no FHIR package that a check can use; the message says which, why, and what to do."""


class GivenPackage:
    """The definitions of one FHIR package for R4: a `.tgz` as the registries have them, or its folder.

    Its StructureDefinitions without a snapshot are left out: what names one is told as not checked. Raises
    `NotAPackage`.
    """

    def __init__(self, place: Path) -> None:
        self._place = printable(str(place))
        self._known: dict[str, Resource] = {}
        self._bare = 0
        manifest = False
        for name, content in self._files(place):
            if name == _MANIFEST:
                manifest = True
                self._for_r4(self._json(name, content))
            else:  # whatever it is called: UK Core's names say nothing
                self._take(self._json(name, content))
        if not manifest:
            raise self._none(f"no {_MANIFEST} in it", "Name the .tgz of a FHIR package, or its folder.")
        kinds = {one["resourceType"] for one in self._known.values()}
        if self._bare and "StructureDefinition" not in kinds:
            found = "StructureDefinitions without a snapshot"
            raise self._none(found, "Make it with snapshots (sushi --snapshot, or the IG Publisher).")
        if not self._known:
            raise self._none("no definition in it", "Name the package that has the profiles.")

    def definition(self, url: str) -> Resource | None:
        return self._known.get(url.partition("|")[0])

    def profile(self, name: str) -> str | None:
        """The canonical URL of the profile of a resource that has this id or name, in any case."""
        for url, one in self._known.items():
            called = {str(one.get(key)).lower() for key in ("id", "name")}
            if name.lower() in called and one.get("kind") == "resource":
                return url
        return None

    def _take(self, one: Resource) -> None:
        """Keeps what is a definition, and can be used as it is."""
        kind, url = one.get("resourceType"), one.get("url")
        if kind == "StructureDefinition" and not _usable(one):
            self._bare += 1
        elif kind in _DEFINITIONS and isinstance(url, str):
            self._known[url] = one

    def _for_r4(self, manifest: Resource) -> None:
        versions = manifest.get("fhirVersions") or manifest.get("fhir-version-list") or ["4.0"]
        if not any(str(one).startswith("4.0") for one in versions):
            listed = printable(", ".join(map(str, versions)))
            raise self._none(f"a package for FHIR {listed}", "Name the one for R4 (4.0.1).")

    def _files(self, place: Path) -> Iterator[tuple[str, bytes]]:
        """The name and the content of each JSON file of the package itself, without its examples."""
        try:
            if place.is_dir():
                folder = place / "package" if (place / "package" / _MANIFEST).exists() else place
                for path in sorted(folder.glob("[!.]*.json")):
                    yield path.name, path.read_bytes()
                return
            with tarfile.open(place) as archive:
                for member in archive:
                    file = archive.extractfile(member) if _OF_THE_PACKAGE.fullmatch(member.name) else None
                    if file is not None:
                        yield Path(member.name).name, file.read()
        except (tarfile.TarError, EOFError) as error:
            raise self._none("no whole .tgz", "Name the .tgz of a FHIR package, or copy it again.") from error
        except OSError as error:
            found = f"nothing that can be read ({error.strerror or 'damaged'})"
            raise self._none(found, "Check its name, and who may read it.") from error

    def _json(self, name: str, content: bytes) -> Resource:
        try:
            value = wire.loads(content)
        except wire.NotJson as error:
            raise self._none(f"{printable(name)} that is not JSON ({error})", "Make it again.") from None
        if not isinstance(value, dict):
            raise self._none(f"{printable(name)} that is no resource", "Make it again.")
        return value

    def _none(self, found: str, todo: str) -> NotAPackage:
        return NotAPackage(f"{self._place}: found {found}; expected a FHIR package for R4. {todo}")


def _usable(one: Resource) -> bool:
    """Whether a StructureDefinition says what the check cannot do without."""
    snapshot = one.get("snapshot")
    elements = snapshot.get("element") if isinstance(snapshot, dict) else None
    listed = _all_have(elements, "id", "path") and _all_have(one.get("context", []), "type", "expression")
    return bool(elements) and listed and _all_have([one], "type", "kind")


def _all_have(items: Any, *names: str) -> bool:
    """Whether it is a list of objects that have a text by each of these names."""
    return isinstance(items, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names) for one in items
    )


class Beside:
    """The definitions of given packages, the first that has one, then those of ours.

    FHIR R4's own types are always ours.
    """

    def __init__(self, given: Sequence[Definitions], ours: Definitions) -> None:
        self._given = given
        self._ours = ours

    def definition(self, url: str) -> Resource | None:
        places = [self._ours, *self._given] if url.startswith(TYPES) else [*self._given, self._ours]
        return next((found for one in places if (found := one.definition(url)) is not None), None)
