"""Small profiles for tests: a type of R4 with some of its elements narrowed or sliced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from profiles.checking.snapshots import TYPES, package
from profiles.wire import Resource

PLINTH = "https://plinth.example/StructureDefinition"


def derived(base: str, name: str, said: Mapping[str, Resource]) -> Resource:
    """A profile with a snapshot; `said` is by element id, and what the base lacks of these is unfolded."""
    definition = copy.deepcopy(package().definition(f"{TYPES}{base}"))
    assert definition is not None
    snapshot = _Snapshot(definition["snapshot"]["element"])
    for id_, narrowed in said.items():
        snapshot.element(id_).update(narrowed)
    constrained = {"derivation": "constraint", "baseDefinition": f"{TYPES}{base}", "status": "draft"}
    named = {"id": name, "name": name, "url": f"{PLINTH}/{name}"}
    differential = {"element": [{"id": id_, **_place(id_), **one} for id_, one in said.items()]}
    return {**definition, **constrained, **named, "differential": differential}


class _Snapshot:
    def __init__(self, elements: list[Resource]) -> None:
        self._elements = elements

    def element(self, id_: str) -> Resource:
        for one in self._elements:
            if one["id"] == id_:
                return one
        above, _, own = id_.rpartition(".")
        self.element(above)
        sliced, _, slice_name = own.partition(":")
        if slice_name:
            self.element(f"{above}.{sliced}")
            self._slice(f"{above}.{sliced}", slice_name)
        else:
            self._unfold(above)
        return next(one for one in self._elements if one["id"] == id_)

    def _slice(self, of: str, name: str) -> None:
        at = max(n for n, one in enumerate(self._elements) if one["id"].startswith((of, f"{of}.", f"{of}:")))
        made = []
        for one in self._elements:
            if one["id"] == of or one["id"].startswith(f"{of}."):
                made.append({**copy.deepcopy(one), "id": f"{of}:{name}{one['id'].removeprefix(of)}"})
        made[0].pop("slicing", None)
        made[0].update(sliceName=name, min=0)
        self._elements[at + 1 : at + 1] = made

    def _unfold(self, id_: str) -> None:
        (at,) = (n for n, one in enumerate(self._elements) if one["id"] == id_)
        folded = self._elements[at]
        type_ = folded["type"][0]
        definition = package().definition((type_.get("profile") or [f"{TYPES}{type_['code']}"])[0])
        assert definition is not None
        made = []
        for one in definition["snapshot"]["element"][1:]:
            below = one["path"].partition(".")[2]
            named = one["id"].partition(".")[2]
            made.append(copy.deepcopy(one) | {"id": f"{id_}.{named}", "path": f"{folded['path']}.{below}"})
        self._elements[at + 1 : at + 1] = made


def _place(id_: str) -> dict[str, str]:
    steps = [step.partition(":") for step in id_.split(".")]
    named = {"sliceName": steps[-1][2]} if steps[-1][2] else {}
    return {"path": ".".join(step[0] for step in steps), **named}


def by(kind: str, path: str, rules: str = "open") -> dict[str, Any]:
    """The slicing of an element by one discriminator."""
    return {"slicing": {"discriminator": [{"type": kind, "path": path}], "rules": rules}}


def reference(*profiles: str) -> dict[str, Any]:
    """The type of an element that refers to resources of these profiles."""
    return {"type": [{"code": "Reference", "targetProfile": list(profiles)}]}
