"""Where filings stand: intents before answers, answers that stay, and what is in the record."""

from __future__ import annotations

import traceback
from decimal import Decimal

import pytest

from adapter.errors import LedgerError
from adapter.ledger.facts import Filed
from adapter.ledger.ledger import Ledger
from adapter.push.report import OUTCOMES
from tests.ledger.examples import EARLIER, LATER, NOW, OTHER, PATIENT, RUN, WHO, filing, resource


def test_an_intent_is_there_before_any_answer(ledger: Ledger, ledger_target: str) -> None:
    """T-H12: after a crash, what was about to be sent is known, so that it is looked for first."""
    one = filing()
    ledger.filings(WHO).intend([(one, PATIENT, one.resources)], RUN, NOW)
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
    filings.intend([(one, PATIENT, one.resources)], RUN, EARLIER)
    filings.answered(one.filing_id, [(item, "g1", "1", "created")], NOW)
    receipt = filings.receipts([item.identity])[item.identity]
    assert (receipt.reference, receipt.version, receipt.outcome) == ("Goal/g1", "1", "created")
    assert (receipt.digest, receipt.answered_at, receipt.filing_id) == (item.digest, NOW, one.filing_id)
    assert filings.body(item.identity) == item.body


def test_a_later_intent_does_not_replace_a_receipt(ledger: Ledger) -> None:
    """An update that never leaves must not make us forget what the server holds."""
    before, after = resource("walk", text="a mile"), resource("walk", text="two miles")
    filings = ledger.filings(WHO)
    filings.intend([(filing(before), PATIENT, [before])], RUN, EARLIER)
    filings.answered(filing().filing_id, [(before, "g1", "1", "created")], EARLIER)
    filings.intend([(filing(after), PATIENT, [after])], RUN, NOW)
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


@pytest.mark.failure("3.7", "decimals")
def test_a_body_keeps_every_digit(ledger: Ledger) -> None:
    item = resource("dose", value=Decimal("1.50"), text="naïve 🙂")
    ledger.filings(WHO).intend([(filing(item), PATIENT, [item])], RUN, NOW)
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
    ledger.filings(WHO).intend([(one, PATIENT, [item])], RUN, EARLIER)
    ledger.filings(WHO).answered(one.filing_id, [(item, "g1", "1", "created")], EARLIER)
    ledger.filings(WHO).settle(one, PATIENT, "filed", None, RUN, EARLIER)
    other = ledger.filings(OTHER)
    assert (other.standings(), other.receipts([item.identity]), other.counts()) == ({}, {}, {})
    other.settle(one, PATIENT, "held", "why", RUN, NOW)
    assert ledger.filings(WHO).counts() == {"filed": 1}
    assert ledger.endpoints() == tuple(sorted((WHO, OTHER)))


@pytest.mark.parametrize("state", OUTCOMES)
def test_a_filing_stands_where_it_was_last_settled(ledger: Ledger, state: str) -> None:
    one = filing()
    filings = ledger.filings(WHO)
    filings.intend([(one, PATIENT, one.resources)], RUN, EARLIER)
    filings.settle(one, PATIENT, state, "why", RUN, NOW)  # type: ignore[arg-type]
    standing = filings.standings()[one.filing_id]
    assert (standing.state, standing.reason, standing.row) == (state, "why", 1)
    assert (standing.session_id, standing.changed_at) == (one.session_id, NOW)


def test_a_reason_that_is_over_is_gone(ledger: Ledger) -> None:
    one = filing()
    ledger.filings(WHO).settle(one, PATIENT, "held", "why", RUN, EARLIER)
    ledger.filings(WHO).settle(one, PATIENT, "filed", None, RUN, NOW)
    assert ledger.filings(WHO).standings()[one.filing_id].reason is None


def test_standings_come_in_the_order_of_the_rows_and_only_those_asked_for(ledger: Ledger) -> None:
    several = [filing(number=number) for number in (3, 1, 12, 2)]
    filings = ledger.filings(WHO)
    for one in several:
        filings.settle(one, PATIENT, "held" if one.row > 2 else "filed", None, RUN, NOW)
    assert [standing.row for standing in filings.standings().values()] == [1, 2, 3, 12]
    assert [one.row for one in filings.standings([several[2].filing_id]).values()] == [12]
    assert filings.standings([]) == {}
    assert filings.counts() == {"filed": 2, "held": 2}


# ── What is in the record ────────────────────────────────────────────────────────────────────────────


def test_what_was_filed_is_known_whatever_becomes_of_later_attempts(ledger: Ledger) -> None:
    one = filing()
    filings = ledger.filings(WHO)
    filings.settle(one, PATIENT, "filed", None, RUN, EARLIER)
    for state in ("sending", "held", "rejected", "unknown", "conflict"):
        filings.settle(one, None, state, "why", RUN, LATER)  # type: ignore[arg-type]
    known = Filed(
        filing_id=one.filing_id,
        session_id=one.session_id,
        session_date=one.session_date,
        row=1,
        patient=PATIENT,
        approved_at=EARLIER,
        filed_at=EARLIER,
    )
    assert filings.filed([one.filing_id]) == {one.filing_id: known}
    assert filings.filed_in(one.session_id) == [known]


def test_what_is_filed_again_takes_the_place_of_the_first(ledger: Ledger) -> None:
    one = filing()
    filings = ledger.filings(WHO)
    filings.settle(one, PATIENT, "filed", None, RUN, EARLIER)
    filings.settle(one, PATIENT, "filed", None, RUN, NOW)
    assert filings.filed([one.filing_id])[one.filing_id].filed_at == NOW


def test_what_is_found_unchanged_was_filed_and_its_first_time_stays(ledger: Ledger) -> None:
    """Another machine may have filed it: then this is the first that the ledger hears of it."""
    one, other = filing(number=1), filing(number=2)
    filings = ledger.filings(WHO)
    filings.settle(one, PATIENT, "filed", None, RUN, EARLIER)
    for found in (one, other):
        filings.settle(found, None, "unchanged", None, RUN, NOW)
    known = filings.filed([one.filing_id, other.filing_id])
    assert (known[one.filing_id].filed_at, known[one.filing_id].patient) == (EARLIER, PATIENT)
    assert known[other.filing_id].filed_at == NOW


def test_what_was_never_filed_is_in_no_record(ledger: Ledger) -> None:
    one = filing()
    filings = ledger.filings(WHO)
    filings.intend([(one, PATIENT, one.resources)], RUN, EARLIER)
    filings.settle(one, PATIENT, "rejected", "why", RUN, NOW)
    ledger.filings(OTHER).settle(one, PATIENT, "filed", None, RUN, NOW)
    assert filings.filed([one.filing_id]) == {}
    assert filings.filed_in(one.session_id) == []


def test_a_patients_filing_that_no_answer_came_for_is_known_by_the_record_it_was_for(ledger: Ledger) -> None:
    """In order within a patient: nothing else is sent before it is settled."""
    sending, lost, done = (filing(number=number) for number in (1, 2, 3))
    filings = ledger.filings(WHO)
    filings.intend([(sending, PATIENT, sending.resources), (done, PATIENT, done.resources)], RUN, EARLIER)
    filings.settle(lost, "Patient/p2", "unknown", "why", RUN, NOW)
    filings.settle(done, PATIENT, "filed", None, RUN, NOW)
    assert filings.unanswered([PATIENT, "Patient/p2", "Patient/p3"]) == {
        (PATIENT, sending.filing_id),
        ("Patient/p2", lost.filing_id),
    }
    assert filings.unanswered(["Patient/p3"]) == set()
    assert ledger.filings(OTHER).unanswered([PATIENT]) == set()


# ── All or nothing ───────────────────────────────────────────────────────────────────────────────────


def test_intents_are_kept_together_or_not_at_all(ledger: Ledger) -> None:
    good, bad = filing(number=1), filing(number=2)
    too_long = resource("x")
    too_long.body["resourceType"] = None  # type: ignore[index]
    object.__setattr__(too_long, "digest", None)
    with pytest.raises(LedgerError):
        ledger.filings(WHO).intend([(good, PATIENT, good.resources), (bad, PATIENT, [too_long])], RUN, NOW)
    assert ledger.filings(WHO).standings() == {}
    assert ledger.filings(WHO).receipts_of([good.filing_id]) == []


def test_what_is_written_together_is_kept_together_or_not_at_all(ledger: Ledger) -> None:
    one, other = filing(number=1), filing(number=2)
    filings = ledger.filings(WHO)

    def cut_off() -> None:
        with filings.together():
            filings.answered(one.filing_id, [(one.resources[0], "g1", "1", "created")], NOW)
            filings.settle(one, PATIENT, "filed", None, RUN, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert filings.standings() == {}
    assert filings.receipts_of([one.filing_id]) == []
    with filings.together():
        filings.settle(one, PATIENT, "filed", None, RUN, NOW)
        filings.settle(other, PATIENT, "held", "why", RUN, NOW)
    assert len(filings.standings()) == 2
    assert filings.receipts_of([one.filing_id]) == []


def test_of_what_is_written_together_of_one_filing_the_last_counts(ledger: Ledger) -> None:
    one, filings = filing(number=1), ledger.filings(WHO)
    with filings.together():
        filings.settle(one, PATIENT, "unknown", "no answer", RUN, EARLIER)
        filings.settle(one, PATIENT, "filed", None, RUN, NOW)
        filings.settle(one, PATIENT, "unchanged", None, RUN, LATER)
    assert filings.standings()[one.filing_id].state == "unchanged"
    assert filings.filed([one.filing_id])[one.filing_id].filed_at == NOW


@pytest.mark.hazard("H17")
def test_what_the_database_refuses_is_told_without_what_was_to_be_kept(ledger: Ledger) -> None:
    """T-H17: an error of the database would show the statement with its values."""
    item = resource("walk", text="Marjorie, 9990000018")
    object.__setattr__(item, "digest", None)
    with pytest.raises(LedgerError, match="the ledger's database says") as caught:
        ledger.filings(WHO).intend([(filing(item), PATIENT, [item])], RUN, NOW)
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value)
    assert "marjorie" not in told.lower()
    assert "9990000018" not in told
