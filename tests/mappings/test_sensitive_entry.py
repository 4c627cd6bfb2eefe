"""The sensitive entry ↔ a Composition of its own (hazards H4 and H26)."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings import entry, sensitive_entry
from mappings.context import Context
from mappings.records import Approval, Participant
from profiles import wire
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, plain_context
from tests.mappings.laws import assert_text_beside_every_code, faults, travelled


@given(some.texts, some.optional(some.approvals), some.contexts)
def test_a_sensitive_note_survives(note: str, approval: Approval | None, context: Context) -> None:
    resource = sensitive_entry.to_fhir(note, approval, context)
    assert faults(resource) == ()
    assert_text_beside_every_code(resource)
    assert sensitive_entry.from_fhir(travelled(resource)) == note


@pytest.mark.hazard("H4")
@given(some.texts, some.contexts)
def test_a_sensitive_note_is_restricted_and_nothing_leads_to_it(note: str, context: Context) -> None:
    resource = sensitive_entry.to_fhir(note, None, context)
    assert resource["confidentiality"] == "R"
    assert [label["code"] for label in resource["meta"]["security"]] == ["R", "NOPAT"]
    assert "encounter" not in resource
    assert sensitive_entry.identify(context) != entry.identify(context)


@pytest.mark.hazard("H4")
def test_a_sensitive_note_is_never_in_the_entry_that_all_see() -> None:
    """T-H4b."""
    secret = "Told in private: a bruise, and by whom"
    participant = Participant.model_validate({"row": 1, "person": PERSON, "sensitive_note": secret})
    parts = frozenset({"individual", "group-note", "extras", "sensitive"})
    assert secret.encode() not in wire.dumps(entry.to_fhir(participant, parts, plain_context()))
