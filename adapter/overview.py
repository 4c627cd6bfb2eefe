"""How an endpoint stands, in numbers that add up: what is filed, what waits since when, what ran last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from adapter.errors import SettingsError
from adapter.ledger.facts import Filed, Standing
from adapter.ledger.filings import Filings
from adapter.ledger.ledger import Ledger
from adapter.ledger.runs import Run
from adapter.problem import Problem


@dataclass(frozen=True, slots=True)
class Overview:
    """One endpoint. `states` counts the filings of imported participants, `removed` those of rows now gone.

    `waiting` is what is neither in the record nor dropped, the oldest first; `waiting_since` is of that and
    of what was never pushed here. Of those in `in_record` an earlier version is. `dates` are those of their
    sessions, by id. `holders` are the ids of the runs that may send now. `last_pull` is the newest run whose
    pull was not interrupted. `pulled_at` is when the type of resource was pulled that was left longest.
    `flagged` are the patients whom the last pulls saw dead, merged, inactive, moved or gone, and whom nobody
    has settled.
    """

    name: str
    participants: int
    states: dict[str, int]
    removed: dict[str, int]
    not_pushed: int
    waiting: list[Standing]
    waiting_since: dt.datetime | None
    dates: dict[str, dt.date | None]
    in_record: frozenset[str]
    no_longer_listed: list[Filed]
    last_run: Run | None
    holders: frozenset[str]
    last_pull: Run | None
    pulled_at: dt.datetime | None
    conflicts: int
    flagged: list[Problem]

    @property
    def balanced(self) -> bool:
        """Whether every imported participant is in exactly one of the counts."""
        return sum(self.states.values()) + self.not_pushed == self.participants

    @property
    def not_read(self) -> list[str]:
        """What the last pull could not read all of."""
        return (self.last_pull and self.last_pull.not_read) or []

    @property
    def never_pulled(self) -> bool:
        """Whether something was filed in records, and nothing was ever brought back of them."""
        in_records = {"filed", "unchanged"} & (self.states.keys() | self.removed.keys())
        return self.pulled_at is None and bool(in_records) and not self.name.startswith("folder:")

    @property
    def waits(self) -> bool:
        """Whether anything waits for a person or a run."""
        waits = (self.waiting, self.not_pushed, self.no_longer_listed, self.conflicts, self.flagged)
        return any(waits) or bool(self.not_read)

    def as_json(self, now: dt.datetime) -> dict[str, Any]:
        oldest = self.waiting_since
        return {
            "filings": sum(self.states.values()) + sum(self.removed.values()),
            "states": self.states,
            "not_pushed": self.not_pushed,
            "balanced": self.balanced,
            "removed": self.removed,
            "no_longer_listed": [
                {"filing": one.filing_id, "session_date": f"{one.session_date}", "formerly_row": one.row}
                for one in self.no_longer_listed
            ],
            "conflicts": self.conflicts,
            "flagged": [problem.as_json() for problem in self.flagged],
            "last_run": self.last_run and self.last_run.as_json(self.holders),
            "not_read": self.not_read,
            "waiting_since": oldest and oldest.isoformat(timespec="seconds"),
            "waiting_seconds": oldest and int((now - oldest).total_seconds()),
            "pulled_at": self.pulled_at and self.pulled_at.isoformat(timespec="seconds"),
            "pulled_seconds_ago": self.pulled_at and int((now - self.pulled_at).total_seconds()),
            "waiting": [
                {
                    "filing": standing.filing_id,
                    "session_id": standing.session_id,
                    "session_date": self._date(standing),
                    "row": standing.row,
                    "state": standing.state,
                    "reason": standing.reason,
                    "since": standing.waiting_since and standing.waiting_since.isoformat(timespec="seconds"),
                    "in_record": standing.filing_id in self.in_record,
                }
                for standing in self.waiting
            ],
        }

    def _date(self, standing: Standing) -> str | None:
        date = self.dates.get(standing.session_id)
        return date.isoformat() if date else None


def check_known(ledger: Ledger, endpoint: str | None) -> None:
    """Raises `SettingsError` for a name that nothing was ever run for: it would be shown as all well."""
    known = ledger.endpoints()
    if endpoint is not None and endpoint not in known:
        raise SettingsError(
            f"--to {endpoint}: nothing was ever run for an endpoint of that name"
            f" (known: {', '.join(known) or 'none yet'})"
        )


def overviews(ledger: Ledger) -> list[Overview]:
    """Every endpoint that anything was ever run for, by name."""
    _, participants = ledger.imports.counts()
    pulled, conflicts = ledger.figures.pulled(), ledger.figures.open_conflicts()
    flagged, since = ledger.figures.flagged(), ledger.figures.waiting_since()
    found = []
    for name in ledger.endpoints():
        filings = ledger.filings(name)
        waiting = _as_decided(filings)
        states, removed = filings.books()
        found.append(
            Overview(
                name,
                participants,
                states,
                removed,
                filings.not_pushed(),
                waiting,
                since.get(name),
                {one: ledger.imports.date_of(one) for one in {one.session_id for one in waiting}},
                frozenset(filings.filed([standing.filing_id for standing in waiting])),
                filings.no_longer_listed(),
                ledger.runs.latest(name),
                ledger.leases.holders(name),
                next((run for run in ledger.runs.listed(name) if run.not_read is not None), None),
                pulled.get(name),
                conflicts.get(name, 0),
                _flagged(ledger, name) if name in flagged else [],
            )
        )
    return found


def _flagged(ledger: Ledger, endpoint: str) -> list[Problem]:
    # the guards load the whole check of profiles, and mostly there is nobody
    from adapter.pull.flags import flagged

    return [flag.problem for flag in flagged(ledger, endpoint)]


def _as_decided(filings: Filings) -> list[Standing]:
    """What waits; of a conflict that somebody has decided on since, no more is asked."""
    undecided, chosen = filings.conflicts.filings(), filings.conflicts.chosen()
    return [
        replace(one, reason=_DECIDED)
        if one.state == "conflict"
        and one.filing_id not in undecided
        and one.filing_id in chosen
        and chosen[one.filing_id] >= one.changed_at
        else one
        for one in filings.waiting()
    ]


_DECIDED = "a person has chosen between the clinic and the practice; the next push or sync files it"
