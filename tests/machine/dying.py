"""A push in a process of its own, which sends itself a signal at one step of the outbox, or waits there."""

from __future__ import annotations

import datetime as dt
import os
import sys

import adapter.ledger.leases as leases
from adapter.endpoint import Endpoint
from adapter.ledger.ledger import Ledger
from adapter.push.push import Push
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from profiles import wire
from tests.machine.steps import at


def main() -> None:
    """Takes one argument, JSON: ledger, url, strategy, step, nth, signal and lease (seconds).

    Without a signal it says so when it has come to the step, and waits for a line before it goes on.
    """
    told = wire.loads(sys.argv[1])
    leases.LASTS = dt.timedelta(seconds=told["lease"])
    route = RestRoute(Endpoint(url=told["url"], strategy=told["strategy"]))
    when, name = told["step"]
    with (
        Ledger(told["ledger"]) as ledger,
        at((when, name), lambda: _signalled(told["signal"]), told["nth"]),
    ):
        Push(
            route=route,
            ledger=ledger,
            endpoint="practice",
            settings=Settings(ledger=told["ledger"]),
            clock=lambda: dt.datetime.now(dt.UTC),
        ).run(ledger.imports.sessions())


def _signalled(number: int | None) -> None:
    if number is None:
        print("there", flush=True)
        sys.stdin.readline()
    else:
        os.kill(os.getpid(), number)


if __name__ == "__main__":
    main()
