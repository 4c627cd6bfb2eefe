"""What earlier runs found out about endpoints, and the next run need not find out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import Engine, select

from adapter.gp.pace import Slowed
from adapter.ledger.schema import learnt
from adapter.ledger.upsert import upsert
from profiles import wire

Quirk: TypeAlias = Literal[
    "no-transactions",
    "no-batches",
    "transaction-as-batch",
    "references-not-rewritten",
    "if-none-exist-ignored",
    "if-none-match-ignored",
    "if-match-ignored",
    "client-ids-refused",
]
"""Where an endpoint does not do what its statement, or the specification, says."""

Proof: TypeAlias = Literal["references", "if-match", "client-ids"]
"""What an endpoint was seen to do right, so that it need not be tried again."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of one endpoint beyond its statement.

    `strategy` and `creates` are what served the last run. `most_entries` is how many resources it takes at
    once, if it refused more; `taken` is how many it took at most. `slowed` is the rate that its refusals led
    to.
    """

    strategy: str | None = None
    creates: str | None = None
    most_entries: int | None = None
    taken: int = 0
    quirks: frozenset[Quirk] = field(default_factory=frozenset)
    proven: frozenset[Proof] = field(default_factory=frozenset)
    slowed: Slowed | None = None

    def with_quirk(self, quirk: Quirk) -> Learnt:
        return replace(self, quirks=self.quirks | {quirk})

    def with_proof(self, proof: Proof) -> Learnt:
        return replace(self, proven=self.proven | {proof})

    def and_what(self, others: Learnt) -> Learnt:
        """With what other workers have found out meanwhile."""
        rates = [slowed for slowed in (self.slowed, others.slowed) if slowed is not None]
        ceilings = [most for most in (self.most_entries, others.most_entries) if most is not None]
        return replace(
            self,
            most_entries=min(ceilings, default=None),
            taken=max(self.taken, others.taken),
            quirks=self.quirks | others.quirks,
            proven=self.proven | others.proven,
            slowed=max(rates, key=lambda slowed: slowed.refused_at, default=None),
        )


NOTHING = Learnt()


class LearntFacts:
    """The ledger's memory of endpoints, named as the settings name them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, endpoint: str) -> Learnt:
        """What is known of the endpoint; nothing of one that was never used."""
        return self._row(endpoint)[0]

    def learnt_at(self, endpoint: str) -> dt.datetime | None:
        """When something was last learnt of it."""
        return self._row(endpoint)[1]

    def keep(self, endpoint: str, facts: Learnt, now: dt.datetime) -> None:
        """Remember these facts in place of the former."""
        written = {
            "strategy": facts.strategy,
            "creates": facts.creates,
            "most_entries": facts.most_entries,
            "taken": facts.taken,
            "quirks": sorted(facts.quirks),
            "proven": sorted(facts.proven),
            "slowed": None
            if facts.slowed is None
            else {
                "a_second": str(facts.slowed.a_second),
                "refused_at": facts.slowed.refused_at.isoformat(),
            },
        }
        row = {"endpoint": endpoint, "facts": wire.dumps(written), "learnt_at": now}
        with self._engine.begin() as connection:
            upsert(connection, learnt, [row], replace=True)

    def _row(self, endpoint: str) -> tuple[Learnt, dt.datetime | None]:
        query = select(learnt.c.facts, learnt.c.learnt_at).where(learnt.c.endpoint == endpoint)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return NOTHING, None
        facts: dict[str, Any] = wire.loads(row.facts)
        return (
            Learnt(
                strategy=facts.get("strategy"),
                creates=facts.get("creates"),
                most_entries=facts.get("most_entries"),
                taken=facts.get("taken", 0),
                quirks=_known(facts.get("quirks", ()), Quirk),
                proven=_known(facts.get("proven", ()), Proof),
                slowed=_slowed(facts.get("slowed")),
            ),
            row.learnt_at,
        )


def _slowed(written: dict[str, str] | None) -> Slowed | None:
    if written is None:
        return None
    return Slowed(float(written["a_second"]), dt.datetime.fromisoformat(written["refused_at"]))


def _known(names: Iterable[str], vocabulary: Any) -> frozenset[Any]:
    """Another version of this program may have learnt what this one has no name for."""
    return frozenset(names) & frozenset(get_args(vocabulary))
