"""Makes broken resources from valid ones, for each profile and each kind of rule; a seed decides where."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from profiles.wire import Resource
from tests.profiles.breaks import bundles, extensions, resources, structure, values
from tests.profiles.breaks.kinds import KINDS, Kind
from tests.profiles.places import Place, places

MODULES = (structure, values, extensions, resources, bundles)
"""Whose import filled `KINDS`."""


@dataclass(frozen=True, slots=True)
class BrokenResource:
    """A resource that breaks one kind of rule at `path`; `valid` is what it was made from."""

    name: str
    kind: Kind
    profile: str
    path: str
    resource: Resource
    valid: Resource


def broken(valid: Iterable[Resource], *, each: int, seed: int = 1) -> Iterator[BrokenResource]:
    """For each profile and each kind of rule up to `each` broken resources, at places chosen by the seed.

    `valid` holds resources that name their profile first; those of one profile are taken together.
    """
    by_profile: dict[str, list[tuple[Resource, list[Place]]]] = {}
    for resource in valid:
        profile = resource["meta"]["profile"][0]
        by_profile.setdefault(profile, []).append((resource, list(places(resource, profile))))
    for profile, ones in sorted(by_profile.items()):
        word = profile.rpartition("/")[2]
        for kind in KINDS:
            made = _spread(
                [list(_made(kind, *one)) for one in ones], random.Random(f"{seed} {word} {kind.name}")
            )
            for number, (path, resource, origin) in enumerate(made[:each], 1):
                yield BrokenResource(f"{word}: {kind.name} ({number})", kind, profile, path, resource, origin)


def telling(valid: Iterable[Resource], most: int) -> list[Resource]:
    """Of the resources of each profile, at most so many that show most of its elements between them."""
    by_profile: dict[str, list[tuple[Resource, frozenset[str]]]] = {}
    for resource in valid:
        profile = resource["meta"]["profile"][0]
        shown = frozenset(place.element.id for place in places(resource, profile))
        by_profile.setdefault(profile, []).append((resource, shown))
    chosen = []
    for _, ones in sorted(by_profile.items()):
        seen: frozenset[str] = frozenset()
        for _ in range(most):
            resource, shown = max(ones, key=lambda one: len(one[1] - seen))
            if shown <= seen:
                break
            seen |= shown
            chosen.append(resource)
    return chosen


def _made(kind: Kind, resource: Resource, at: list[Place]) -> Iterator[tuple[str, Resource, Resource]]:
    for path, changed in kind.make(resource, at):
        if changed != resource:
            yield path, changed, resource


def _spread(
    made: Sequence[list[tuple[str, Resource, Resource]]], chance: random.Random
) -> list[tuple[str, Resource, Resource]]:
    """In the order of chance, each element's place once before any comes twice."""
    all_of_them = [one for ones in made for one in ones]
    chance.shuffle(all_of_them)
    seen: dict[str, int] = {}
    turns = []
    for one in all_of_them:
        element = one[0].partition("[")[0]
        turns.append((seen.setdefault(element, 0), one))
        seen[element] += 1
    return [one for _, one in sorted(turns, key=lambda turn: turn[0])]
