"""Events: nothing but what their fields are for can be told, whatever is put into them."""

from __future__ import annotations

import threading
import uuid
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

import adapter.errors
from adapter.errors import FhirVgcError, LeaseLost, OutcomeUnknown
from adapter.telemetry.events import (
    EVENTS,
    ConflictResolved,
    Context,
    DeadLetterDecided,
    ElementsDecided,
    Event,
    Examined,
    FilingPlanned,
    FilingSettled,
    PlanClosed,
    PushClosed,
    RecordUnreadable,
    RequestMade,
    RunStarted,
    SessionForgotten,
    about,
    context,
    together,
)
from adapter.telemetry.fields import FIELDS, WITHHELD, told
from adapter.telemetry.names import kind_of, name_of

REQUEST = "6f1c2c3e-0b6a-4a53-9c58-1f6f0f5b8a01"


def request(**changed: object) -> RequestMade:
    values = {
        "interaction": "search",
        "method": "POST",
        "status": 200,
        "seconds": 0.25,
        "request": REQUEST,
        "correlation": REQUEST,
    }
    return RequestMade(**{**values, **changed})  # type: ignore[arg-type]


def test_every_field_of_every_event_says_what_may_stand_in_it() -> None:
    assert {one.name for event in EVENTS for one in fields(event)} == FIELDS.keys()


def test_an_event_tells_its_fields_and_leaves_out_what_is_missing() -> None:
    assert told(request(status=None)) == {
        "interaction": "search",
        "method": "POST",
        "seconds": 0.25,
        "request": REQUEST,
        "correlation": REQUEST,
    }


@pytest.mark.hazard("H17")
@given(st.text(min_size=1))
def test_no_text_of_an_endpoints_making_is_told_as_an_id(text: str) -> None:
    """RFC 9110 lets a server answer any header; only what looks like the id that we sent is repeated."""
    shown = told(request(answered_request=text))["answered_request"]
    assert shown == WITHHELD or uuid.UUID(text)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (RunStarted(command="Plinth-Quorum"), "command"),
        (FilingSettled(state="Plinth-Quorum"), "state"),  # type: ignore[arg-type]
        (FilingSettled(state="filed", resources={"Plinth-Quorum": 1}), "resources"),
        (FilingSettled(state="filed", resources={"created": "Plinth-Quorum"}), "resources"),  # type: ignore[dict-item]
        (request(interaction="Patient/_search?name=Plinth-Quorum"), "interaction"),
        (request(method="PLINTH"), "method"),
        (request(status=9990000018), "status"),
        (request(seconds=float("nan")), "seconds"),
        (request(seconds="Plinth-Quorum"), "seconds"),
        (request(correlation="9990000018"), "correlation"),
        (ConflictResolved(conflict="Plinth-Quorum", choices={}), "conflict"),
        (ConflictResolved(conflict="0" * 32, choices={"Plinth-Quorum": 1}), "choices"),
        (DeadLetterDecided(state="Plinth-Quorum"), "state"),  # type: ignore[arg-type]
        (SessionForgotten(session="Plinth-Quorum", participants=1), "session"),
        (SessionForgotten(session="0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a01", participants=1), "session"),
        (RecordUnreadable(raised="Plinth-Quorum", place="adapter.merge:1"), "raised"),
        (RecordUnreadable(raised="KeyError", place="Plinth-Quorum"), "place"),
        (ElementsDecided(decisions={"Plinth-Quorum": 1}), "decisions"),
        (Examined(check="Plinth-Quorum", verdict="well"), "check"),  # type: ignore[arg-type]
        (FilingPlanned(planned="Plinth-Quorum"), "planned"),  # type: ignore[arg-type]
        (PlanClosed(participants=1, plan={"Plinth-Quorum": 1}, requests={}), "plan"),
    ],
)
def test_what_does_not_fit_its_field_is_withheld(event: Event, field: str) -> None:
    assert told(event)[field] == WITHHELD


def test_counts_are_told_by_their_names() -> None:
    books = PushClosed(
        outcome="done",
        participants=3,
        filings={"filed": 2, "unchanged": 1},
        resources={"created": 40},
        requests={"read": 4, "write": 2},
    )
    assert told(books)["filings"] == {"filed": 2, "unchanged": 1}


def test_an_error_is_told_by_its_kind_and_never_in_words() -> None:
    assert kind_of(OutcomeUnknown("Plinth-Quorum")) == "outcome-unknown"
    assert kind_of(LeaseLost("Plinth-Quorum")) == "lease-lost"
    assert kind_of(KeyError("Plinth-Quorum")) == "defect"


def test_every_kind_of_error_of_ours_may_be_told() -> None:
    shape, _ = FIELDS["error"]
    kinds = [
        one
        for one in vars(adapter.errors).values()
        if isinstance(one, type) and issubclass(one, FhirVgcError)
    ]
    assert len(kinds) > 10
    assert all(shape.fits(kind_of(kind.__new__(kind))) for kind in kinds)


def test_events_are_named_as_they_are_logged() -> None:
    assert name_of(FilingSettled) == "filing-settled"
    assert len({name_of(event) for event in EVENTS}) == len(EVENTS)


def test_what_is_told_within_is_about_the_filing_and_still_about_its_run() -> None:
    with about(run="r", endpoint="practice"):
        with about(filing="f"):
            assert context() == Context("r", "practice", "f")
        assert context() == Context("r", "practice")
    assert context() == Context()


def test_a_thread_begins_with_nothing() -> None:
    found: list[Context] = []
    with about(run="r"):
        thread = threading.Thread(target=lambda: found.append(context()))
        thread.start()
        thread.join()
    assert found == [Context()]


def test_everybody_is_told() -> None:
    first: list[Event] = []
    second: list[Event] = []
    together(first.append, second.append)(RunStarted(command="push"))
    assert first == second == [RunStarted(command="push")]
