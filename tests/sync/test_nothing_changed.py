"""A sync with nothing changed asks for what changed and for nothing else, however much there is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from adapter.endpoint import Endpoint
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.pull.changes import KINDS
from adapter.pull.pull import Pull
from adapter.pull.report import PullReport
from adapter.routes.rest import RestRoute
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from adapter.settings import Settings
from adapter.sync.sync import Round, Sync
from adapter.telemetry.events import Event, RequestMade
from fixtures.generate import practice, programme

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that any database is given."""
    given: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        given.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield given
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Clinic:
    """A clinic that keeps in step with an endpoint of its own."""

    def __init__(self, url: str, ledger: Ledger) -> None:
        self.at = Endpoint(url=url, overlap=0)
        self.ledger = ledger
        self.asked: list[str] = []

    def sync(self) -> Round:
        settings = Settings()

        def tell(happened: Event) -> None:
            if isinstance(happened, RequestMade):
                self.asked.append(happened.interaction)

        def pull(route: RestRoute, lease: Lease) -> PullReport:
            return Pull(
                route=route,
                ledger=self.ledger,
                endpoint="practice",
                settings=settings,
                at=self.at,
                clock=lambda: dt.datetime.now(dt.UTC),
            ).under(lease)

        self.asked.clear()
        return Sync(
            open_route=lambda: RestRoute(self.at, tell),
            pull=pull,
            ledger=self.ledger,
            endpoint="practice",
            settings=settings,
            clock=lambda: dt.datetime.now(dt.UTC),
        ).round()


@contextmanager
def settled(patients: int, folder: Path) -> Iterator[Clinic]:
    """So many patients' filings are in the records, and everything that stands there was seen."""
    with (
        Store() as store,
        running(store) as url,
        Ledger(str(folder / f"{patients}.db")) as ledger,
    ):
        for record in practice(patients, seed=1):
            store.write(record, "PUT")
        clinic = Clinic(url, ledger)
        for session, participants in programme(patients, 1, seed=1):
            ledger.imports.keep(session, participants, [], NOW)
        assert clinic.sync().pushed.filings == {"filed": patients}
        clinic.sync()
        # what was written last comes back until something newer is there: here, time has passed
        later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
        reached = [
            replace(cursor, reached=later, newest=None)
            for cursor in ledger.cursors("practice").all().values()
        ]
        ledger.seen("practice").keep([], "a run", NOW, reached)
        versions = len(store.history())
        yield clinic
        assert len(store.history()) == versions


def test_it_asks_nothing_but_what_changed_and_writes_nothing(tmp_path: Path) -> None:
    with settled(20, tmp_path) as clinic:
        done = clinic.sync()
        assert Counter(clinic.asked) == {"capabilities": 1, "history": len(KINDS)}
        assert done.pulled is not None
        assert done.pulled.patients == 20
        assert done.pulled.changes.total() == 0
        assert done.pushed.participants == 0
        assert done.complete


def test_it_asks_the_ledger_no_more_for_many_patients_than_for_few(tmp_path: Path) -> None:
    asked = []
    for patients in (10, 40):
        with settled(patients, tmp_path) as clinic, statements() as given:
            clinic.sync()
            asked.append(Counter(given))
    few, many = asked
    assert few == many


@pytest.mark.parametrize("element", ["body", "record"])
def test_it_reads_none_of_the_contents_that_the_ledger_keeps(tmp_path: Path, element: str) -> None:
    with settled(10, tmp_path) as clinic, statements() as given:
        clinic.sync()
    reading = [one for one in given if f".{element}" in one.partition("FROM")[0]]
    # who is flagged, and who was not looked for yet, is nobody here
    assert all("flagged IS NOT" in one or "NOT ((EXISTS" in one for one in reading)
