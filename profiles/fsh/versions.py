"""Keeps what was published as it was: the digest of each file of every released version of the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from profiles import wire

LOCK = Path(__file__).parent / "versions.json"

Digests: TypeAlias = dict[str, str]


def digests(files: Mapping[str, bytes]) -> Digests:
    """File → sha256 of its content, whatever its order and its `date`; indexes follow from the rest."""
    found: Digests = {}
    for path, content in sorted(files.items()):
        if path.endswith(".index.json"):
            continue
        document = wire.loads(content)
        if isinstance(document, dict):
            document.pop("date", None)
        found[path] = wire.digest(document)
    return found


def released() -> dict[str, Digests]:
    """Version → digests, of every version that was released."""
    locked: dict[str, Digests] = json.loads(LOCK.read_text("utf-8"))
    return locked


def changed_under_release(files: Mapping[str, bytes], locked: Mapping[str, Digests]) -> list[str]:
    """One sentence for each file that is not what was published under the package's version; else none."""
    version = wire.loads(files["package.json"])["version"]
    if version not in locked:
        return []
    then, now = locked[version], digests(files)
    todo = (
        f"but version {version} is already published: raise `version` in sushi-config.yaml;"
        " docs/profiles/versions.md says which part to raise"
    )
    return [
        f"{path.removesuffix('.json')} {_what(path in then, path in now)}, {todo}"
        for path in sorted(then.keys() | now.keys())
        if then.get(path) != now.get(path)
    ]


def _what(was: bool, is_now: bool) -> str:
    if was and is_now:
        return "changed"
    return "is gone" if was else "is new"


def record(files: Mapping[str, bytes], lock: Path = LOCK) -> str:
    """Lock the version of these files, and give it; a version that is locked already stays as it is."""
    version: str = wire.loads(files["package.json"])["version"]
    locked = {version: digests(files), **json.loads(lock.read_text("utf-8"))}
    lock.write_text(json.dumps(locked, indent=2) + "\n", "utf-8")
    return version
