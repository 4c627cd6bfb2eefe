"""What a filing counts as that was not filed, or not all of it, and what a person can do about it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace

from adapter.errors import (
    Conflict,
    Doubled,
    EndpointError,
    FiledInPart,
    NotAuthorised,
    NotBegun,
    PatientRefused,
    Refused,
)
from adapter.guards.hold import Hold
from adapter.ledger.facts import State
from adapter.push.plan import PlannedFiling
from adapter.telemetry.events import RecordUnreadable

OF_WHAT_IS_NO_FHIR = (AttributeError, KeyError, TypeError, ValueError)
_OURS = ("adapter", "mappings", "profiles")
_REMOVE = "Have the practice remove the duplicate."


def failed(error: EndpointError) -> tuple[State, Hold]:
    """What a refused filing counts as, and what a person can do about it."""
    if isinstance(error, NotBegun):
        return "held", RUN_ENDED
    if isinstance(error, Doubled):
        return "conflict", doubled(str(error))
    if isinstance(error, Conflict):
        return "conflict", Hold(
            "conflict",
            f"the endpoint holds another version than the one read: {error}",
            "the version that was read",
            "Push again: it reads the practice's version and shows where they differ.",
        )
    if isinstance(error, PatientRefused):
        return "held", Hold(
            "identity",
            f"the endpoint does not take entries for this patient: {error}",
            "a patient whom the practice knows and who has agreed",
            "Nothing of it was filed. Ask the practice whether the patient moved, died, or said no.",
        )
    if isinstance(error, Refused):
        return "rejected", Hold(
            "endpoint",
            f"refused: {error}",
            "the endpoint to accept the entry",
            "Nothing of it was filed. Show this to whoever runs the endpoint; then have it sent again with"
            " fhir-vgc deadletters retry.",
        )
    return "held", not_sent(error)


def doubled(told: str) -> Hold:
    """The hold for what stands twice, as `told`: nobody but the practice removes anything."""
    return Hold("conflict", f"{told} at the endpoint", "one", _REMOVE)


def failed_in_part(error: FiledInPart) -> tuple[State, Hold]:
    """What a filing counts as of which a part is written; it has no mark of completeness."""
    state: State
    if isinstance(error.cause, Doubled):
        state, todo = "conflict", f"{_REMOVE} The next push looks first, and writes what is missing."
    elif isinstance(error.cause, Conflict):
        state, todo = "conflict", "Push again: it reads what is there and shows where it differs."
    elif isinstance(error.cause, Refused):
        state = "rejected"
        todo = (
            "Show this to whoever runs the endpoint; then have it sent again with fhir-vgc deadletters retry,"
            " which writes what is missing."
        )
    elif isinstance(error.cause, NotAuthorised):
        state, todo = "unknown", f"{error.cause.todo} The next push looks first, and writes what is missing."
    else:
        state, todo = "unknown", "Push again later: it looks first, and writes what is missing."
    return state, Hold(
        "endpoint", f"filed in part, without the mark that it is complete: {error}", "all of the entry", todo
    )


def not_sent(error: EndpointError) -> Hold:
    """The hold for a filing that the endpoint would not hear of now."""
    if isinstance(error, NotAuthorised):
        return Hold(
            "endpoint",
            f"not sent: {error}",
            "an endpoint that accepts who we are, and what we do",
            f"Nothing of it was filed. {error.todo}",
        )
    return Hold(
        "endpoint",
        f"not sent: {error}",
        "an endpoint that takes requests",
        "Nothing of it was filed. Push again later.",
    )


RUN_ENDED = Hold(
    "endpoint",
    "not sent: the run was asked to end first",
    "a run that goes on to its end",
    "Nothing of it was filed. The next push files it.",
)


UNSETTLED = Hold(
    "endpoint",
    "no clear answer to a filing, and it cannot be seen at the endpoint yet",
    "an answer, or the filed entry",
    "Push again in some minutes: it looks first and writes nothing twice.",
)


def in_conflict(one: PlannedFiling, found: str, expected: str, todo: str) -> PlannedFiling:
    """The same filing, which waits for what somebody makes of the record as it stands."""
    return replace(one, outcome="conflict", hold=Hold("conflict", found, expected, todo))


def if_readable(one: PlannedFiling, looked_at: Callable[[], PlannedFiling]) -> PlannedFiling:
    """What is at the endpoint may be no FHIR: that is no reason to send nobody's entry any more."""
    try:
        return looked_at()
    except OF_WHAT_IS_NO_FHIR as error:
        return in_conflict(
            replace(one, unreadable=_unreadable(error)),
            "what is at the endpoint of this entry cannot be read: it is not valid FHIR R4",
            "resources of FHIR R4",
            "Nothing was sent. Show this to whoever runs the endpoint, and report it: it may be our defect.",
        )


def _unreadable(error: Exception) -> RecordUnreadable:
    """What was raised, and the line of ours that came to it last: a library's own says little."""
    raised = next(kind.__name__ for kind in OF_WHAT_IS_NO_FHIR if isinstance(error, kind))
    places = [
        f"{frame.f_globals['__name__']}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if place.partition(".")[0] in _OURS]
    return RecordUnreadable(raised=raised, place=ours[-1])
