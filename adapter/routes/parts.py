"""Writing a filing in parts, each bound to what the parts before it were answered; stops where one fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from adapter.errors import AlreadyThere, EndpointError, FiledInPart, OutcomeUnknown, TooLarge
from adapter.routes.order import first_part, ordered
from adapter.routes.route import Answer, Entry
from adapter.routes.strategy import Strategy
from mappings.binding import bind
from mappings.identity import Identity

SendPart: TypeAlias = Callable[[Sequence[Entry]], Sequence[Answer | EndpointError]]
"""Sends entries together; raises the `EndpointError` that is about all of them."""


def write_in_parts(
    entries: Sequence[Entry],
    strategy: Strategy,
    most: int | None,
    send: SendPart,
    smaller: Callable[[int], int],
) -> list[Answer]:
    """The answers in the order of the entries. A transaction is one part, unless `most` entries are fewer.

    A part that is too large is halved: `smaller` is told how many it had, and says how many are tried next.
    Raises the error of the first part as it is, since nothing was written; after that, `FiledInPart`.
    """
    waiting = ordered(entries)
    linked = strategy.carriage == "transaction"
    if strategy.carriage == "single":
        most = 1
    done: dict[Identity, Answer] = {}
    addresses: dict[str, str] = {}
    while waiting:
        part = first_part(waiting, linked=linked, most=most)
        known = addresses | (_own_addresses(part) if strategy.creates == "client-ids" else {})
        bound = [replace(entry, body=bind(entry.body, None, known)) if known else entry for entry in part]
        try:
            given = send(bound)
        except TooLarge as error:
            if len(part) > 1:
                most = smaller(len(part))
                continue
            given = [error]
        except EndpointError as error:
            given = [error] * len(part)
        if strategy.creates == "look-first":
            given = [_as_created(e, one) for e, one in zip(part, given, strict=True)]
        done |= {e.identity: one for e, one in zip(part, given, strict=True) if isinstance(one, Answer)}
        addresses |= {e.identity.urn: _address(e, done[e.identity]) for e in part if e.identity in done}
        waiting = [entry for entry in waiting if entry.identity not in done]
        failed = [(e, one) for e, one in zip(part, given, strict=True) if isinstance(one, EndpointError)]
        if failed:
            # what may have been done has to be looked for, whatever else was refused
            entry, worst = max(failed, key=lambda each: isinstance(each[1], OutcomeUnknown))
            if isinstance(worst, OutcomeUnknown):
                worst.unsure = {e.identity for e, one in failed if isinstance(one, OutcomeUnknown)}
            raise _broken_off(done, len(entries), entry, worst, strategy)
        if waiting and any(_found(entry, done[entry.identity]) for entry in part):
            raise FiledInPart("a resource is there already, and is looked at first", answers=done, cause=None)
    return [done[entry.identity] for entry in entries]


def _broken_off(
    done: dict[Identity, Answer], count: int, entry: Entry, error: EndpointError, strategy: Strategy
) -> EndpointError:
    kind = entry.body["resourceType"]
    taken_id = strategy.creates == "client-ids" and error.status == 412 and entry.server_id is None
    if isinstance(error, AlreadyThere) or (taken_id and strategy.carriage != "transaction"):
        return FiledInPart(f"a {kind} is there already, and is looked at first", answers=done, cause=None)
    if strategy.carriage != "transaction":
        error.args = (f"{kind}: {error}",)
    if not done:
        return error
    told = f"{len(done)} of {count} resources are written; then {error}"
    return FiledInPart(told, answers=done, cause=error)


def _as_created(entry: Entry, one: Answer | EndpointError) -> Answer | EndpointError:
    """A plain create finds nothing, whatever status it is answered with."""
    return replace(one, status=201) if isinstance(one, Answer) and entry.server_id is None else one


def _found(entry: Entry, answer: Answer) -> bool:
    return entry.server_id is None and answer.status != 201


def _own_addresses(part: Sequence[Entry]) -> dict[str, str]:
    return {
        entry.identity.urn: f"{entry.body['resourceType']}/{entry.server_id or entry.identity.value}"
        for entry in part
    }


def _address(entry: Entry, answer: Answer) -> str:
    return f"{entry.body['resourceType']}/{answer.server_id}"
