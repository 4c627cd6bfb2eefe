"""Filings per second of several workers at one endpoint on one PostgreSQL ledger, beside one worker alone."""

from __future__ import annotations

import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice

from sqlalchemy import Engine, create_engine, func, make_url, select, text

from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import workers
from adapter.push.drafts import Sessions
from benchmarks.endpoints import COMMAND
from benchmarks.light import light
from benchmarks.measure import Figure, in_turn
from fixtures.generate import GROUP, programme
from profiles import wire
from tests.peers.peer import PeerFailed
from tests.peers.servers import PEERS

_SEED = 3
_SEVERAL = 3
_AWAY = 0.02
"""Seconds to the endpoint, which needs next to no processor of its own."""


def measure(filings: int = 600, rounds: int = 3) -> list[Figure]:
    """Each side of each round files so many, of new patients, by the command with its usual connections."""
    patients = 2 * filings * rounds
    programmed = programme(patients, 1, _SEED)
    spent: dict[int, list[float]] = {1: [], _SEVERAL: []}
    try:
        with PEERS["postgresql"].running() as server, light(_AWAY, patients, _SEED) as url:

            def side(number: int, _round: int) -> float:
                with _ledger(server, islice(programmed, filings // GROUP)) as target:
                    seconds, processor = _run(number, url, target, filings)
                spent[number].append(1000 * processor / filings)
                return filings / seconds

            ours, alone = in_turn(rounds, partial(side, _SEVERAL), partial(side, 1))
    except PeerFailed as failure:
        print(f"workers were not measured: {failure}", file=sys.stderr)
        return []
    notes = {
        "filings in a round": filings,
        "processors": os.cpu_count() or 1,
        "ms of processor time a filing, several": round(min(spent[_SEVERAL]), 1),
        "ms of processor time a filing, one": round(min(spent[1]), 1),
    }
    subject = f"Push by {_SEVERAL} workers to an endpoint {1000 * _AWAY:.0f} ms away"
    return [Figure(subject, "one worker", "filings/s", ours, alone, notes=notes)]


def _run(number: int, url: str, target: str, filings: int) -> tuple[float, float]:
    """Seconds from when all of them are there until the last has ended, and of processor time in all."""
    command = [str(COMMAND), "push", "--to", url, "--ledger", target, "--json"]
    behind = create_engine(target)
    before = _spent()
    with tempfile.TemporaryDirectory() as home, ExitStack() as still_open:
        surroundings = {**os.environ, "HOME": home}
        with behind.begin() as connection:
            # whoever asks for patients waits until all of them are there
            connection.execute(text("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE"))
            processes = [
                still_open.enter_context(
                    subprocess.Popen(command, stdout=subprocess.PIPE, cwd=home, env=surroundings)
                )
                for _ in range(number)
            ]
            while _present(behind) < number:
                time.sleep(0.02)
        begun = time.perf_counter()
        books = [wire.loads(process.communicate()[0]) for process in processes]
        seconds = time.perf_counter() - begun
    behind.dispose()
    if sum(one["filings"]["filed"] for one in books) != filings:
        raise AssertionError(books)
    return seconds, _spent() - before


def _present(behind: Engine) -> int:
    with behind.connect() as connection:
        return connection.execute(select(func.count()).select_from(workers)).scalar_one()


def _spent() -> float:
    """Seconds of processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _ledger(server: str, sessions: Sessions) -> Iterator[str]:
    """A new database of the server, as a URL, with these sessions imported."""
    name = f"bench_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        target = make_url(server).set(database=name).render_as_string(hide_password=False)
        with Ledger(target) as ledger:
            for session, people in sessions:
                ledger.imports.keep(session, people, [], dt.datetime.now(dt.UTC))
        yield target
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
