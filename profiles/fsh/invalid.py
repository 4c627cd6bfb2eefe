"""Makes invalid examples: a recipe names a valid one, the change that breaks it, and the rule it breaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import jsonpatch

from profiles.checking.issues import Kind
from profiles.fsh.sushi import CompilationFailed
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Recipe:
    """One `[[invalid]]` of a file in `profiles/fsh/invalid`.

    `rule` is `min`, `max`, the key of an invariant, the URL of a value set, the name of a slice …; `path` is
    where the issue is reported (FHIRPath); `change` is a JSON Patch (RFC 6902).
    """

    name: str
    example: str
    kind: Kind
    rule: str
    path: str
    says: str
    change: list[dict[str, Any]]

    def about(self, profile: str) -> Resource:
        """The recipe as an entry of `tests/invalid.json`."""
        return {
            "file": f"{self.name}.json",
            "profile": profile,
            "example": self.example,
            "kind": self.kind,
            "rule": self.rule,
            "path": self.path,
            "says": self.says,
        }


_KEYS = {field.name for field in fields(Recipe)}


def recipes(folder: Path) -> Iterator[Recipe]:
    """Every recipe of a folder's TOML files, by file name.

    Raises:
        CompilationFailed: a file is not TOML, or a recipe is not complete; the message names it.
    """
    for path in sorted(folder.glob("*.toml")):
        try:
            document = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise CompilationFailed(f"{path.name}: {error}") from error
        for number, entry in enumerate(document.get("invalid", []), 1):
            where = f"{path.name}, recipe {number} ({entry.get('name', 'without a name')})"
            if wrong := _KEYS ^ set(entry):
                raise CompilationFailed(f"{where}: missing or unknown keys: {', '.join(sorted(wrong))}")
            if entry["kind"] not in get_args(Kind):
                raise CompilationFailed(f"{where}: kind is one of {', '.join(get_args(Kind))}")
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["name"]):
                raise CompilationFailed(f"{where}: a name is small letters, digits and hyphens")
            yield Recipe(**entry)


def break_examples(
    all_recipes: Iterable[Recipe], examples: Mapping[str, Resource]
) -> tuple[dict[str, Resource], list[Resource]]:
    """Invalid resources by name, and the index that tells of each what is wrong with it.

    `examples` are the valid ones by id; the profile of an invalid one is what its valid one names.

    Raises:
        CompilationFailed: a name is used twice, an example is unknown, a change does not fit or does nothing.
    """
    broken: dict[str, Resource] = {}
    index: list[Resource] = []
    for recipe in all_recipes:
        if recipe.name in broken:
            raise CompilationFailed(f"{recipe.name}: two recipes of that name")
        if recipe.example not in examples:
            raise CompilationFailed(f"{recipe.name}: there is no example {recipe.example}")
        valid = examples[recipe.example]
        try:
            broken[recipe.name] = jsonpatch.apply_patch(valid, recipe.change)
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
            raise CompilationFailed(
                f"{recipe.name}: the change does not fit {recipe.example}: {error}"
            ) from error
        if broken[recipe.name] == valid:
            raise CompilationFailed(f"{recipe.name}: the change changes nothing")
        index.append(recipe.about(valid["meta"]["profile"][0]))
    return dict(sorted(broken.items())), sorted(index, key=lambda entry: entry["file"])
