"""What is referred to goes first, the mark last; and what cannot be written is refused before it is sent."""

from __future__ import annotations

import random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import Refused
from adapter.routes.order import first_part, links, ordered
from adapter.routes.route import Entry
from mappings.assembly import assemble
from mappings.identity import identity
from mappings.vocabulary import Part
from tests.mappings.examples import SESSION, full_participant
from tests.routes.entries import goal

EVERY_PART: frozenset[Part] = frozenset(get_args(Part)) - {"administrative"}
FILING = [
    Entry(item.identity, item.body)
    for item in assemble(SESSION, full_participant("words"), EVERY_PART).resources
]


def kinds(entries: list[Entry]) -> list[str]:
    return [entry.body["resourceType"] for entry in entries]


@given(st.randoms(use_true_random=False), st.integers(1, 30), st.booleans())
def test_in_whatever_order_and_parts_nothing_refers_to_what_is_not_there_yet(
    chance: random.Random, most: int, linked: bool
) -> None:
    waiting = ordered(chance.sample(FILING, len(FILING)))
    there: set[str] = set()
    parts = []
    while waiting:
        part = first_part(waiting, linked=linked, most=most)
        assert 1 <= len(part) <= most
        own = {entry.identity.urn for entry in part} if linked else set()
        assert all(links(entry) <= there | own for entry in part)
        there |= {entry.identity.urn for entry in part}
        waiting = [entry for entry in waiting if entry not in part]
        parts.append(part)
    sent = [entry for part in parts for entry in part]
    assert len(sent) == len(FILING)
    marks = [kind for kind in kinds(sent) if kind in ("Composition", "Provenance")]
    assert kinds(sent)[-len(marks) :] == marks == sorted(marks)


def test_the_first_resource_of_a_filing_stays_the_first() -> None:
    """It tells for all of them whether any is there (decision 0004)."""
    assert kinds(ordered(FILING))[0] == "Appointment"


def linking(item: str, *to: Entry) -> Entry:
    own = identity("care-plan", item)
    goals = [{"reference": entry.identity.urn} for entry in to]
    return Entry(own, {"resourceType": "CarePlan", "identifier": [own.as_fhir()], "goal": goals})


def test_a_reference_to_what_is_not_in_the_filing_is_refused_here() -> None:
    with pytest.raises(Refused, match="lead nowhere"):
        ordered([linking("one", goal())])


def test_an_identity_that_stands_twice_is_refused_here() -> None:
    with pytest.raises(Refused, match="one identity"):
        ordered([goal(), goal()])


def test_references_in_a_circle_are_refused_here() -> None:
    one, other = linking("one"), linking("other")
    one.body["goal"] = [{"reference": other.identity.urn}]
    other.body["goal"] = [{"reference": one.identity.urn}]
    with pytest.raises(Refused, match="circle"):
        ordered([one, other])
