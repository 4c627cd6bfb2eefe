"""A run that may not write any more sends nothing: not the first time, and not again after waiting."""

from __future__ import annotations

import itertools

import pytest

from adapter.endpoint import Endpoint
from adapter.errors import LeaseLost
from adapter.gp.client import GpClient
from adapter.ledger import leases
from adapter.ledger.ledger import Ledger
from tests.push import clinic
from tests.push.conftest import Practice

TRANSACTION = {"method": "POST", "path": "^/?$"}
BUNDLE = {"resourceType": "Bundle", "type": "transaction", "entry": []}


def test_before_each_attempt_at_a_write_it_is_asked_and_before_a_read_never(practice: Practice) -> None:
    practice.faults.add("status", status=503, headers={"Retry-After": "0"}, count=2, **TRANSACTION)
    asked = itertools.count()
    with GpClient(Endpoint(url=practice.url, attempts=3)) as client:
        client.permit = lambda: next(asked)
        client.search("Patient", {"_id": "p0"})
        assert next(asked) == 0
        client.transaction(BUNDLE)
    assert next(asked) == 4
    assert client.writes == 3


def test_a_lease_that_is_lost_while_waiting_to_send_again_ends_it(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The endpoint says "not now"; when the wait is over, so is the lease."""
    not_now = practice.faults.add("status", status=503, headers={"Retry-After": "0"}, **TRANSACTION)
    elapsed = leases._elapsed
    late = leases.LASTS.total_seconds()
    monkeypatch.setattr(leases, "_elapsed", lambda: elapsed() + (late if not_now.happened else 0))
    with pytest.raises(LeaseLost):
        practice.push([clinic.clinic()])
    assert not_now.happened == 1
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        states = {one.state for one in ledger.filings("practice").standings().values()}
    assert states == {"sending"}
    monkeypatch.undo()
    not_now.count = not_now.happened
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    assert practice.nothing_doubled()
