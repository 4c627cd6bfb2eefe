"""One suite of FHIR interactions, for the sandbox and for the real servers it stands in for.

Every interaction is a function of an `Asker`. Where the specification leaves a server a choice, the answers
that it allows are listed with the reason; everything else is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from tests.interactions import bundles, conditions, errors, histories, reading_and_writing, searching
from tests.peers.asker import Asker

Interaction = Callable[[Asker], None]


def _of(module: ModuleType) -> list[Interaction]:
    return [
        thing
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
    ]


INTERACTIONS: list[Interaction] = [
    interaction
    for module in (reading_and_writing, conditions, bundles, searching, histories, errors)
    for interaction in _of(module)
]
