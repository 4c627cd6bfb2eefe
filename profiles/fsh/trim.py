"""Writes `profiles/base.zip` and `base.json`: what a check needs of hl7.fhir.r4.core and UK Core STU2."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from profiles import wire
from profiles.fsh.cache import CACHE, CORE, UK_CORE, resources
from profiles.wire import Resource

HERE = Path(__file__).parent
ARCHIVE = HERE.parent / "base.zip"

_KINDS = ("resource", "complex-type", "primitive-type")

_STRUCTURE = (
    "resourceType", "id", "url", "version", "name", "title", "status", "kind", "abstract", "context",
    "contextInvariant", "type", "baseDefinition", "derivation",
)  # fmt: skip

_ELEMENT = (
    "id", "path", "representation", "sliceName", "slicing", "min", "max", "base", "contentReference", "type",
    "maxLength", "mustSupport", "isModifier",
)  # fmt: skip

_VALUE_SET = ("resourceType", "id", "url", "version", "name", "title", "status", "compose")

_CODE_SYSTEM = (
    "resourceType", "id", "url", "version", "name", "title", "status", "caseSensitive", "hierarchyMeaning",
    "content", "supplements",
)  # fmt: skip

_NOTICE = """\
Definitions that others published, trimmed to what a check of instances needs: descriptions, mappings,
differentials and narrative are left out, and nothing else is changed.

From hl7.fhir.r4.core 4.0.1: published by HL7 International, CC0-1.0 (CC0-1.0.txt).
From fhir.r4.ukcore.stu2 2.0.1 (canonical URLs that begin with https://fhir.hl7.org.uk/): published by HL7 UK,
licensed under the Apache License, Version 2.0 (Apache-2.0.txt). The snapshots are those of the package
that the archive was made from.

HL7 and FHIR are registered trademarks of Health Level Seven International.
"""


def _kept(source: Resource, names: tuple[str, ...]) -> Resource:
    return {name: source[name] for name in names if name in source}


def _element(source: Resource) -> Resource:
    kept = _kept(source, _ELEMENT)
    kept |= {
        name: value
        for name, value in source.items()
        # fixedString, and _fixedString where only its extension says something
        if name.lstrip("_").startswith(("fixed", "pattern", "minValue", "maxValue"))
    }
    if "binding" in source:
        kept["binding"] = _kept(source["binding"], ("strength", "valueSet"))
    if "constraint" in source:
        wanted = ("key", "severity", "human", "expression", "source")
        kept["constraint"] = [_kept(constraint, wanted) for constraint in source["constraint"]]
    return kept


def _structure(source: Resource) -> Resource | None:
    # two examples of the core package have no snapshot; logical models describe no resource
    if source["kind"] not in _KINDS or "snapshot" not in source:
        return None
    elements = [_element(element) for element in source["snapshot"]["element"]]
    return {**_kept(source, _STRUCTURE), "snapshot": {"element": elements}}


def _value_set(source: Resource) -> Resource | None:
    kept = _kept(source, _VALUE_SET)
    if "compose" not in source and "expansion" in source:
        kept["expansion"] = source["expansion"]
    return kept


def _concept(source: Resource) -> Resource:
    kept = _kept(source, ("code", "display", "property"))
    if "concept" in source:
        kept["concept"] = [_concept(inner) for inner in source["concept"]]
    return kept


def _code_system(source: Resource) -> Resource | None:
    kept = _kept(source, _CODE_SYSTEM)
    if "property" in source:
        kept["property"] = [_kept(named, ("code", "uri", "type")) for named in source["property"]]
    if "concept" in source:
        kept["concept"] = [_concept(concept) for concept in source["concept"]]
    return kept


_TRIM: dict[str, Callable[[Resource], Resource | None]] = {
    "StructureDefinition": _structure,
    "ValueSet": _value_set,
    "CodeSystem": _code_system,
}


def members(cache: Path) -> dict[str, bytes]:
    """Name → content of every member of the archive, made from the packages in the cache.

    Raises:
        NotInCache: one of the packages is not there.
        ValueError: two definitions have one canonical URL, or one name.
    """
    files: dict[str, bytes] = {}
    index: dict[str, str] = {}
    for package in (CORE, UK_CORE):
        for source in resources(package, cache):
            trim = _TRIM.get(source["resourceType"])
            definition = trim(source) if trim else None
            if definition is None:
                continue
            name = f"{definition['resourceType']}-{definition['id']}.json"
            if name in files or definition["url"] in index:
                raise ValueError(f"{definition['url']} is defined twice, or shares the name {name}")
            files[name] = wire.dumps(definition)
            index[definition["url"]] = name
            if "version" in definition:
                index[f"{definition['url']}|{definition['version']}"] = name
    return {
        "NOTICE": _NOTICE.encode(),
        "CC0-1.0.txt": (HERE / "licences" / "CC0-1.0.txt").read_bytes(),
        "Apache-2.0.txt": (HERE.parents[1] / "LICENSE").read_bytes(),
        "index.json": wire.dumps(dict(sorted(index.items()))),
        **dict(sorted(files.items())),
    }


def write(cache: Path = CACHE, archive: Path = ARCHIVE) -> None:
    """Write the archive, without dates, owners or anything else of the machine.

    Raises:
        NotInCache: one of the packages is not in the cache.
    """
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in members(cache).items():
            member = zipfile.ZipInfo(name)  # dated 1980-01-01
            member.external_attr = 0o644 << 16
            member.create_system = 3
            opened.writestr(member, content, zipfile.ZIP_DEFLATED, 9)
    archive.with_suffix(".json").write_bytes(places(archive))


def places(archive: Path = ARCHIVE) -> bytes:
    """Canonical URL → where the compressed content of a definition begins in the archive, and its size."""
    lines = []
    with zipfile.ZipFile(archive) as opened, archive.open("rb") as bare:
        for url, name in wire.loads(opened.read("index.json")).items():
            if "|" not in url:
                member = opened.getinfo(name)
                # the file's header has 30 bytes, then its name and what else it says (APPNOTE.TXT, 4.3.7)
                bare.seek(member.header_offset + 26)
                start = member.header_offset + 30 + sum(struct.unpack("<HH", bare.read(4)))
                lines.append(f"{wire.dumps(url).decode()}:[{start},{member.compress_size}]")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def outdated(cache: Path = CACHE, archive: Path = ARCHIVE) -> bool:
    """Whether the archive holds something else than the packages give, or `base.json` leads elsewhere.

    The archive's bytes depend on the zlib in use, so what it holds is compared.

    Raises:
        NotInCache: one of the packages is not in the cache.
    """
    index = archive.with_suffix(".json")
    if not archive.is_file() or not index.is_file() or index.read_bytes() != places(archive):
        return True
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()} != members(cache)
