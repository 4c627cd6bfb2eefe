"""Two processes at once at a real server, on one ledger and on two: nothing stands twice, or it is seen."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import requests

from tests.peers.installation import Installation, books
from tests.peers.line import Meets, Mishap, is_write, line
from tests.peers.machine import Machine, register_patients, sessions

_LONG = 120
"""Seconds that one waits for the other at most."""

_GONE = "what was filed is not at the endpoint any more"


@pytest.fixture
def practice(endpoint: str) -> str:
    register_patients(endpoint)
    return endpoint


def first_write(happens: Callable[[], object]) -> Meets:
    """It is called when the first request that writes arrives, which goes on when it returns."""
    writes = itertools.count()

    def meets(request: str) -> Mishap | None:
        return Mishap("arrives", happens=happens) if is_write(request) and next(writes) == 0 else None

    return meets


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.invariant("I2")
def test_of_two_on_one_ledger_the_second_is_told_and_sends_nothing(practice: str, tmp_path: Path) -> None:
    ended, sending = threading.Event(), threading.Event()

    def wait() -> None:
        sending.set()
        ended.wait(_LONG)

    with line(practice, first_write(wait)) as url:
        ours = Installation(tmp_path / "ours", url, sessions(2))
        first = ours.push()
        assert sending.wait(_LONG)
        second = ours.push()
        out, _ = second.communicate(timeout=_LONG)
        ended.set()
        assert second.returncode == 4
        assert "peer is in use by run" in out
        assert books(first)["filings"]["filed"] == 10
    again = ours.pushed(practice)
    assert (again.filings, again.requests["write"]) == ({"unchanged": 10}, 0)
    assert stands_twice(practice, ours) == {}


@pytest.fixture
def rivals(request: pytest.FixtureRequest, practice: str, tmp_path: Path) -> Iterator[list[Installation]]:
    """Two with a ledger each and the same session, who send their first filing at the same moment."""
    both = threading.Barrier(2)

    def together() -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(_LONG)

    programme = sessions(1)
    with ExitStack() as lines:
        yield [
            Installation(
                tmp_path / name,
                lines.enter_context(line(practice, first_write(together))),
                programme,
                creates=request.param,
            )
            for name in ("one", "two")
        ]


@pytest.mark.failure("3.4", "two machines to one endpoint")
@pytest.mark.failure("3.4", "two create the same thing at once")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I6")
@pytest.mark.parametrize("rivals", ["conditional", "look-first"], indirect=True)
def test_what_two_ledgers_at_once_doubled_is_seen_and_waits_until_the_practice_has_removed_it(
    practice: str, rivals: list[Installation]
) -> None:
    """With creates that the endpoint guards, and with plain ones; the rest is filed once, and both know.

    Whoever had looked before the other wrote has it as filed: it is the other who sees it. A task that one of
    them wrote may refer to the encounter of the other, that is gone then: it waits with both sides shown.
    """
    for process in [one.push() for one in rivals]:
        books(process)
    twice = stands_twice(practice, rivals[0])
    provenances = [there for there in twice.values() if there[0].startswith("Provenance/")]
    for one in rivals:
        report = one.pushed(practice)
        assert report.requests["write"] == 0
        assert set(+report.filings) <= {"unchanged", "conflict"}
        assert stands_twice(practice, one) == twice, "nobody but the practice removes anything"
    # who saw an entry doubled before its end wrote no Provenance of it
    assert len(rivals[0].in_conflict() | rivals[1].in_conflict()) >= len(provenances)
    answered_for = rivals[0].answered_for() | rivals[1].answered_for()
    doubled = {address for there in twice.values() for address in there}
    for there in provenances:
        # the harder way round: the one that a ledger knows of, which has to take on the other
        removes(practice, next((one for one in there if one in answered_for), there[0]), doubled)
    removes_what_nothing_vouches_for(practice, stands_twice(practice, rivals[0]).values())
    for one in rivals:
        report = one.pushed(practice)
        if not report.complete and one.keeps_ours():  # what refers to what is gone now, as the other wrote it
            report = one.pushed(practice)
        assert stands_twice(practice, one) == {}
        if report.complete:
            assert one.pushed(practice).filings == {"unchanged": 5}
        else:  # all of an entry that it knew of is gone: whether that was meant is asked, and nothing is sent
            assert [problem.found for problem in report.problems] == [_GONE], report.as_json()
            assert one.pushed(practice).requests["write"] == 0


def removes(practice: str, provenance: str, doubled: set[str]) -> None:
    """The practice deletes an entry with all that belongs to it alone.

    Without transactions of its own, a server lets one see half of what the other is writing, and refer to it.
    """
    found = requests.get(f"{practice}/{provenance}", timeout=60).json()
    targets = {target["reference"] for target in found["target"]}
    deletes(practice, [provenance, *sorted(targets & doubled)])


def removes_what_nothing_vouches_for(practice: str, doubled: Iterable[list[str]]) -> None:
    """The practice deletes what is left of entries that were broken off: no Provenance names it."""
    for there in doubled:
        vouched = [address for address in there if provenances_of(practice, address)]
        assert len(vouched) < 2
        kept = vouched or there[:1]
        deletes(practice, [address for address in there if address not in kept])


def provenances_of(practice: str, address: str) -> int:
    found = requests.get(
        f"{practice}/Provenance?target={address}&_summary=count",
        headers={"Cache-Control": "no-cache"},
        timeout=60,
    )
    total: int = found.json()["total"]
    return total


def deletes(practice: str, addresses: list[str]) -> None:
    entries = [{"request": {"method": "DELETE", "url": address}} for address in addresses]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    answer = requests.post(practice, json=bundle, timeout=60)
    assert answer.ok, answer.text


def stands_twice(url: str, one: Installation) -> dict[str, list[str]]:
    """Where there are several resources of one identity."""
    standing = Machine(url, one.ledger).standing()
    assert all(standing.values())
    return {identity: sorted(there) for identity, there in standing.items() if len(there) > 1}
