"""What is told of a run while it works: a closed set of events, without a place for a patient's words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, Literal, TypeAlias, get_args

from adapter.doctor.finding import Check, Verdict
from adapter.errors import FhirVgcError
from adapter.guards.hold import Guard
from adapter.ledger.facts import State
from adapter.merge.merge import Policy
from adapter.settings import Level

Interaction: TypeAlias = Literal[
    "capabilities", "read", "history", "search", "page", "bundle", "create", "update", "delete"
]
BreakerState: TypeAlias = Literal["closed", "open", "half-open"]
Outcome: TypeAlias = Literal["done", "waiting", "interrupted", "failed"]
Planned: TypeAlias = Literal["file"] | State


@dataclass(frozen=True, slots=True)
class Context:
    """Which run, at which endpoint, and which filing of it, whatever is told now is about."""

    run: str | None = None
    endpoint: str | None = None
    filing: str | None = None


_NOTHING = Context()
_context: ContextVar[Context] = ContextVar("context", default=_NOTHING)


@contextmanager
def about(
    *, run: str | None = None, endpoint: str | None = None, filing: str | None = None
) -> Iterator[None]:
    """What is told within is about these, and otherwise about what was told of before.

    A thread begins with nothing: what it works for has to be said there again.
    """
    given = {"run": run, "endpoint": endpoint, "filing": filing}
    changed = {name: value for name, value in given.items() if value is not None}
    token = _context.set(replace(_context.get(), **changed))
    try:
        yield
    finally:
        _context.reset(token)


def context() -> Context:
    """What this thread's events are about now."""
    return _context.get()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run has begun, and has its turn at the endpoint."""

    command: str

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContinues:
    """A run that takes long is at work: how far it is, told once a minute."""

    command: str
    seconds: float
    filings: Mapping[str, int]
    attempts: int

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """A run has ended: `failed` with the kind of its error, or done, whatever waits for a person."""

    command: str
    outcome: Outcome
    seconds: float
    error: str | None = None

    @property
    def level(self) -> Level:
        return "error" if self.outcome == "failed" else "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushClosed:
    """What came of all participants of a push; the filings add up to them."""

    outcome: Outcome
    participants: int
    filings: Mapping[str, int]
    resources: Mapping[str, int]
    requests: Mapping[str, int]

    @property
    def level(self) -> Level:
        return "info" if self.outcome == "done" else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullClosed:
    """What a pull brought back of the programme's patients."""

    outcome: Outcome
    patients: int
    changes: Mapping[str, int]
    requests: Mapping[str, int]

    @property
    def level(self) -> Level:
        return "info" if self.outcome == "done" else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingSettled:
    """A filing is answered for: where it stands, which guard holds it, and what became of its resources."""

    state: State
    guard: Guard | None = None
    resources: Mapping[str, int] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        if self.state == "unchanged":
            return "debug"  # most filings of most rounds
        return "info" if self.state == "filed" else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingUnanswered:
    """No usable answer came to a filing; it is looked for before anything else happens to it."""

    error: str
    request: str | None = None

    level: ClassVar[Level] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementsDecided:
    """Clinic and practice had both changed elements of a filing: how many each policy settled."""

    decisions: Mapping[str, int]

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictWaits:
    """Clinic and practice have both changed so many elements of a resource, and a person has to choose.

    It is told in each run for as long as it waits.
    """

    conflict: str
    elements: int

    level: ClassVar[Level] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictResolved:
    """A person has chosen, element by element; the next push or sync files it."""

    conflict: str
    choices: Mapping[str, int]

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingPlanned:
    """What a push would do with a filing, or which guard would hold it; nothing was written."""

    planned: Planned
    guard: Guard | None = None

    @property
    def level(self) -> Level:
        return "debug" if self.planned == "unchanged" else "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosed:
    """What a push would do with all participants; nothing was written."""

    participants: int
    plan: Mapping[str, int]
    requests: Mapping[str, int]

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The doctor has looked at something: of this machine, or of an endpoint."""

    check: Check
    verdict: Verdict

    @property
    def level(self) -> Level:
        return _LEVEL_OF[self.verdict]


_LEVEL_OF: Mapping[Verdict, Level] = {"well": "info", "warning": "warning", "ill": "error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMade:
    """One attempt at a request, in the thread that made it; without a status no answer came."""

    interaction: Interaction
    method: str
    status: int | None
    seconds: float
    request: str
    correlation: str
    answered_request: str | None = None
    answered_correlation: str | None = None

    @property
    def level(self) -> Level:
        return "debug" if self.status is not None and self.status < 400 else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequested:
    """One request to whoever gives tokens, or for where that is; without a status no answer came."""

    status: int | None
    seconds: float

    @property
    def level(self) -> Level:
        return "info" if self.status == 200 else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerChanged:
    """An endpoint without answers is left alone (`open`), tried once (`half-open`), or well again."""

    breaker: BreakerState

    @property
    def level(self) -> Level:
        return "error" if self.breaker == "open" else "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsNotWritten:
    """The file of metrics could not be written; the run goes on."""

    error: str

    level: ClassVar[Level] = "error"


Event: TypeAlias = (
    RunStarted
    | RunContinues
    | RunEnded
    | PullClosed
    | PushClosed
    | FilingSettled
    | FilingUnanswered
    | ElementsDecided
    | ConflictWaits
    | ConflictResolved
    | FilingPlanned
    | PlanClosed
    | Examined
    | RequestMade
    | TokenRequested
    | BreakerChanged
    | MetricsNotWritten
)
EVENTS: tuple[type[Event], ...] = get_args(Event)

Tell: TypeAlias = Callable[[Event], None]
"""Who listens: called as things happen, from whatever thread they happen in. Must not raise."""


def unheard(_event: Event) -> None:
    """For who does not want to know."""


def together(*listeners: Tell) -> Tell:
    """Everybody is told, in this order."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell


def name_of(event: type[Event]) -> str:
    """`FilingSettled` is written `filing-settled`."""
    return _hyphened(event.__name__)


def kind_of(error: BaseException) -> str:
    """The kind of an error, never its words: `outcome-unknown`; `defect` for what we did not raise."""
    return _hyphened(type(error).__name__) if isinstance(error, FhirVgcError) else "defect"


def _hyphened(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


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
    yield _hyphened(root.__name__)
    for kind in root.__subclasses__():
        yield from _kinds_of_errors(kind)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_DIGEST = Shape(
    "32 hexadecimal digits",
    lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None,
)
_ID = Shape("UUID", lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None)
_COUNT = Shape("number", lambda value: isinstance(value, int) and value >= 0)
_SECONDS = Shape("number", lambda value: isinstance(value, float | int) and math.isfinite(value))
_STATUS = Shape("100 to 599", lambda value: isinstance(value, int) and 100 <= value <= 599)

FIELDS: Mapping[str, tuple[Shape, str]] = {
    "command": (_words("pull", "push", "sync"), "what was run"),
    "outcome": (_words(*get_args(Outcome)), "how it ended"),
    "error": (_words("defect", *_kinds_of_errors()), "the kind of error, never its words"),
    "state": (_words(*get_args(State)), "where the filing stands"),
    "guard": (_words(*get_args(Guard)), "which guard holds it"),
    "participants": (_COUNT, "how many were read"),
    "filings": (_counts(*get_args(State)), "filings by where they stand"),
    "resources": (_counts("created", "updated", "unchanged"), "resources by what became of them"),
    "patients": (_COUNT, "how many the pull asked about"),
    "changes": (_counts("new", "changed", "withdrawn"), "what the practice did since the last pull"),
    "requests": (_counts("read", "write"), "requests made"),
    "attempts": (_COUNT, "attempts at requests so far"),
    "planned": (_words("file", *get_args(State)), "what would become of the filing"),
    "plan": (_counts("file", *get_args(State)), "filings by what would become of them"),
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
