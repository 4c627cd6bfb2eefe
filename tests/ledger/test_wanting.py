"""What the ledger promises of resources that an endpoint did not keep: known until somebody saw to it."""

from __future__ import annotations

from adapter.ledger.ledger import Ledger
from mappings.records import Participant
from tests.ledger.examples import NOW, OTHER, PATIENT, RUN, WHO, filing
from tests.mappings.examples import PERSON, SESSION

ONE, TWO = filing(number=1), filing(number=2)
GOAL, SECOND = ONE.resources[0].identity, TWO.resources[0].identity


def _sent(ledger: Ledger, endpoint: str = WHO) -> None:
    for one in (ONE, TWO):
        ledger.filings(endpoint).intend([(one, PATIENT, one.resources)], RUN, NOW)


def test_what_was_found_is_known_by_filing_until_it_is_forgotten(ledger: Ledger) -> None:
    _sent(ledger)
    wanting = ledger.filings(WHO).wanting
    wanting.keep({GOAL: "gone", SECOND: "doubled"})
    wanting.keep({GOAL: "unlinked"})
    assert wanting.listed() == {ONE.filing_id: {GOAL: "unlinked"}, TWO.filing_id: {SECOND: "doubled"}}
    wanting.forget([GOAL])
    assert wanting.listed() == {TWO.filing_id: {SECOND: "doubled"}}


def test_whatever_becomes_of_the_filing_it_stays_known(ledger: Ledger) -> None:
    _sent(ledger)
    filings = ledger.filings(WHO)
    filings.wanting.keep({GOAL: "unlinked"})
    filings.answered(ONE.filing_id, [(ONE.resources[0], "g1", "2", "updated")], NOW)
    filings.settle(ONE, PATIENT, "held", "why", RUN, NOW)
    assert filings.wanting.listed() == {ONE.filing_id: {GOAL: "unlinked"}}


def test_each_endpoint_has_its_own(ledger: Ledger) -> None:
    _sent(ledger)
    _sent(ledger, OTHER)
    ledger.filings(WHO).wanting.keep({GOAL: "unlinked"})
    ledger.filings(OTHER).wanting.forget([GOAL])
    assert ledger.filings(OTHER).wanting.listed() == {}
    assert ledger.filings(WHO).wanting.listed() == {ONE.filing_id: {GOAL: "unlinked"}}


def test_nothing_waits_for_a_row_that_was_taken_off_its_list(ledger: Ledger) -> None:
    _sent(ledger)
    ledger.filings(WHO).wanting.keep({GOAL: "unlinked"})
    ledger.imports.keep(SESSION, [Participant(row=9, person=PERSON)], [], NOW)
    assert ledger.filings(WHO).wanting.listed() == {}
