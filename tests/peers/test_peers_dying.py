"""A real server is killed or held up in the middle of a push, and comes back: nothing lost, none twice."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.push.report import PushReport
from adapter.telemetry.events import Event, FilingSettled
from mappings.records import Participant, Session
from tests.peers.line import Meets, Mishap, Moment, is_write, line
from tests.peers.machine import Machine, comes_to_rest, register_patients, sessions
from tests.peers.mortal import Mortal, mortal
from tests.peers.servers import KeptHapi, Medplum

Clinic = list[tuple[Session, tuple[Participant, ...]]]

_MINUTES = 3.0


@pytest.fixture(scope="module")
def hapi_of_ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """HAPI on a database that outlives it."""
    with mortal(KeptHapi(tmp_path_factory.mktemp("practice"))) as server:
        register_patients(server.url)
        yield server


@pytest.fixture
def medplum_of_ours() -> Iterator[Mortal]:
    with mortal(Medplum()) as server:
        register_patients(server.url)
        yield server


@pytest.fixture
def programme() -> Clinic:
    return sessions(3)


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


def at_write(number: int, moment: Moment, happens: Callable[[], object], **lost: Any) -> Meets:
    """What befalls the so-manieth write, counted from 1."""
    counted = itertools.count(1)
    lock = threading.Lock()

    def meets(request: str) -> Mishap | None:
        with lock:
            due = is_write(request) and next(counted) == number
        return Mishap(moment, happens=happens, **lost) if due else None

    return meets


def after(filings: int, happens: Callable[[], object]) -> Callable[[Event], None]:
    """Does it when so many filings have been answered for."""
    settled = itertools.count(1)

    def tell(event: Event) -> None:
        if isinstance(event, FilingSettled) and next(settled) == filings:
            happens()

    return tell


@pytest.mark.failure("3.1", "the connection is reset while sending")
@pytest.mark.failure("3.1", "the answer breaks off")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I6")
@pytest.mark.parametrize("moment", ["under way", "answered"])
def test_hapi_killed_in_the_middle_of_a_push_has_everything_once_when_it_is_back(
    hapi_of_ours: Mortal, ledger: str, programme: Clinic, moment: Moment
) -> None:
    """Killed while it is at a filing, and when it has committed one and nobody was told."""
    with line(hapi_of_ours.url, at_write(8, moment, hapi_of_ours.kill)) as url:
        report = Machine(url, ledger, attempts=2).push_all(programme)
    try:
        assert report.balanced
        assert 0 < report.filings["filed"] < 15
        assert report.filings["unknown"] > 0
        assert set(+report.filings) <= {"filed", "unknown", "held"}
    finally:
        hapi_of_ours.start()
    comes_to_rest(hapi_of_ours.url, ledger, programme)


@pytest.mark.failure("3.1", "the endpoint cannot be reached")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
def test_a_push_carries_on_when_hapi_was_killed_and_is_back(
    hapi_of_ours: Mortal, ledger: str, programme: Clinic
) -> None:
    patient = Machine(hapi_of_ours.url, ledger, attempts=10, breaker_failures=1000)
    killed = threading.Event()

    def kill() -> None:
        hapi_of_ours.kill()
        killed.set()

    reports: list[PushReport] = []
    pushing = threading.Thread(target=lambda: reports.append(patient.push_all(programme, after(7, kill))))
    pushing.start()
    try:
        assert killed.wait(60 * _MINUTES)
    finally:
        hapi_of_ours.start()
    pushing.join(60 * _MINUTES)
    (report,) = reports
    assert report.balanced
    assert report.filings["filed"] > 7
    comes_to_rest(hapi_of_ours.url, ledger, programme)


@pytest.mark.failure("3.1", "time runs out after the request was sent")
@pytest.mark.failure("3.1", "the endpoint hangs")
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.parametrize("server", ["hapi_of_ours", "medplum_of_ours"])
def test_a_server_held_up_past_our_timeout_does_late_what_is_then_found_and_not_sent_again(
    request: pytest.FixtureRequest, server: str, ledger: str, programme: Clinic
) -> None:
    theirs: Mortal = request.getfixturevalue(server)
    with line(theirs.url, at_write(8, "under way", theirs.hold_up)) as url:
        try:
            report = Machine(url, ledger, timeout=5, attempts=2).push_all(programme)
        finally:
            theirs.go_on()
        assert report.balanced
        assert 0 < report.filings["filed"] < 15
        assert report.filings["unknown"] > 0
        comes_to_rest(theirs.url, ledger, programme)


@pytest.mark.failure("3.5", "something was deleted")
@pytest.mark.invariant("I1")
def test_a_server_that_comes_back_without_its_data_is_noticed_and_told(
    medplum_of_ours: Mortal, ledger: str, programme: Clinic
) -> None:
    """Medplum's memory repository has nothing that outlives it."""
    ours = Machine(medplum_of_ours.url, ledger, attempts=2)
    first = ours.push_all(programme, after(7, medplum_of_ours.kill))
    assert first.balanced
    medplum_of_ours.start()
    register_patients(medplum_of_ours.url)
    report = ours.push_all(programme)
    assert report.balanced
    assert report.filings["conflict"] >= 7
    assert "not at the endpoint any more" in " ".join(problem.found for problem in report.problems)
