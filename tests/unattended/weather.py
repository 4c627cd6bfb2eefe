"""What goes wrong at the endpoint: spells of faults that come, overlap and pass."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from adapter.sandbox.faults import Fault, Faults

_PAGES = "^(?!metadata)"
"""Every request but the first of a round, which asks what the endpoint can do."""
SPELLS: dict[str, dict[str, Any]] = {
    "connection closed before the work": {"action": "close-before"},
    "connection closed after the work": {"action": "close-after"},
    "answer cut off": {"action": "truncated"},
    "a proxy's page, 200": {"action": "html", "status": 200},
    "a proxy's page, 502": {"action": "html", "status": 502},
    "no answer in time": {"action": "delay", "seconds": 3.5},
    "slow": {"action": "delay", "seconds": 0.7},
    "hanging": {"action": "hang"},
    "done, and answered 500": {"action": "status-after", "status": 500},
    "done, and answered 504": {"action": "status-after", "status": 504},
    "500": {"action": "status", "status": 500},
    "502": {"action": "status", "status": 502},
    "503, Retry-After of a second": {"action": "status", "status": 503, "headers": {"Retry-After": "1"}},
    "429, Retry-After of 2 seconds": {"action": "status", "status": 429, "headers": {"Retry-After": "2"}},
    "429, Retry-After of 20 seconds": {"action": "status", "status": 429, "headers": {"Retry-After": "20"}},
    "429 without Retry-After": {"action": "status", "status": 429},
    "409": {"action": "status", "status": 409, "method": "(write)"},
    "412": {"action": "status", "status": 412, "method": "(write)"},
    "422": {"action": "status", "status": 422, "method": "(write)"},
    "401": {"action": "status", "status": 401},
    "403": {"action": "status", "status": 403},
    "next page leads elsewhere": {"action": "next-elsewhere", "path": _PAGES},
    "next page leads back": {"action": "next-repeats", "path": _PAGES},
    "next page has no address": {"action": "next-empty", "path": _PAGES},
    "next page forgets the filters": {"action": "next-without-filters", "path": _PAGES},
    "rows twice on a page": {"action": "duplicate-rows", "path": _PAGES},
    "entries in another order": {"action": "entries-reversed", "path": _PAGES},
    "an entry of the answer missing": {"action": "entry-missing", "path": _PAGES},
    "another resource than asked for": {"action": "other-resource"},
    "no version headers": {"action": "no-version-headers"},
    "patients' filter ignored": {"action": "ignore-patient"},
    "time filter ignored": {"action": "ignore-last-updated"},
    "committed late": {"action": "committed-late", "seconds": 40.0},
}
"""What a spell is called → the fault; `(write)` stands for POST or PUT, as chance will have it."""


@dataclass
class _Spell:
    name: str
    fault: Fault
    until: float


class Weather:
    """The faults of one endpoint. `happened` counts, by spell, the requests that met one."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._spells: list[_Spell] = []
        self._past: Counter[str] = Counter()
        # these never happen; they count the requests that arrive
        self._arrived = {
            method: faults.add("delay", method=method, probability=0.0) for method in ("GET", "POST", "PUT")
        }

    def turns(self, draw: random.Random, seconds: float) -> str:
        """A spell of up to so many seconds begins; returns its name."""
        name = draw.choice([*SPELLS])
        settings = dict(SPELLS[name])
        if settings.get("method") == "(write)":
            settings["method"] = draw.choice(["POST", "PUT"])
        if draw.random() < 0.5:
            settings["path"] = _PAGES  # a round that cannot even begin shows little
        fault = self._faults.add(**settings, probability=draw.choice([0.05, 0.1, 0.3, 1.0]))
        self._spells.append(_Spell(name, fault, time.monotonic() + draw.uniform(0.2, 1.0) * seconds))
        return name

    def passes(self) -> None:
        """What has lasted long enough is over."""
        self._end(time.monotonic())

    def clears(self) -> None:
        """Nothing goes wrong any more."""
        self._end(float("inf"))

    @property
    def happened(self) -> Counter[str]:
        return self._past + Counter({spell.name: spell.fault.happened for spell in self._spells})

    def arrived(self, *methods: str) -> int:
        """How many requests of these methods came so far, whatever became of them."""
        return sum(self._arrived[method].met for method in methods)

    def _end(self, now: float) -> None:
        for spell in [one for one in self._spells if one.until <= now]:
            self._faults.remove(spell.fault)
            self._past[spell.name] += spell.fault.happened
            self._spells.remove(spell)
