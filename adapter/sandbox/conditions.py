"""One search parameter and its value, as a condition on what resources are found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapter.sandbox import dates
from adapter.sandbox.index import folded
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import RESOURCE_TYPES, Kind, Parameter

Sql: TypeAlias = tuple[str, list[Any]]
"""A condition and its arguments."""

# A backslash always takes the character after it along ("?+": without second thoughts).
_ALTERNATIVE = re.compile(r"(?:\\.?+|[^\\,])+", re.DOTALL)
_SYSTEM_AND_CODE = re.compile(r"((?:\\.?+|[^\\|])*+)\|(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\,|$])")
_PREFIXES = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"})
_AFTER_ALL_LETTERS = "\U0010ffff"
_RANKS: dict[Kind, int] = {"reference": 1, "string": 2, "uri": 3, "date": 4, "token": 5}
_LAST_RANK = 9


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the rows of `found` that belong to one parameter; a low `rank` finds few resources."""

    resource_type: str
    parameter: str
    clause: Sql
    rank: int
    negated: bool = False

    def leading(self) -> Sql:
        """For the condition that finds the resources."""
        clause, arguments = self.clause
        rows = f"SELECT row FROM found WHERE type = ? AND parameter = ? AND ({clause})"  # noqa: S608
        return f"r.row IN ({rows})", [self.resource_type, self.parameter, *arguments]

    def checking(self) -> Sql:
        """For a condition on resources that another one found: looks at their own few rows only."""
        clause, arguments = self.clause
        rows = "SELECT 1 FROM found INDEXED BY found_row WHERE row = r.row AND parameter = ?"
        return f"{'NOT ' * self.negated}EXISTS ({rows} AND ({clause}))", [self.parameter, *arguments]


def condition(resource_type: str, parameter: Parameter, modifier: str, text: str) -> Condition:
    """What `name:modifier=text` asks; raises `Refusal` 400 for a modifier or value that is not understood."""
    name, kind = parameter.name, parameter.kind
    if modifier == "missing":
        if text not in ("true", "false"):
            raise Refusal(400, "invalid", f"{name}:missing is true or false.")
        return Condition(resource_type, name, ("TRUE", []), _LAST_RANK, negated=text == "true")
    values = alternatives(text)
    if name == "patient" and not modifier:
        values = [value if "/" in value else f"Patient/{value}" for value in values]
    if kind == "reference" and modifier in RESOURCE_TYPES:
        values, modifier = [f"{modifier}/{value}" for value in values], ""
    if (kind, modifier) not in _CLAUSES:
        raise Refusal(400, "not-supported", f"This endpoint does not know the modifier of {name}.")
    clause = _CLAUSES[kind, modifier](values)
    if modifier == "not":
        return Condition(resource_type, name, clause, _LAST_RANK, negated=True)
    if name == "identifier" or modifier == "identifier":
        # Nearly every identifier is of one resource.
        return Condition(resource_type, f"{name}:{modifier}" if modifier else name, clause, 0)
    return Condition(resource_type, name, clause, _RANKS[kind])


def last_updated(text: str) -> Sql:
    """What `_lastUpdated=text` asks of a resource's own time, which is one instant."""
    clauses, arguments = [], []
    for prefix, (low, high) in map(_prefixed, alternatives(text)):
        clause, values = {
            "ne": ("NOT (r.updated >= ? AND r.updated < ?)", [low, high]),
            "gt": ("r.updated >= ?", [high]),
            "sa": ("r.updated >= ?", [high]),
            "ge": ("r.updated >= ?", [low]),
            "lt": ("r.updated < ?", [low]),
            "eb": ("r.updated < ?", [low]),
            "le": ("r.updated < ?", [high]),
        }.get(prefix, ("r.updated >= ? AND r.updated < ?", [low, high]))
        clauses.append(clause)
        arguments += values
    return "(" + " OR ".join(clauses) + ")", arguments


def alternatives(text: str) -> list[str]:
    """The values between the commas; `\\,` is a comma."""
    values = _ALTERNATIVE.findall(text)
    if not values:
        raise Refusal(400, "invalid", "A search parameter has no value.")
    return values


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _any(clause: str, rows: Sequence[tuple[Any, ...]]) -> Sql:
    return " OR ".join([f"({clause})"] * len(rows)), [value for row in rows for value in row]


def _marks(values: Sequence[Any], mark: str = "?") -> str:
    return ", ".join([mark] * len(values))


def _token(values: list[str]) -> Sql:
    pairs: list[str] = []
    codes: list[str] = []
    systems: list[str] = []
    arguments: list[str] = []
    for value in values:
        both = _SYSTEM_AND_CODE.fullmatch(value)
        if both is None:
            codes.append(_plain(value))
        elif both[2]:
            pairs += [_plain(both[2]), _plain(both[1])]
        else:
            systems.append(_plain(both[1]))
    clauses = []
    if pairs or codes:
        either = [*pairs[::2], *codes]
        exact = [f"(value, qualifier) IN (VALUES {_marks(pairs[::2], '(?, ?)')})"] if pairs else []
        loose = [f"value IN ({_marks(codes)})"] if codes else []
        # The value first, by itself: SQLite does not look for a list of pairs in an index.
        clauses.append(f"value IN ({_marks(either)}) AND ({' OR '.join(exact + loose)})")
        arguments += [*either, *pairs, *codes]
    if systems:
        clauses.append(f"qualifier IN ({_marks(systems)})")
        arguments += systems
    return " OR ".join(clauses), arguments


def _reference(values: list[str]) -> Sql:
    targets = [
        target
        for value in map(_plain, values)
        for target in (
            [value] if "/" in value else [f"{resource_type}/{value}" for resource_type in RESOURCE_TYPES]
        )
    ]
    return f"value IN ({_marks(targets)})", targets


def _string(values: list[str]) -> Sql:
    starts = [folded(_plain(value)) for value in values]
    return _any("value >= ? AND value < ?", [(start, start + _AFTER_ALL_LETTERS) for start in starts])


def _exact_string(values: list[str]) -> Sql:
    texts = [_plain(value) for value in values]
    return _any("value = ? AND qualifier = ?", [(folded(text), text) for text in texts])


def _part_of_string(values: list[str]) -> Sql:
    return _any("instr(value, ?) > 0", [(folded(_plain(value)),) for value in values])


def _uri(values: list[str]) -> Sql:
    return f"value IN ({_marks(values)})", [_plain(value) for value in values]


def _date(values: list[str]) -> Sql:
    """Stretch of the search against stretch of the resource (R4, search §3.1.1.4.5)."""
    clauses, arguments = [], []
    for prefix, (low, high) in map(_prefixed, values):
        clause, bounds = {
            "ne": ("NOT (value >= ? AND qualifier <= ?)", [low, high]),
            "gt": ("qualifier > ?", [high]),
            "sa": ("value >= ?", [high]),
            "ge": ("qualifier > ? OR value >= ?", [high, low]),
            "lt": ("value < ?", [low]),
            "eb": ("qualifier <= ?", [low]),
            "le": ("value < ? OR qualifier <= ?", [low, high]),
            "ap": ("value < ? AND qualifier > ?", [high, low]),
        }.get(prefix, ("value >= ? AND qualifier <= ?", [low, high]))
        clauses.append(f"({clause})")
        arguments += bounds
    return " OR ".join(clauses), arguments


def _prefixed(text: str) -> tuple[str, tuple[str, str]]:
    prefix, date = ("eq", text) if text[:1].isdigit() else (text[:2], text[2:])
    try:
        if prefix not in _PREFIXES:
            raise dates.NotADate
        return prefix, dates.stretch(date)
    except dates.NotADate:
        raise Refusal(400, "invalid", "A date of the search is not a FHIR date.") from None


_CLAUSES: dict[tuple[Kind, str], Callable[[list[str]], Sql]] = {
    ("token", ""): _token,
    ("token", "not"): _token,
    ("reference", ""): _reference,
    ("reference", "identifier"): _token,
    ("string", ""): _string,
    ("string", "exact"): _exact_string,
    ("string", "contains"): _part_of_string,
    ("uri", ""): _uri,
    ("date", ""): _date,
}
"""By kind of parameter and modifier."""
