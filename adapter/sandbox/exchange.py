"""What is asked of the endpoint beside an address and a body, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapter.sandbox.faults import Fault
from adapter.sandbox.version import Version
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says beside its address and body.

    `base` is the endpoint's own address. `prefer` is what `Prefer: return=` says. `lapses` are the faults
    that the answer is to show, by the name of their action (see `faults`).
    """

    base: str
    if_match: str | None = None
    if_none_match: str | None = None
    if_none_exist: str | None = None
    strict: bool = False
    prefer: str = ""
    lapses: Mapping[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and the version or the resource (a Bundle, a statement) that it is about.

    `wrote` tells a version that was written, or found instead, from one that was only asked for.
    """

    status: int
    version: Version | None = None
    resource: Resource | None = None
    wrote: bool = False
