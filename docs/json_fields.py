"""The fields of the documents that several commands print, and how a field is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args, get_type_hints

from adapter.doctor.finding import Check, Verdict
from adapter.guards.hold import Guard
from adapter.ledger.dead_letters import DeadLetter
from adapter.ledger.facts import State
from adapter.pull.changes import KINDS, Action
from adapter.pull.round import Method
from adapter.push.plan import Action as PlannedAction
from adapter.push.plan import Outcome as PlannedOutcome
from adapter.push.report import OUTCOMES

Kind: TypeAlias = Literal[
    "text", "count", "number", "yes or no", "date", "moment", "UUID", "any JSON", "object"
]
"""What a value is. `count` is a whole number from 0, `number` may have decimals."""


@dataclass(frozen=True, eq=False)
class Field:
    """One field by its path: `a.b` is b within a, `a[]` each of a list, `<word>` a key that differs."""

    path: str
    kind: Kind
    meaning: str
    words: Sequence[str] = ()
    """The values that there are, where they are a closed set."""
    null: bool = False
    """Whether it may be without a value."""
    like: Shape | None = None
    """Of an object: what it looks like."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A document, or a part that several have: its fields, besides those of the part that it extends."""

    title: str
    about: str
    fields: Sequence[Field]
    extends: Shape | None = None

    @property
    def whole(self) -> list[Field]:
        """All fields, those of what it extends first."""
        return [*(self.extends.whole if self.extends else ()), *self.fields]


KEYS: Mapping[str, tuple[str, Sequence[str]]] = {
    "<endpoint>": ("an endpoint's name in the settings, or its URL, or `folder:` and a folder", ()),
    "<where>": ("`this machine`, or an endpoint", ()),
    "<state>": ("where a filing stands", get_args(State)),
    "<outcome>": ("what became of a participant's filing", OUTCOMES),
    "<kind>": ("what was brought back", tuple(dict.fromkeys(KINDS.values()))),
    "<action>": ("what happened to it", get_args(Action)),
    "<type>": ("a FHIR resource type", tuple(KINDS)),
    "<element>": ("an element, as the list of conflicts names it", ()),
    "<setting>": ("a [setting](settings.md)", ()),
}
"""What stands for a key that differs, and the keys that there are where they are a closed set."""

VERDICTS, CHECKS, GUARDS = get_args(Verdict), get_args(Check), get_args(Guard)
STATES, METHODS = get_args(State), get_args(Method)
PLANNED_OUTCOMES, PLANNED_ACTIONS = get_args(PlannedOutcome), get_args(PlannedAction)
CHANGED_KINDS, CHANGED_ACTIONS = KEYS["<kind>"][1], get_args(Action)

PROBLEM = Shape(
    "A problem",
    "One thing for a person to do.",
    (
        Field("where", "text", "where it is: a file and cell, a session's row, or the endpoint"),
        Field("found", "text", "what was found there"),
        Field("expected", "text", "what was expected"),
        Field("todo", "text", "what to do"),
    ),
)

RUN = Shape(
    "A run",
    "A push, pull or sync, as the ledger has it.",
    (
        Field("run", "UUID", "its id"),
        Field("command", "text", "what ran"),
        Field("endpoint", "text", "where", null=True),
        Field("began", "moment", "when it began"),
        Field("ended", "moment", "when it ended; null while it is under way, or if it was killed", null=True),
        Field("outcome", "text", "what came of it", ("done", "interrupted", "failed", "under way", "killed")),
        Field("error", "text", "why it failed, if it did", null=True),
        Field("problems", "count", "things that it told a person to do: `runs show` has them"),
    ),
)

PUSHED = Shape(
    "The books of a push",
    "Counts that add up: the filings are as many as the participants.",
    (
        Field("run", "UUID", "the run's id"),
        Field("interrupted", "yes or no", "whether somebody ended it early"),
        Field("participants", "count", "participants whom this run had"),
        Field("with_others", "count", "participants in the books of other runs at the same time"),
        Field("filings.<outcome>", "count", "filings by what became of them"),
        Field("resources.created", "count", "resources that are new in the record"),
        Field("resources.updated", "count", "resources that were changed there"),
        Field("resources.unchanged", "count", "resources that were there as they are"),
        Field("requests.read", "count", "requests that only read"),
        Field("requests.write", "count", "requests that write"),
        Field("problems[]", "object", "what waits for a person", like=PROBLEM),
        Field("remarks[]", "text", "what nobody has to do anything about"),
    ),
)

PULLED = Shape(
    "The books of a pull",
    "What the practice changed since the pull before.",
    (
        Field("run", "UUID", "the run's id"),
        Field("interrupted", "yes or no", "whether somebody ended it early"),
        Field("patients", "count", "patients who were asked about"),
        Field("changes.<kind>.<action>", "count", "changes"),
        Field("methods.<type>", "text", "how that type was asked for", METHODS),
        Field("requests", "count", "requests, all of which only read"),
        Field("problems[]", "object", "what waits for a person", like=PROBLEM),
        Field("remarks[]", "text", "what is to be known of the endpoint"),
    ),
)

CONFLICT = Shape(
    "A conflict",
    "A resource that clinic and practice have both changed.",
    (
        Field("conflict", "text", "its id"),
        Field("endpoint", "text", "where"),
        Field("filing", "UUID", "the filing that the resource belongs to"),
        Field("session_date", "date", "the day of the session, if it is known", null=True),
        Field("row", "count", "the row of its list", null=True),
        Field("resource", "text", "type and id at the endpoint"),
        Field("version", "text", "the practice's version of it", null=True),
        Field("elements[]", "text", "the elements that a person is asked about"),
        Field("since", "moment", "since when"),
        Field("waits", "yes or no", "whether it is still to decide"),
    ),
)

LETTER = Shape(
    "A dead letter",
    "A filing that the endpoint refused.",
    (
        Field("endpoint", "text", "where"),
        Field("filing", "UUID", "the filing's id"),
        Field("session_id", "text", "the session's id"),
        Field("session_date", "date", "the day of the session", null=True),
        Field("row", "count", "the row of its list"),
        Field(
            "state", "text", "whether it is still to decide", get_args(get_type_hints(DeadLetter)["state"])
        ),
        Field("reason", "text", "why it was refused, and why it was dropped", null=True),
        Field("run", "UUID", "the run that it was refused in"),
        Field("since", "moment", "since when"),
    ),
)

OVERVIEW = Shape(
    "An endpoint",
    "How it stands there: `states` and `not_pushed` add up to the participants; `states` and `removed` to"
    " `filings`.",
    (
        Field("filings", "count", "all filings"),
        Field("states.<state>", "count", "filings of rows that are listed"),
        Field("not_pushed", "count", "participants of whom nothing was pushed here yet"),
        Field("balanced", "yes or no", "whether the counts add up"),
        Field("removed.<state>", "count", "filings of rows that were taken off their list since"),
        Field("no_longer_listed[].filing", "UUID", "a filing that is in the record, its row gone"),
        Field("no_longer_listed[].session_date", "date", "the day of its session"),
        Field("no_longer_listed[].formerly_row", "count", "the row that it had"),
        Field("conflicts", "count", "conflicts to decide"),
        Field("flagged[]", "object", "patients who died, left, were merged or are gone", like=PROBLEM),
        Field("last_run", "object", "the run that began last", null=True, like=RUN),
        Field(
            "waiting_since",
            "moment",
            "when the oldest of what waits was imported, or first could not be filed",
            null=True,
        ),
        Field("waiting_seconds", "count", "how long that is", null=True),
        Field("not_read[]", "text", "what the last pull could not read all of: types of resource"),
        Field("pulled_at", "moment", "when the type that was left longest was pulled", null=True),
        Field("pulled_seconds_ago", "count", "how long ago that is", null=True),
        Field("waiting[].filing", "UUID", "a filing that is neither in the record nor dropped"),
        Field("waiting[].session_id", "text", "its session's id"),
        Field("waiting[].session_date", "date", "the day of its session", null=True),
        Field("waiting[].row", "count", "its row"),
        Field("waiting[].state", "text", "where it stands", get_args(State)),
        Field("waiting[].reason", "text", "why, and what to do", null=True),
        Field("waiting[].since", "moment", "when it first could not be filed, whatever it waits for now"),
        Field("waiting[].in_record", "yes or no", "whether an earlier version is in the record"),
    ),
)

PARTS = (PROBLEM, RUN, PUSHED, PULLED, OVERVIEW, CONFLICT, LETTER)
"""What the documents of several commands have in common."""
