"""One version of one resource, as it is kept and passed on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one resource. `method` made it; `body` is its JSON, or None where it was deleted."""

    type: str
    id: str
    version: int
    updated: str
    method: str
    body: bytes | None
    sequence: int

    @property
    def etag(self) -> str:
        return f'W/"{self.version}"'

    @property
    def reference(self) -> str:
        return f"{self.type}/{self.id}"
