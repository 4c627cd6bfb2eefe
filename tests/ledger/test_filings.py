"""Where filings stand: intents before answers, answers that stay, approvals bound once."""

from __future__ import annotations

import traceback
from decimal import Decimal

import pytest

from adapter.errors import LedgerError
from adapter.ledger.ledger import Ledger
from adapter.report import OUTCOMES
from tests.ledger.examples import EARLIER, LATER, NOW, OTHER, RUN, WHO, filing, resource


def test_an_intent_is_there_before_any_answer(ledger: Ledger, ledger_target: str) -> None:
    """T-H12: after a crash, what was about to be sent is known, so that it is looked for first."""
    one = filing()
    ledger.filings(WHO).intend([(one, one.resources)], RUN, NOW)
    with Ledger(ledger_target) as another:
        again = another.filings(WHO)
        standing = again.standings()[one.filing_id]
        assert (standing.state, standing.digest, standing.changed_at) == ("sending", one.digest, NOW)
        (receipt,) = again.receipts_of([one.filing_id])
        assert (receipt.identity, receipt.digest) == (one.resources[0].identity, one.resources[0].digest)
        assert (receipt.server_id, receipt.version, receipt.outcome, receipt.answered_at) == (None,) * 4


def test_an_answer_is_kept_with_what_it_was_given_for(ledger: Ledger) -> None:
    one = filing()
    (item,) = one.resources
    filings = ledger.filings(WHO)
    filings.intend([(one, one.resources)], RUN, EARLIER)
    filings.answered(one.filing_id, [(item, "g1", "1", "created")], NOW)
    receipt = filings.receipts([item.identity])[item.identity]
    assert (receipt.reference, receipt.version, receipt.outcome) == ("Goal/g1", "1", "created")
    assert (receipt.digest, receipt.answered_at, receipt.filing_id) == (item.digest, NOW, one.filing_id)
    assert filings.body(item.identity) == item.body


def test_a_later_intent_does_not_replace_a_receipt(ledger: Ledger) -> None:
    """An update that never leaves must not make us forget what the server holds."""
    before, after = resource("walk", text="a mile"), resource("walk", text="two miles")
    filings = ledger.filings(WHO)
    filings.intend([(filing(before), [before])], RUN, EARLIER)
    filings.answered(filing().filing_id, [(before, "g1", "1", "created")], EARLIER)
    filings.intend([(filing(after), [after])], RUN, NOW)
    receipt = filings.receipts([after.identity])[after.identity]
    assert (receipt.server_id, receipt.version, receipt.digest) == ("g1", "1", before.digest)
    assert filings.body(after.identity) == before.body


def test_a_later_answer_replaces_the_receipt(ledger: Ledger) -> None:
    before, after = resource("walk", text="a mile"), resource("walk", text="two miles")
    filings = ledger.filings(WHO)
    filings.answered(filing().filing_id, [(before, "g1", "1", "created")], EARLIER)
    filings.answered(filing(number=2).filing_id, [(after, "g1", "2", "updated")], LATER)
    receipt = filings.receipts([after.identity])[after.identity]
    assert (receipt.version, receipt.outcome, receipt.digest) == ("2", "updated", after.digest)
    assert (receipt.answered_at, receipt.filing_id) == (LATER, filing(number=2).filing_id)
    assert filings.receipts_of([filing().filing_id]) == []


def test_an_answer_without_a_version_is_kept(ledger: Ledger) -> None:
    one = filing()
    ledger.filings(WHO).answered(one.filing_id, [(one.resources[0], "g1", None, "created")], NOW)
    (receipt,) = ledger.filings(WHO).receipts_of([one.filing_id])
    assert (receipt.server_id, receipt.version) == ("g1", None)


def test_a_body_keeps_every_digit(ledger: Ledger) -> None:
    item = resource("dose", value=Decimal("1.50"), text="naïve 🙂")
    ledger.filings(WHO).intend([(filing(item), [item])], RUN, NOW)
    kept = ledger.filings(WHO).body(item.identity)
    assert str(kept["value"]) == "1.50"
    assert kept["text"] == "naïve 🙂"


def test_resources_that_were_never_sent_have_no_receipt(ledger: Ledger) -> None:
    assert ledger.filings(WHO).receipts([resource("never").identity]) == {}
    assert ledger.filings(WHO).receipts([]) == {}
    assert ledger.filings(WHO).receipts_of([]) == []


def test_each_endpoint_has_books_of_its_own(ledger: Ledger) -> None:
    one = filing()
    (item,) = one.resources
    ledger.filings(WHO).intend([(one, [item])], RUN, EARLIER)
    ledger.filings(WHO).answered(one.filing_id, [(item, "g1", "1", "created")], EARLIER)
    ledger.filings(WHO).settle([(one, "filed", None)], RUN, EARLIER)
    other = ledger.filings(OTHER)
    assert (other.standings(), other.receipts([item.identity]), other.counts()) == ({}, {}, {})
    other.settle([(one, "held", "why")], RUN, NOW)
    assert ledger.filings(WHO).counts() == {"filed": 1}
    assert ledger.endpoints() == tuple(sorted((WHO, OTHER)))


@pytest.mark.parametrize("state", OUTCOMES)
def test_a_filing_stands_where_it_was_last_settled(ledger: Ledger, state: str) -> None:
    one = filing()
    filings = ledger.filings(WHO)
    filings.intend([(one, one.resources)], RUN, EARLIER)
    filings.settle([(one, state, "why")], RUN, NOW)  # type: ignore[list-item]
    standing = filings.standings()[one.filing_id]
    assert (standing.state, standing.reason, standing.row) == (state, "why", 1)
    assert (standing.session_id, standing.changed_at) == (one.session_id, NOW)


def test_a_reason_that_is_over_is_gone(ledger: Ledger) -> None:
    one = filing()
    ledger.filings(WHO).settle([(one, "held", "why")], RUN, EARLIER)
    ledger.filings(WHO).settle([(one, "filed", None)], RUN, NOW)
    assert ledger.filings(WHO).standings()[one.filing_id].reason is None


def test_standings_come_in_the_order_of_the_rows_and_only_those_asked_for(ledger: Ledger) -> None:
    several = [filing(number=number) for number in (3, 1, 12, 2)]
    filings = ledger.filings(WHO)
    filings.settle([(one, "held" if one.row > 2 else "filed", None) for one in several], RUN, NOW)
    assert [standing.row for standing in filings.standings().values()] == [1, 2, 3, 12]
    assert [one.row for one in filings.standings([several[2].filing_id]).values()] == [12]
    assert filings.standings([]) == {}
    assert filings.counts() == {"filed": 2, "held": 2}


# ── Approvals ────────────────────────────────────────────────────────────────────────────────────────


def test_an_approval_is_bound_once_to_what_it_was_given_for(ledger: Ledger, ledger_target: str) -> None:
    """T-H16: whatever is bound later, by this machine or another, changes nothing."""
    filings = ledger.filings(WHO)
    filings.bind_approvals({"f1": ("approval", "digest")}, EARLIER)
    filings.bind_approvals({"f1": ("approval", "another digest")}, NOW)
    with Ledger(ledger_target) as another:
        another.filings(OTHER).bind_approvals({"f1": ("approval", "a third")}, LATER)
    assert filings.bound_approvals({"f1": ("approval", "whatever")}) == {"f1": "digest"}


def test_another_approval_of_the_same_entry_is_bound_beside_it(ledger: Ledger) -> None:
    filings = ledger.filings(WHO)
    filings.bind_approvals({"f1": ("first", "digest")}, EARLIER)
    filings.bind_approvals({"f1": ("second", "another digest")}, NOW)
    assert filings.bound_approvals({"f1": ("first", "")}) == {"f1": "digest"}
    assert filings.bound_approvals({"f1": ("second", "")}) == {"f1": "another digest"}


def test_an_approval_that_was_never_seen_is_bound_to_nothing(ledger: Ledger) -> None:
    filings = ledger.filings(WHO)
    filings.bind_approvals({"f1": ("approval", "digest")}, NOW)
    assert filings.bound_approvals({"f1": ("other", ""), "f2": ("approval", "")}) == {}
    assert filings.bound_approvals({}) == {}


# ── All or nothing ───────────────────────────────────────────────────────────────────────────────────


def test_intents_are_kept_together_or_not_at_all(ledger: Ledger) -> None:
    good, bad = filing(number=1), filing(number=2)
    too_long = resource("x")
    too_long.body["resourceType"] = None  # type: ignore[index]
    object.__setattr__(too_long, "digest", None)
    with pytest.raises(LedgerError):
        ledger.filings(WHO).intend([(good, good.resources), (bad, [too_long])], RUN, NOW)
    assert ledger.filings(WHO).standings() == {}
    assert ledger.filings(WHO).receipts_of([good.filing_id]) == []


def test_what_is_written_together_is_kept_together_or_not_at_all(ledger: Ledger) -> None:
    one, other = filing(number=1), filing(number=2)
    filings = ledger.filings(WHO)

    def cut_off() -> None:
        with filings.together():
            filings.answered(one.filing_id, [(one.resources[0], "g1", "1", "created")], NOW)
            filings.settle([(one, "filed", None)], RUN, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert filings.standings() == {}
    assert filings.receipts_of([one.filing_id]) == []
    with filings.together():
        filings.settle([(one, "filed", None)], RUN, NOW)
        filings.settle([(other, "held", "why")], RUN, NOW)
    assert len(filings.standings()) == 2


def test_what_the_database_refuses_is_told_without_what_was_to_be_kept(ledger: Ledger) -> None:
    """T-H17: an error of the database would show the statement with its values."""
    item = resource("walk", text="Marjorie, 9990000018")
    object.__setattr__(item, "digest", None)
    with pytest.raises(LedgerError, match="the ledger's database says") as caught:
        ledger.filings(WHO).intend([(filing(item), [item])], RUN, NOW)
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value)
    assert "marjorie" not in told.lower()
    assert "9990000018" not in told
