"""A sync sees what a restored server lost of what was filed, and is not complete until it is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from adapter.endpoint import Endpoint
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.overview import overviews
from adapter.pull.pull import Pull
from adapter.pull.report import PullReport
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from adapter.sync.sync import Round, Sync
from adapter.telemetry.events import Event, RequestMade
from mappings.records import Approval
from tests.push import clinic
from tests.push.backups import backup
from tests.push.conftest import Practice, practice  # noqa: F401

pytestmark = [pytest.mark.failure("3.5", "something was deleted"), pytest.mark.invariant("I1")]


@dataclass
class Clinic:
    """A clinic that keeps in step with the practice, whose endpoint tells of changes by this method."""

    practice: Practice
    ledger: Ledger
    method: str
    asked: list[str] = field(default_factory=list)

    def sync(self) -> Round:
        at = Endpoint(url=self.practice.url, attempts=1, pull=self.method)  # type: ignore[arg-type]
        settings = Settings(ledger="unused")

        def now() -> dt.datetime:
            return dt.datetime.now(dt.UTC)

        def tell(happened: Event) -> None:
            if isinstance(happened, RequestMade):
                self.asked.append(happened.interaction)

        def pull(route: RestRoute, lease: Lease) -> PullReport:
            return Pull(
                route=route, ledger=self.ledger, endpoint="practice", settings=settings, at=at, clock=now
            ).under(lease)

        self.asked.clear()
        return Sync(
            open_route=lambda: RestRoute(at, tell),
            pull=pull,
            ledger=self.ledger,
            endpoint="practice",
            settings=settings,
            clock=now,
        ).round()

    def keep(self, week: int, **changed: Any) -> None:
        day = dt.date(2026, 3, 10) + dt.timedelta(weeks=week - 1)
        people = [clinic.participant(index, day=day, **changed) for index in range(2)]
        self.ledger.imports.keep(clinic.session(week, day), people, [], dt.datetime.now(dt.UTC))

    @property
    def waiting(self) -> dict[str, int]:
        (endpoint,) = overviews(self.ledger)
        return dict(endpoint.states)


@pytest.fixture(params=["history", "search"])
def ours(practice: Practice, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Clinic]:  # noqa: F811
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        found = Clinic(practice, ledger, request.param)
        found.keep(1)
        assert found.sync().pushed.filings == {"filed": 2}
        yield found


@pytest.mark.parametrize("rounds", [0, 2])
def test_entries_that_a_restored_server_lost_are_told_in_every_round(ours: Clinic, rounds: int) -> None:
    """Whether a pull has seen them there or not."""
    with backup(ours.practice.store) as kept:
        ours.keep(2)
        for _ in range(1 + rounds):
            ours.sync()
        kept.restore()
    for _ in range(3):
        done = ours.sync()
        assert not done.complete
        assert done.pushed.filings["conflict"] == 2
        assert all("approve the entry anew" in problem.todo for problem in done.pushed.problems)
        assert ours.waiting["conflict"] == 2
    ours.keep(2, approval=Approval(by="Dr Imogen Vantongeren", at=dt.datetime.now(clinic.LONDON)))
    assert ours.sync().pushed.filings["filed"] == 2
    assert ours.practice.nothing_doubled()
    assert len(ours.practice.resources("Composition")) == 4
    ours.sync()
    done = ours.sync()
    assert done.complete
    assert not {"read", "bundle", "transaction"} & set(ours.asked)
    assert done.pushed.participants == 0


def test_a_correction_that_a_restored_server_lost_is_told(ours: Clinic) -> None:
    with backup(ours.practice.store) as kept:
        ours.keep(1, actions=(), approval=clinic.approval_at(15))
        ours.sync()
        kept.restore()
    for _ in range(2):
        done = ours.sync()
        assert done.pushed.filings == {"conflict": 2}
        assert not done.complete


def test_what_a_pull_has_seen_lost_is_looked_at_though_the_run_died_then(ours: Clinic) -> None:
    with backup(ours.practice.store) as kept:
        ours.keep(2)
        ours.sync()
        ours.sync()
        kept.restore()
    with patch.object(Sync, "_push", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        ours.sync()
    assert ours.waiting == {"filed": 2, "queued": 2}
    assert ours.sync().pushed.filings["conflict"] == 2
