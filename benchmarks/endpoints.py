"""The endpoints that the benchmarks file at, each a process of its own, and a push to one of them."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import requests

from adapter.ledger.ledger import Ledger
from adapter.push.drafts import Sessions
from adapter.push.push import Push
from adapter.push.report import PushReport
from adapter.routes.route import Route
from adapter.settings import Settings
from fixtures.generate import practice
from profiles import wire
from profiles.wire import Resource
from tests.peers.peer import PeerFailed
from tests.peers.servers import Hapi

Start: TypeAlias = Callable[[Path], AbstractContextManager[str]]
"""Starts an endpoint that may keep its files in a folder."""

APART = "HAPI, on a processor of its own"

COMMAND = Path(sys.executable).with_name("fhir-vgc")
TIMEOUT = 300.0
"""Seconds: a server that has just started, on a busy machine, must not look like one that lost an answer."""


@contextmanager
def sandbox(folder: Path, *, away: float = 0) -> Iterator[str]:
    """The embedded endpoint in a process of its own, its store in a new file of this folder.

    `away` delays each request by so many seconds, as a network does.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/fhir"
    command: list[str | Path] = [COMMAND, "sandbox", "--port", str(port), "--store", folder / "practice.db"]
    if away:
        (folder / "faults.toml").write_text(f'[[fault]]\naction = "delay"\nseconds = {away}\n')
        command += ["--faults", folder / "faults.toml"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None and not _answers(url):
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()


@contextmanager
def hapi(folder: Path) -> Iterator[str]:
    """HAPI's JPA server, its database in memory. Raises `PeerFailed` if this machine cannot run it."""
    with Hapi(memory="12g").running() as url:
        yield url


@contextmanager
def apart(start: Start, folder: Path) -> Iterator[str]:
    """An endpoint with a processor to itself, and the benchmark with the others: neither robs the other.

    Raises `PeerFailed` where there is only one, or where the system cannot say which.
    """
    shared = sorted(getattr(os, "sched_getaffinity", lambda _process: ())(0))
    if len(shared) < 2:
        raise PeerFailed("this machine has no processor to spare for it")
    try:
        os.sched_setaffinity(0, shared[-1:])  # the processes that it starts keep to it
        with start(folder) as url:
            os.sched_setaffinity(0, shared[:-1])
            yield url
    finally:
        os.sched_setaffinity(0, shared)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/metadata", timeout=TIMEOUT).ok
    except requests.ConnectionError:
        return False


def admit(url: str, patients: int, seed: int) -> None:
    """Have the endpoint hold the patients of the programme of this size and seed."""
    put(url, practice(patients, seed))


def put(url: str, resources: Iterable[Resource]) -> None:
    """Have the endpoint hold these resources, each at its own id."""
    records = iter(resources)
    while entries := [
        {"resource": record, "request": {"method": "PUT", "url": f"{record['resourceType']}/{record['id']}"}}
        for record in islice(records, 100)
    ]:
        answer = requests.post(
            url,
            data=wire.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}),
            headers={"Content-Type": "application/fhir+json"},
            timeout=TIMEOUT,
        )
        answer.raise_for_status()


def push(sessions: Sessions, route: Route, ledger: Path) -> PushReport:
    """Push as the command does, with the ledger in this file."""
    try:
        with Ledger(str(ledger)) as opened:
            return Push(
                route=route,
                ledger=opened,
                endpoint="practice",
                settings=Settings(ledger=str(ledger)),
                clock=lambda: dt.datetime.now(dt.UTC),
            ).run(sessions)
    finally:
        route.close()
