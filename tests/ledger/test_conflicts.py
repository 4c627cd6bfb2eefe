"""What the ledger promises of conflicts: each waits once, and what was chosen is never forgotten."""

from __future__ import annotations

from adapter.ledger.conflicts import Conflicts, Contested
from adapter.ledger.ledger import Ledger
from mappings.identity import identity
from tests.ledger.examples import EARLIER, LATER, NOW, OTHER, RUN, WHO

FILING = "f52f7ad1-6b31-5826-9043-92ebff02f001"
CHOICE = {"description": {"keep": "ours"}}


def _contested(number: int = 1) -> Contested:
    body = {"resourceType": "Goal", "description": {"text": f"words {number}"}}
    return Contested(
        f"{number:032}",
        identity("goal", "owner", "walk"),
        "Goal",
        "Goal",
        "g1",
        "2",
        body,
        {**body, "lifecycleStatus": "active"},
        {**body, "lifecycleStatus": "completed"},
        ("lifecycleStatus",),
        based=True,
        newest=None,
    )


def _conflicts(ledger: Ledger, endpoint: str = WHO) -> Conflicts:
    return ledger.filings(endpoint).conflicts


def _waiting(ledger: Ledger, endpoint: str = WHO) -> list[str]:
    return [one.contested.conflict_id for one in _conflicts(ledger, endpoint).waiting()]


def test_a_conflict_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested()], NOW)
    (one,) = _conflicts(ledger).waiting()
    assert one.contested == _contested()
    assert (one.filing_id, one.opened_at, one.choice, one.resolved_at) == (FILING, NOW, None, None)
    assert _conflicts(ledger).filings() == {FILING}


def test_the_same_conflict_waits_once_and_since_it_was_first_seen(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested()], EARLIER)
    _conflicts(ledger).keep(FILING, [_contested()], NOW)
    (one,) = _conflicts(ledger).waiting()
    assert one.opened_at == EARLIER


def test_what_is_no_longer_contested_is_closed_and_may_wait_again(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested(1)], EARLIER)
    _conflicts(ledger).keep(FILING, [_contested(2)], NOW)
    assert _waiting(ledger) == [_contested(2).conflict_id]
    (closed,) = _conflicts(ledger).of(_contested(1).conflict_id)
    assert (closed.resolved_at, closed.choice) == (NOW, None)
    _conflicts(ledger).keep(FILING, [_contested(1)], LATER)
    assert _waiting(ledger) == [_contested(1).conflict_id]


def test_what_was_chosen_is_kept_and_is_not_asked_again(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested()], EARLIER)
    assert _conflicts(ledger).choice(_contested().conflict_id) == {}
    assert _conflicts(ledger).resolve(_contested().conflict_id, CHOICE, "Dr Amina Okafor", NOW)
    _conflicts(ledger).keep(FILING, [_contested()], LATER)
    _conflicts(ledger).keep(FILING, [], LATER)
    assert _waiting(ledger) == []
    (one,) = _conflicts(ledger).of(_contested().conflict_id)
    assert (one.choice, one.chosen_by, one.resolved_at) == (CHOICE, "Dr Amina Okafor", NOW)
    assert _conflicts(ledger).choice(_contested().conflict_id) == CHOICE


def test_a_choice_is_made_once(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested()], EARLIER)
    assert _conflicts(ledger).resolve(_contested().conflict_id, CHOICE, "first", NOW)
    assert not _conflicts(ledger).resolve(_contested().conflict_id, {}, "second", LATER)
    assert not _conflicts(ledger).resolve("unknown", CHOICE, "third", LATER)
    assert _conflicts(ledger).choice(_contested().conflict_id) == CHOICE


def test_one_endpoint_knows_nothing_of_another(ledger: Ledger) -> None:
    _conflicts(ledger).keep(FILING, [_contested(1)], NOW)
    _conflicts(ledger, OTHER).keep(FILING, [_contested(2)], NOW)
    _conflicts(ledger, OTHER).keep(FILING, [], LATER)
    assert _waiting(ledger) == [_contested(1).conflict_id]
    assert _waiting(ledger, OTHER) == []


def test_conflicts_are_kept_with_what_they_belong_to_or_not_at_all(ledger: Ledger) -> None:
    filings = ledger.filings(WHO)
    try:
        with filings.together():
            filings.conflicts.keep(FILING, [_contested()], NOW)
            raise RuntimeError
    except RuntimeError:
        pass
    assert _waiting(ledger) == []


def test_what_settled_an_element_is_recorded_with_its_policy(ledger: Ledger) -> None:
    whose = _contested().identity
    _conflicts(ledger).decided([(whose, "extension:confidence", "clinic")], RUN, NOW)
    _conflicts(ledger).decided([(whose, "start[x]", "person")], RUN, LATER)
    assert _conflicts(ledger).decisions() == [
        (whose, "extension:confidence", "clinic"),
        (whose, "start[x]", "person"),
    ]
