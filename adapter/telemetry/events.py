"""What is told of a run while it works: a closed set of events, without a place for a patient's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, TypeAlias, get_args

from adapter.doctor.finding import Check, Verdict
from adapter.guards.hold import Guard
from adapter.ledger.facts import State
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
class RecordUnreadable:
    """What the endpoint has of a filing is no FHIR, or we have a defect: what was raised, and where."""

    raised: str
    place: str

    level: ClassVar[Level] = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementsDecided:
    """Clinic and practice had both changed elements of a filing: how many each policy settled."""

    decisions: Mapping[str, int]

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictWaits:
    """Clinic and practice both changed so many elements that a person has to choose; told in each run."""

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
class DeadLetterDecided:
    """A person has decided about a filing that was refused: it is sent again (`queued`), or `dropped`."""

    state: State

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSettled:
    """A person has seen to a patient who died, left, was merged, moved or is gone."""

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientUnsettled:
    """That was a mistake: the patient is told of again."""

    level: ClassVar[Level] = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionForgotten:
    """A person has taken out of the ledger a session of which nothing was in a record."""

    session: str
    participants: int

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
    """The metrics could not be written to their file, or not served at their port; the run goes on."""

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
    | RecordUnreadable
    | ElementsDecided
    | ConflictWaits
    | ConflictResolved
    | DeadLetterDecided
    | PatientSettled
    | PatientUnsettled
    | SessionForgotten
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
