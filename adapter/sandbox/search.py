"""Search: from the parameters of a query to the resources they find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from adapter.sandbox.conditions import Condition, Sql, alternatives, condition, last_updated
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import Parameter, parameters_of
from adapter.sandbox.store import Store
from adapter.sandbox.version import Version

OPTIONS = frozenset({"_count", "_sort", "_total", "_summary", "_offset", "_format", "_pretty"})
"""Parameters of the answer, not of what is found."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood: its conditions and order as SQL, its options, and what of it was used.

    The SQL is put together from words of this code; what the client sent goes in as arguments only.
    """

    where: Sql
    order: str
    options: Mapping[str, str] = field(default_factory=dict)
    used: tuple[tuple[str, str], ...] = ()

    def find(self, store: Store, most: int = -1) -> list[int]:
        """What it finds, in order, as the sequence numbers of versions."""
        where, arguments = self.where
        query = f"SELECT r.sequence FROM resource r WHERE {where} ORDER BY {self.order} LIMIT ?"  # noqa: S608
        return [sequence for (sequence,) in store.rows(query, [*arguments, most])]

    def count(self, store: Store) -> int:
        where, arguments = self.where
        ((count,),) = store.rows(f"SELECT count(*) FROM resource r WHERE {where}", arguments)  # noqa: S608
        return int(count)


def matches(store: Store, resource_type: str, query: str, most: int) -> list[Version]:
    """The resources that a condition (If-None-Exist, conditional update, conditional reference) finds.

    A condition that is empty, or not understood in full, is refused: it would match what it should not.
    """
    if "?" in query or "/" in query.partition("=")[0]:
        raise Refusal(400, "invalid", "A condition is search parameters alone, as they stand after the '?'.")
    understood = understand(resource_type, parse_qsl(query, keep_blank_values=True), strict=True)
    if not understood.used:
        raise Refusal(400, "invalid", "A condition has at least one search parameter.")
    return store.at(understood.find(store, most))


def understand(
    resource_type: str,
    pairs: Iterable[tuple[str, str]],
    *,
    base: str = "",
    strict: bool = False,
    lapses: Collection[str] = (),
) -> Query:
    """A query from its parameters; raises `Refusal` 400 for a wrong value or, if strict, an unknown name."""
    known = parameters_of(resource_type)
    own: list[Sql] = []
    indexed: list[Condition] = []
    options: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    unknown: list[str] = []
    for name, text in pairs:
        code, _, modifier = name.partition(":")
        if name in OPTIONS:
            options[name] = text
            continue
        if name == "_id":
            values = alternatives(text)
            own.append((f"r.id IN ({', '.join('?' * len(values))})", list(values)))
        elif name == "_lastUpdated":
            if "ignore-last-updated" not in lapses:
                own.append(last_updated(text))
        elif code == "patient" and "ignore-patient" in lapses:
            continue
        elif code in known:
            plain = text.replace(f"{base}/", "") if base and known[code].kind == "reference" else text
            indexed.append(condition(resource_type, known[code], modifier, plain))
        else:
            unknown.append(name)
            continue
        used.append((name, text))
    if strict and unknown and "ignore-strict" not in lapses:
        raise Refusal(400, "not-supported", f"Unknown search parameter: {', '.join(sorted(unknown))}.")
    by_id = any(name == "_id" for name, _ in used)
    where = _where(resource_type, own, sorted(indexed, key=lambda wanted: wanted.rank), by_id)
    return Query(where, _order(options.get("_sort", ""), known), options, tuple(used))


def _where(resource_type: str, own: list[Sql], indexed: list[Condition], by_id: bool) -> Sql:
    """The condition that finds fewest leads, by its index; the others look only at what it finds."""
    if by_id or not indexed or indexed[0].negated:
        parts = [("r.type = ? AND NOT r.deleted", [resource_type])]
    else:
        parts = [indexed.pop(0).leading()]
    parts += own + [other.checking() for other in indexed]
    return " AND ".join(clause for clause, _ in parts), [value for _, values in parts for value in values]


def _order(sort: str, known: Mapping[str, Parameter]) -> str:
    """The order asked for, made complete: without further ado as soon as it tells any two resources apart."""
    orders: list[str] = []
    for part in filter(None, sort.split(",")):
        name, direction = part.removeprefix("-"), " DESC" if part.startswith("-") else ""
        if name == "_lastUpdated":
            return ", ".join([*orders, f"r.updated{direction}", f"r.sequence{direction}"])
        if name == "_id":
            return ", ".join([*orders, f"r.id{direction}"])
        if name not in known:
            raise Refusal(400, "not-supported", "This endpoint cannot sort by that.")
        rows = f"found INDEXED BY found_row WHERE row = r.row AND parameter = '{name}'"
        orders.append(f"(SELECT min(value) FROM {rows}){direction}")  # noqa: S608
    return ", ".join([*orders, "r.row"])
