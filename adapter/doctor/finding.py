"""What one look of the doctor found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["well", "warning", "ill"]
Check: TypeAlias = Literal[
    "settings",
    "log",
    "ledger",
    "disk",
    "changes",
    "reach",
    "tls",
    "client certificate",
    "clock",
    "auth",
    "capability",
    "learnt",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`well`, `warning` (it works, and somebody should look) or `ill` (it cannot work), and what to do."""

    check: Check
    verdict: Verdict
    found: str
    todo: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)
