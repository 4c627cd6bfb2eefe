"""The script of faults: what goes wrong, at which requests, and how often."""

from __future__ import annotations

import json
import random
import re
import threading
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import msgspec

from adapter.errors import SettingsError

BEFORE = {
    "delay": "wait `seconds`, then go on as usual",
    "hang": "never answer, and process nothing",
    "close-before": "close the connection; process nothing",
    "status": "answer `status` with `headers` (Retry-After …) and `body`; process nothing",
}
"""What happens to a request before it is processed, by name of the action."""

WITHIN = {
    "ignore-if-match": "update and delete although the version is stale",
    "ignore-if-none-exist": "create although the resource is there",
    "ignore-if-none-match": "update although a resource of that id was to be created",
    "ignore-last-updated": "search as if `_lastUpdated` had not been asked",
    "ignore-patient": "search as if no `patient` had been asked for",
    "ignore-count": "put everything that is found on one page",
    "ignore-strict": "search on with unknown parameters although `handling=strict` was asked",
    "transaction-as-batch": "run a transaction entry by entry, and undo nothing",
    "not-undone": "refuse a transaction for one entry, and keep the others",
    "references-not-rewritten": "store `urn:uuid:` references of a transaction as they are",
    "entry-fails": "answer entry number `entry` (0 = the first) of a batch with `status`",
    "gone-as-not-found": "answer 404 for a deleted resource",
    "no-history": "answer 404 for every history",
    "newest-version-alone": "tell no older version in a resource's history, as if there were none",
    "next-without-filters": "forget the search parameters in `next` links",
    "committed-late": "stamp what is written `seconds` ago, so that it appears behind what was already seen",
}
"""What flawed servers do while they process a request."""

AFTER = {
    "next-elsewhere": "name another `host` in `next` links",
    "next-repeats": "let `next` links lead back to the first page",
    "next-empty": "give `next` links no address",
    "duplicate-rows": "repeat the first entry of a Bundle at its end",
    "outcome-row": "add an OperationOutcome to a search page, search.mode outcome, with `body` as its code",
    "no-meta": "leave out `meta` of the resources of a Bundle",
    "entry-missing": "leave out the last entry of a Bundle",
    "entries-reversed": "turn the entries of a Bundle round",
    "other-resource": "answer with a resource that was not asked for",
    "no-version-headers": "send neither ETag nor Last-Modified nor Location",
    "status-after": "answer `status` with `headers` and `body`",
    "html": "send an HTML page, with `status`",
    "gzip-claimed": "say that the body is compressed, which it is not",
    "gzip-unannounced": "compress the body, and do not say so",
    "padded": "add `size` bytes of white space to the body",
    "close-after": "close the connection without an answer",
    "truncated": "send half of the body, then close the connection",
    "drip": "send the body byte by byte, `seconds` apart",
    "close-idle": "close the connection after the answer, without announcing it",
}
"""What happens to the answer when the work has been done, in this order."""

ACTIONS: Mapping[str, str] = BEFORE | WITHIN | AFTER


@dataclass(slots=True)
class Fault:
    """One step of a script: an action, the requests it is for, and how often it happens.

    A request is meant if its `method` (empty: any) and its path below the base fit. `path` is a regular
    expression, searched for in `Patient/1`; the base itself is `/`, or empty without a slash. Of those, the
    fault happens from the `nth` (1 = the first), `count` times (0 = always), each with `probability`; where
    `above` is given, only to what exceeds so many requests a second. The other settings are for the actions
    that name them. Raises `SettingsError` for an unknown action or a wrong pattern.
    """

    action: str
    method: str = ""
    path: str = ""
    nth: int = 1
    count: int = 0
    probability: float = 1.0
    above: float = 0.0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0
    entry: int = 0
    size: int = 11_000_000
    host: str = "elsewhere.invalid"
    met: int = field(default=0, init=False)
    happened: int = field(default=0, init=False)
    full_at: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise SettingsError(f"unknown fault {self.action!r}; the faults are: {', '.join(ACTIONS)}")
        try:
            re.compile(self.path)
        except re.error as error:
            raise SettingsError(f"fault {self.action}: path is not a regular expression: {error}") from None

    def happens(self, method: str, path: str, chance: random.Random, now: float) -> bool:
        """Whether it happens to this request, which came at `now` (seconds of any clock)."""
        if self.method and self.method.upper() != method:
            return False
        if re.search(self.path, path) is None:
            return False
        self.met += 1
        if self.met < self.nth or (self.count and self.happened >= self.count):
            return False
        if self.above and self._within(now):
            return False
        if self.probability < 1 and chance.random() >= self.probability:
            return False
        self.happened += 1
        return True

    def _within(self, now: float) -> bool:
        """Whether `above` allows this request: a bucket of one second's requests, which refills steadily."""
        apart = 1 / self.above
        if now < self.full_at - max(0.0, 1.0 - apart):
            return False
        self.full_at = max(self.full_at, now) + apart
        return True


_SETTINGS = {setting.name for setting in fields(Fault) if setting.init}


class Faults:
    """The faults of a running endpoint; may be changed from any thread at any time.

    `seed` decides what happens by chance, so that a run can be repeated; if not given, it is drawn.
    """

    def __init__(
        self,
        steps: Iterable[Fault] = (),
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self.seed = random.SystemRandom().randrange(2**32) if seed is None else seed
        self._chance = random.Random(self.seed)  # noqa: S311 (a repeatable draw is the point)
        self._lock = threading.Lock()
        self._steps = list(steps)

    @classmethod
    def read(cls, path: Path) -> Faults:
        """A script from a file: TOML with `seed` and `[[fault]]` tables, or the same as JSON.

        Raises `SettingsError` where it cannot be read or holds what a fault does not have.
        """
        try:
            content = path.read_bytes()
            script = json.loads(content) if path.suffix == ".json" else tomllib.loads(content.decode())
        except (OSError, ValueError) as error:
            raise SettingsError(f"the script of faults {path.name} cannot be read: {error}") from None
        if not isinstance(script, dict) or set(script) - {"seed", "fault"}:
            raise SettingsError(
                f"the script of faults {path.name} holds a seed and a list of fault tables only"
            )
        return cls([_fault(step, path.name) for step in script.get("fault", [])], script.get("seed"))

    def __repr__(self) -> str:
        return f"Faults({self._steps}, seed={self.seed})"

    def add(self, action: str, **settings: Any) -> Fault:
        """Adds a step and returns it: its `happened` counts. Settings are those of `Fault`."""
        fault = Fault(action, **settings)
        with self._lock:
            self._steps.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        with self._lock:
            self._steps.remove(fault)

    def clear(self) -> None:
        with self._lock:
            self._steps.clear()

    def for_request(self, method: str, path: str) -> dict[str, Fault]:
        """The faults that happen at this request, by action; each is counted."""
        with self._lock:
            now = self._clock()
            return {
                step.action: step for step in self._steps if step.happens(method, path, self._chance, now)
            }


def _fault(step: Any, where: str) -> Fault:
    if not isinstance(step, dict) or "action" not in step:
        raise SettingsError(f"{where}: every fault is a table with an action")
    unknown = sorted(set(step) - _SETTINGS)
    if unknown:
        raise SettingsError(
            f"{where}: a fault has no setting {', '.join(unknown)}; it has: {', '.join(sorted(_SETTINGS))}"
        )
    try:
        return msgspec.convert(step, Fault)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: a fault has a setting of the wrong kind: {error}") from None
