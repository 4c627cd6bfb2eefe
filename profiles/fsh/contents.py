"""Puts a FHIR package together: the files of `profiles/package`, from what SUSHI made and the recipes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from profiles import wire
from profiles.fsh.cache import CORE
from profiles.fsh.groups import grouped
from profiles.fsh.invalid import Recipe, break_examples
from profiles.fsh.snapshots import cleaned
from profiles.wire import Resource

_HEAD = (
    "resourceType", "id", "meta", "url", "identifier", "version", "name", "title", "status", "experimental",
    "date", "publisher", "contact", "description", "jurisdiction",
)  # fmt: skip

_INDEXED = ("resourceType", "id", "url", "version", "kind", "type", "supplements", "content", "derivation")
"""What `.index.json` repeats of a resource (FHIR NPM package specification, index version 2)."""


def read_compiled(folder: Path) -> dict[str, Resource]:
    """What SUSHI wrote, by `Type/id`."""
    compiled = (wire.loads(path.read_bytes()) for path in sorted(folder.glob("*.json")))
    return {f"{resource['resourceType']}/{resource['id']}": resource for resource in compiled}


def package_files(compiled: Mapping[str, Resource], recipes: Iterable[Recipe]) -> dict[str, bytes]:
    """Path below `package/` → content of every file of the package, in a fixed order.

    Raises:
        CompilationFailed: a recipe does not fit.
    """
    guide = next(
        resource for resource in compiled.values() if resource["resourceType"] == "ImplementationGuide"
    )
    listed = guide["definition"]["resource"]
    example_names = {
        entry["reference"]["reference"]
        for entry in listed
        if "exampleCanonical" in entry or entry.get("exampleBoolean")
    }
    examples = {name: resource for name, resource in compiled.items() if name in example_names}
    # SUSHI leaves to the IG Publisher what the guide says of all artefacts
    definitions = [
        _published(_for_no_pages(resource) if resource is guide else resource, guide)
        for name, resource in compiled.items()
        if name not in example_names
    ]
    broken, told = break_examples(recipes, {resource["id"]: resource for resource in examples.values()})
    files: dict[str, Any] = {"package.json": _manifest(guide)}
    files |= _folder("", {_file_name(resource): resource for resource in definitions})
    files |= _folder("example/", {_file_name(resource): resource for resource in examples.values()})
    files |= _folder("tests/", {f"{name}.json": resource for name, resource in broken.items()})
    files["tests/invalid.json"] = told
    return {path: f"{wire.pretty(content)}\n".encode() for path, content in sorted(files.items())}


def _file_name(resource: Resource) -> str:
    return f"{resource['resourceType']}-{resource['id']}.json"


def _folder(name: str, resources: dict[str, Resource]) -> dict[str, Any]:
    """The files of one folder, with their index."""
    index = {
        "index-version": 2,
        "files": [
            {
                "filename": file,
                **{key: resource[key] for key in _INDEXED if isinstance(resource.get(key), str)},
            }
            for file, resource in sorted(resources.items())
        ],
    }
    return {f"{name}.index.json": index, **{f"{name}{file}": content for file, content in resources.items()}}


def _published(resource: Resource, guide: Resource) -> Resource:
    """The resource with the guide's version, date, publisher and jurisdiction, and a clean snapshot."""
    shared = {name: guide[name] for name in ("date", "publisher", "contact", "jurisdiction")}
    if "url" in resource:  # a NamingSystem has neither
        shared["version"] = guide["version"]
    stamped = {**cleaned(resource), **shared}
    return {name: stamped[name] for name in (*_HEAD, *stamped) if name in stamped}


def _for_no_pages(guide: Resource) -> Resource:
    """The guide in groups, without what is for the IG Publisher: an empty page, parameters unknown to R4."""
    definition = {k: v for k, v in guide["definition"].items() if k not in ("page", "parameter")}
    return {**guide, "definition": grouped(definition)}


def _manifest(guide: Resource) -> Resource:
    """`package.json` of the FHIR NPM package specification."""
    core, _, core_version = CORE.partition("#")
    coding = guide["jurisdiction"][0]["coding"][0]
    return {
        "name": guide["packageId"],
        "version": guide["version"],
        "title": guide["title"],
        "description": guide["description"],
        "author": guide["publisher"],
        "license": guide["license"],
        "canonical": guide["url"].partition("/ImplementationGuide/")[0],
        "jurisdiction": f"{coding['system']}#{coding['code']}",
        "type": "IG",
        "fhirVersions": guide["fhirVersion"],
        "dependencies": {core: core_version, **{d["packageId"]: d["version"] for d in guide["dependsOn"]}},
    }
