"""Every field of every event and what may stand in it: nothing else is told, and so never a patient."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import get_args

from adapter.doctor.finding import Check, Verdict
from adapter.errors import FhirVgcError
from adapter.guards.hold import Guard
from adapter.ledger.facts import State
from adapter.merge.merge import Policy
from adapter.telemetry.events import BreakerState, Event, Interaction, Outcome
from adapter.telemetry.names import hyphened


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in a field, in words and as a test."""

    told: str
    fits: Callable[[object], bool]


def _words(*words: str) -> Shape:
    return Shape(
        " ".join(f"`{word}`" for word in words), lambda value: isinstance(value, str) and value in words
    )


def _counts(*names: str) -> Shape:
    def fits(value: object) -> bool:
        return isinstance(value, Mapping) and all(
            name in names and isinstance(count, int) for name, count in value.items()
        )

    return Shape("numbers by " + " ".join(f"`{name}`" for name in names), fits)


def _kinds_of_errors(root: type[BaseException] = FhirVgcError) -> Iterator[str]:
    yield hyphened(root.__name__)
    for kind in root.__subclasses__():
        yield from _kinds_of_errors(kind)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_DIGEST = Shape(
    "32 hexadecimal digits",
    lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None,
)
_ID = Shape("UUID", lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None)
_BEGINNING = Shape(
    "the first 8 digits of a UUID",
    lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{8}", value, re.IGNORECASE) is not None,
)
_PLACE = Shape(
    "a module of ours and a line, such as `adapter.merge.merge:120`",
    lambda value: (
        isinstance(value, str)
        and re.fullmatch(r"(adapter|mappings|profiles)(\.[a-z_]+)*:\d+", value) is not None
    ),
)
_COUNT = Shape("number", lambda value: isinstance(value, int) and value >= 0)
_SECONDS = Shape("number", lambda value: isinstance(value, float | int) and math.isfinite(value))
_STATUS = Shape("100 to 599", lambda value: isinstance(value, int) and 100 <= value <= 599)

FIELDS: Mapping[str, tuple[Shape, str]] = {
    "command": (_words("pull", "push", "sync"), "what was run"),
    "outcome": (_words(*get_args(Outcome)), "how it ended"),
    "error": (_words("defect", *_kinds_of_errors()), "the kind of error, never its words"),
    "state": (_words(*get_args(State)), "where the filing stands"),
    "guard": (_words(*get_args(Guard)), "which guard holds it"),
    # with the whole of it in the log, a filing's id would tell whose it is
    "session": (_BEGINNING, "which session, by the beginning of its session_id"),
    "participants": (_COUNT, "how many were read, or were on its list"),
    "filings": (_counts(*get_args(State)), "filings by where they stand"),
    "resources": (_counts("created", "updated", "unchanged"), "resources by what became of them"),
    "patients": (_COUNT, "how many the pull asked about"),
    "changes": (_counts("new", "changed", "withdrawn"), "what the practice did since the last pull"),
    "requests": (_counts("read", "write"), "requests made"),
    "attempts": (_COUNT, "attempts at requests so far"),
    "planned": (_words("file", *get_args(State)), "what would become of the filing"),
    "plan": (_counts("file", *get_args(State)), "filings by what would become of them"),
    "raised": (_words("AttributeError", "KeyError", "TypeError", "ValueError"), "the kind of exception"),
    "place": (_PLACE, "where it was raised"),
    "decisions": (_counts(*get_args(Policy)), "elements by what settled them"),
    "conflict": (_DIGEST, "which conflict, as `fhir-vgc conflicts list` has it"),
    "elements": (_COUNT, "how many elements have to be chosen"),
    "choices": (_counts("ours", "theirs", "value"), "elements by what was chosen: a side, or another value"),
    "check": (_words(*get_args(Check)), "what was looked at"),
    "verdict": (_words(*get_args(Verdict)), "how it was found"),
    "interaction": (_words(*get_args(Interaction)), "what was asked of the endpoint"),
    "breaker": (_words(*get_args(BreakerState)), "whether requests go out to the endpoint"),
    "method": (_words("DELETE", "GET", "PATCH", "POST", "PUT"), "the HTTP method"),
    "status": (_STATUS, "the HTTP status"),
    "seconds": (_SECONDS, "how many seconds it took"),
    "request": (_ID, "`X-Request-ID` as we sent it: one attempt"),
    "correlation": (_ID, "`X-Correlation-ID` as we sent it: a request with all of its attempts"),
    "answered_request": (_ID, "`X-Request-ID` as the endpoint answered it"),
    "answered_correlation": (_ID, "`X-Correlation-ID` as the endpoint answered it"),
}
"""Every field of every event: what may stand in it, and what it means. No other field is ever told."""

WITHHELD = "withheld"
"""What is told of a value that does not fit its field, such as an id that an endpoint made up."""


def told(event: Event) -> dict[str, object]:
    """The fields of an event that hold something, each of its shape or `withheld`."""
    found: dict[str, object] = {}
    for one in fields(event):
        value = getattr(event, one.name)
        if value is not None:
            shape, _ = FIELDS[one.name]
            found[one.name] = value if shape.fits(value) else WITHHELD
    return found
