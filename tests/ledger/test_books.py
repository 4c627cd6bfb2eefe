"""What is settled, what waits, and what was refused: each filing in one place, and counted there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from adapter.ledger.facts import State
from adapter.ledger.ledger import Ledger
from mappings.identity import participation_id
from mappings.records import Participant, Session
from tests.ledger.examples import EARLIER, LATER, NOW, OTHER, PATIENT, RUN, WHO
from tests.ledger.examples import filing as made
from tests.push import clinic

FIRST, SECOND = clinic.session(1), clinic.session(2, dt.date(2026, 3, 17))
PEOPLE = tuple(clinic.participant(index) for index in range(3))


def settle(
    ledger: Ledger, session: Session, participant: Participant, state: State, now: dt.datetime, at: str = WHO
) -> str:
    filing_id = participation_id(session, participant.person)
    filing = replace(made(), filing_id=filing_id, session_id=session.session_id, row=participant.row)
    ledger.filings(at).settle(filing, PATIENT, state, f"why {state}", RUN, now)
    return filing_id


def test_a_session_is_unsettled_until_all_of_it_is_in_the_record(ledger: Ledger) -> None:
    ledger.imports.keep(SECOND, PEOPLE[:1], [], EARLIER)
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    filings = ledger.filings(WHO)
    both = [FIRST.session_id, SECOND.session_id]
    ledger.runs.start("push", WHO, NOW, RUN)
    assert filings.unsettled_sessions() == both
    settle(ledger, FIRST, PEOPLE[0], "filed", NOW)
    settle(ledger, FIRST, PEOPLE[1], "unchanged", NOW)
    assert filings.unsettled_sessions() == both
    settle(ledger, FIRST, PEOPLE[2], "dropped", NOW)
    assert filings.unsettled_sessions() == [SECOND.session_id]
    assert ledger.filings(OTHER).unsettled_sessions() == both
    ledger.imports.keep(FIRST, PEOPLE, [], LATER)
    assert filings.unsettled_sessions() == both


@pytest.mark.parametrize("state", ["queued", "sending", "held", "rejected", "unknown", "conflict"])
def test_what_waits_leaves_its_session_unsettled(ledger: Ledger, state: State) -> None:
    ledger.imports.keep(FIRST, PEOPLE[:1], [], EARLIER)
    settle(ledger, FIRST, PEOPLE[0], state, NOW)
    assert ledger.filings(WHO).unsettled_sessions() == [FIRST.session_id]
    assert [one.state for one in ledger.filings(WHO).waiting()] == [state]


def test_the_sessions_that_are_asked_for_come_in_that_order(ledger: Ledger) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], NOW)
    ledger.imports.keep(SECOND, PEOPLE, [], NOW)
    (only,) = ledger.imports.sessions([SECOND.session_id])
    assert only == (SECOND, PEOPLE)
    assert list(ledger.imports.sessions([])) == []


def test_what_has_waited_longest_comes_first(ledger: Ledger) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    late = settle(ledger, FIRST, PEOPLE[0], "held", LATER)
    early = settle(ledger, FIRST, PEOPLE[1], "unknown", EARLIER)
    settle(ledger, FIRST, PEOPLE[2], "filed", EARLIER)
    assert [one.filing_id for one in ledger.filings(WHO).waiting()] == [early, late]


@pytest.mark.hazard("H20")
@pytest.mark.parametrize("then", ["queued", "sending", "held", "rejected", "unknown", "conflict"])
def test_a_filing_has_waited_since_it_first_could_not_be_filed_whatever_it_waits_for_now(
    ledger: Ledger, then: State
) -> None:
    """Else the round that looks at it again would begin its age anew, and no alert would ever be due."""
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    settle(ledger, FIRST, PEOPLE[0], "held", EARLIER)
    settle(ledger, FIRST, PEOPLE[1], "held", NOW)
    longest = settle(ledger, FIRST, PEOPLE[0], then, LATER)
    oldest = ledger.filings(WHO).waiting()[0]
    assert (oldest.filing_id, oldest.waiting_since, oldest.changed_at) == (longest, EARLIER, LATER)
    assert ledger.figures.waiting_since() == {WHO: EARLIER}


@pytest.mark.parametrize("done", ["filed", "unchanged", "dropped"])
def test_what_was_done_in_between_waits_anew(ledger: Ledger, done: State) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    settle(ledger, FIRST, PEOPLE[0], "held", EARLIER)
    filing_id = settle(ledger, FIRST, PEOPLE[0], done, NOW)
    assert ledger.filings(WHO).standings()[filing_id].waiting_since is None
    settle(ledger, FIRST, PEOPLE[0], "held", LATER)
    assert ledger.figures.waiting_since() == {WHO: LATER}


def test_what_is_sent_again_has_waited_since_it_was_refused_and_what_is_dropped_waits_no_more(
    ledger: Ledger,
) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    for participant in PEOPLE[:2]:
        settle(ledger, FIRST, participant, "rejected", EARLIER)
    letters = {letter.row: letter for letter in ledger.dead_letters.listed()}
    again, never = (letters[participant.row] for participant in PEOPLE[:2])
    assert ledger.dead_letters.retry(again, NOW)
    assert ledger.dead_letters.drop(never, reason="typed by hand", by="Col Abernethy", now=NOW)
    standings = ledger.filings(WHO).standings()
    assert standings[again.filing_id].waiting_since == EARLIER
    assert standings[never.filing_id].waiting_since is None
    settle(ledger, FIRST, PEOPLE[1], "held", LATER)
    assert ledger.filings(WHO).standings()[never.filing_id].waiting_since == LATER


def test_the_books_count_imported_rows_and_rows_that_are_gone_apart(ledger: Ledger) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    for participant, state in zip(PEOPLE, ("filed", "held", "filed"), strict=True):
        settle(ledger, FIRST, participant, state, NOW)
    assert ledger.filings(WHO).books() == ({"filed": 2, "held": 1}, {})
    ledger.imports.keep(FIRST, PEOPLE[:1], [], LATER)
    assert ledger.filings(WHO).books() == ({"filed": 1}, {"filed": 1, "held": 1})
    assert ledger.filings(OTHER).books() == ({}, {})


def test_a_dead_letter_is_decided_on_once_and_at_its_endpoint(ledger: Ledger) -> None:
    ledger.imports.keep(FIRST, PEOPLE, [], EARLIER)
    refused = settle(ledger, FIRST, PEOPLE[0], "rejected", NOW)
    settle(ledger, FIRST, PEOPLE[0], "rejected", EARLIER, at=OTHER)
    settle(ledger, FIRST, PEOPLE[1], "held", NOW)
    letters = ledger.dead_letters
    assert [(one.endpoint, one.filing_id) for one in letters.listed()] == [(OTHER, refused), (WHO, refused)]
    (letter,) = letters.listed(WHO, refused[:8])
    assert (letter.session_date, letter.reason, letter.since) == (FIRST.session_date, "why rejected", NOW)
    assert letters.listed(WHO, "_") == []
    assert letters.drop(letter, reason="typed by hand", by="Col Abernethy", now=LATER)
    assert not letters.drop(letter, reason="again", by="us", now=LATER)
    assert not letters.retry(letter, LATER)
    (dropped,) = letters.listed(WHO)
    assert dropped.reason == "dropped by Col Abernethy: typed by hand. It was why rejected"
    (elsewhere,) = letters.listed(OTHER)
    assert letters.retry(elsewhere, LATER)
    assert ledger.filings(OTHER).counts() == {"queued": 1}


def test_runs_are_found_by_endpoint_command_and_the_beginning_of_their_ids(ledger: Ledger) -> None:
    push = ledger.runs.start("push", WHO, EARLIER)
    sync = ledger.runs.start("sync", WHO, NOW)
    other = ledger.runs.start("sync", OTHER, LATER)
    assert [run.run_id for run in ledger.runs.listed()] == [other, sync, push]
    assert [run.run_id for run in ledger.runs.listed(WHO, most=1)] == [sync]
    assert [run.run_id for run in ledger.runs.listed(command="sync")] == [other, sync]
    assert [run.run_id for run in ledger.runs.listed(run_id=push[:8])] == [push]
    assert ledger.runs.listed(run_id="%") == []
    assert ledger.endpoints() == tuple(sorted((WHO, OTHER)))
