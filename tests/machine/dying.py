"""A push in a process of its own, which sends itself a signal at one step of the outbox."""

from __future__ import annotations

import datetime as dt
import os
import sys

import adapter.ledger.leases as leases
from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.routes.rest import RestRoute
from adapter.settings import Endpoint, Settings
from profiles import wire
from tests.machine.steps import at


def main() -> None:
    """Takes one argument, JSON: ledger, url, strategy, step, nth, signal and lease (seconds)."""
    told = wire.loads(sys.argv[1])
    leases.LASTS = dt.timedelta(seconds=told["lease"])
    route = RestRoute(Endpoint(url=told["url"], strategy=told["strategy"]))
    when, name = told["step"]
    with (
        Ledger(told["ledger"]) as ledger,
        at((when, name), lambda: os.kill(os.getpid(), told["signal"]), told["nth"]),
    ):
        Push(
            route=route,
            ledger=ledger,
            endpoint="practice",
            settings=Settings(ledger=told["ledger"]),
            clock=lambda: dt.datetime.now(dt.UTC),
        ).run(ledger.imports.sessions())


if __name__ == "__main__":
    main()
