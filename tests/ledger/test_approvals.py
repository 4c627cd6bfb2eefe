"""An approval is bound once, to what it was given for."""

from __future__ import annotations

from adapter.ledger.ledger import Ledger
from tests.ledger.examples import EARLIER, NOW


def test_an_approval_is_bound_once_whoever_comes_later(ledger: Ledger, ledger_target: str) -> None:
    """T-H16: nothing changes what it was given for, neither this machine nor another."""
    ledger.approvals.bind({("f1", "approval"): "digest"}, EARLIER)
    ledger.approvals.bind({("f1", "approval"): "another digest"}, NOW)
    with Ledger(ledger_target) as another:
        another.approvals.bind({("f1", "approval"): "a third"}, NOW)
        assert another.approvals.bound([("f1", "approval")]) == {("f1", "approval"): "digest"}


def test_another_approval_of_the_same_entry_is_bound_beside_it(ledger: Ledger) -> None:
    bound = {("f1", "first"): "digest", ("f1", "second"): "another digest", ("f2", "first"): "a third"}
    for given, digest in bound.items():
        ledger.approvals.bind({given: digest}, NOW)
    assert ledger.approvals.bound(bound) == bound
    assert ledger.approvals.bound([("f1", "second")]) == {("f1", "second"): "another digest"}


def test_an_approval_that_was_never_seen_is_bound_to_nothing(ledger: Ledger) -> None:
    ledger.approvals.bind({("f1", "approval"): "digest"}, NOW)
    ledger.approvals.bind({}, NOW)
    assert ledger.approvals.bound([("f1", "other"), ("f2", "approval")]) == {}
    assert ledger.approvals.bound([]) == {}
