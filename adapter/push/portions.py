"""A worker's way through the sessions: some patients at a time whom no other has, until all are done."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from adapter.interrupt import Interrupt
from adapter.ledger.claims import Claims
from adapter.push.drafts import Sessions

_LEAST, _MOST = 4, 100
"""Patients claimed at once: enough to keep several connections busy, few enough to leave some to others."""

_AGAIN = 1.0
"""Seconds until others are asked again whether they are done."""


@dataclass
class _Work:
    """What is to be done for one patient: sessions in their order, and how often they list the patient."""

    sessions: list[str] = field(default_factory=list)
    listed: int = 0
    digest: str = ""

    def add(self, session_id: str, digest: str) -> None:
        self.sessions.append(session_id)
        self.listed += 1
        self.digest = hashlib.sha256(f"{self.digest} {digest}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Portion:
    """Some patients (NHS numbers, with digests of what is to be done) and the sessions they are in."""

    patients: Mapping[str, str]
    sessions: list[str]


class Portions:
    """The patients of these sessions, which are read once, at the start.

    All workers together claim about half of what is left, so that who is faster, or comes later, finds some
    too. Whom another has is waited for: if that worker is gone, they are free when its lease has ended.
    """

    def __init__(
        self,
        sessions: Sessions,
        claims: Claims,
        interrupt: Interrupt,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._claims = claims
        self._interrupt = interrupt
        self._sleep = sleep
        self._order: dict[str, int] = {}
        self._left: dict[str, _Work] = {}
        for session, participants in sessions:
            self._order.setdefault(session.session_id, len(self._order))
            records = "\n".join(record.model_dump_json() for record in (session, *participants))
            digest = hashlib.sha256(records.encode()).hexdigest()
            for participant in participants:
                work = self._left.setdefault(participant.person.nhs_number, _Work())
                work.add(session.session_id, digest)
        self.with_others = 0
        """Participants whom another worker has done."""

    @property
    def complete(self) -> bool:
        """Whether all is done, by us or by others."""
        return not self._left

    def __iter__(self) -> Iterator[Portion]:
        """Until all are done, or an interrupt comes. A portion counts as done when the next is asked for.

        Raises `LeaseLost` where this worker was stopped for too long.
        """
        busy: set[str] = set()
        while self._left and not self._interrupt.asked:
            candidates = list(islice((number for number in self._left if number not in busy), self._size()))
            if not candidates:
                self._sleep(_AGAIN)
                busy.clear()
                continue
            taken = self._claims.take({number: self._left[number].digest for number in candidates})
            self.with_others += sum(self._left.pop(number).listed for number in taken.done)
            busy.update(set(candidates) - taken.ours - taken.done)
            if taken.ours:
                portion = self._portion(taken.ours)
                yield portion
                if self._interrupt.asked:
                    return  # some of it may not have been begun: whoever is next looks at all of it
                self._claims.finish(portion.patients)
                for number in portion.patients:
                    del self._left[number]

    def _size(self) -> int:
        shares = 2 * self._claims.workers()
        return min(max(-(-len(self._left) // shares), _LEAST), _MOST)

    def _portion(self, patients: Collection[str]) -> Portion:
        listed = {session_id for number in patients for session_id in self._left[number].sessions}
        digests = {number: self._left[number].digest for number in patients}
        return Portion(digests, sorted(listed, key=self._order.__getitem__))
