"""Puts what was recorded into the worked exchange, between the words that people write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from docs import exchange_recorded
from docs.exchange_recorded import Recorded
from docs.markdown import table
from docs.wire_recorder import Exchange, Message
from profiles import wire
from profiles.wire import Resource

PAGE = Path(__file__).parent / "profiles" / "exchange.md"

_BLOCK = re.compile(
    r"(?<=<!-- recorded: )([a-z-]+)( -->\n).*?(?=<!-- end of it -->)",
    re.DOTALL,
)
"""What the page leaves to be made, by name."""

_SHOWN = (
    "accept",
    "content-type",
    "prefer",
    "if-match",
    "if-none-match",
    "if-none-exist",
    "location",
    "etag",
)
"""The headers that matter; the page names the others once."""


def pages() -> dict[str, str]:
    """The page by its file name. Raises `ValueError` where it leaves out what was recorded, or wants more."""
    made = {name: "\n".join(lines) for name, lines in _blocks(exchange_recorded.recorded())}
    text = PAGE.read_text("utf-8")
    wanted = [name for name, _ in _BLOCK.findall(text)]
    if sorted(wanted) != sorted(made):
        raise ValueError(f"{PAGE.name}: has {sorted(wanted)}, and there are {sorted(made)}")
    return {PAGE.name: _BLOCK.sub(lambda block: f"{block[1]}{block[2]}\n{made[block[1]]}", text)}


def _blocks(found: Recorded) -> Iterator[tuple[str, Iterator[str]]]:
    metadata, patient, appointment, filing, link, *searches = found.first
    yield "metadata", _both(metadata, answer=_one_type(_resource(metadata.response)))
    yield "patient", _both(patient)
    yield "appointment", _both(appointment)
    yield "filing", _both(filing)
    yield "link", _both(link, answer=_some(_resource(link.response), "appointment"))
    yield "searches", _listed(searches)
    (provenance,) = (one for one in searches if "/Provenance/" in one.request.first)
    yield "provenance", _both(provenance, answer=_with_some(_resource(provenance.response)))
    yield "again", _listed(found.again)
    yield "history", _both(found.history, answer=_with_some(_resource(found.history.response), "note"))
    yield "by-time", _both(found.by_time, answer=_with_some(_resource(found.by_time.response), "note"))
    yield "update", _listed(found.update)
    trial = next(one for one in found.update if one.request.first.startswith("PUT "))
    yield "trial", _both(trial, request=_some(_resource(trial.request)))
    update = next(one for one in found.update if one.request.first.startswith("POST /fhir "))
    yield "updating", _both(update, request=_only_of("Goal", _resource(update.request)))
    raced = next(one for one in found.race if " 412 " in one.response.first)
    yield "raced", _both(raced, request=_only_of("", _resource(raced.request)))
    refused, *after = found.refusal[3:]
    yield "refused", _block(refused.response)
    yield "after-refusal", _listed(after)
    yield "lost", _listed(found.lost)
    probe, part = found.batch
    yield "probe", _both(probe)
    yield "batch", _both(part, request=_only_of("", _resource(part.request)))
    yield "single", _both(found.single, answer=_some(_resource(found.single.response)))


# ── How it is shown ──────────────────────────────────────────────────────────────────────────────────


def _both(
    exchange: Exchange, *, request: Resource | None = None, answer: Resource | None = None
) -> Iterator[str]:
    """The request and the answer, with these resources instead of what is in them."""
    yield from _block(exchange.request, request)
    yield from _block(exchange.response, answer)


def _block(message: Message, instead: Resource | None = None) -> Iterator[str]:
    form = "form" in message.header("Content-Type")
    yield "```http"
    yield message.first
    yield from (f"{name}: {value}" for name, value in message.headers if name.lower() in _SHOWN)
    if message.body:
        yield ""
        yield message.body.decode() if form else wire.pretty(instead or _resource(message)).rstrip()
    yield "```\n"
    if form:
        yield f"Decoded: {_decoded(message)}\n"


def _listed(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """Requests as a table: what was asked for, and in short what was answered."""
    rows = []
    for one in exchanges:
        asked = f"`{one.request.first.removesuffix(' HTTP/1.1')}`"
        if "form" in one.request.header("Content-Type"):
            asked += f"<br>{_decoded(one.request)}"
        rows.append((asked, one.response.first.removeprefix("HTTP/1.1 "), _brief(_resource(one.response))))
    yield from table(("request", "answer", "in it"), *rows)


def _decoded(message: Message) -> str:
    return ", ".join(f"`{name}={value}`" for name, value in parse_qsl(message.body.decode()))


def _brief(told: Resource) -> str:
    kind = str(told["resourceType"])
    if kind != "Bundle":
        return kind
    count = len(told.get("entry", ()))
    return f"Bundle ({told['type']}), {count or 'no'} {'entry' if count == 1 else 'entries'}"


def _resource(message: Message) -> Resource:
    read: Resource = wire.loads(message.body)
    return read


# ── What is left out, as the page says ───────────────────────────────────────────────────────────────


def _one_type(statement: Resource) -> Resource:
    """A CapabilityStatement of which only Goal is left, with three searches."""
    (rest,) = statement["rest"]
    (goal,) = (one for one in rest["resource"] if one["type"] == "Goal")
    kept = [one for one in goal["searchParam"] if one["name"] in ("identifier", "patient", "_lastUpdated")]
    return {**statement, "rest": [{**rest, "resource": [{**goal, "searchParam": kept}]}]}


def _some(resource: Resource, *elements: str) -> Resource:
    """Of a resource, what tells which it is, and these elements."""
    return {name: resource[name] for name in ("resourceType", "id", "meta", *elements) if name in resource}


def _with_some(bundle: Resource, *elements: str) -> Resource:
    """A Bundle with its first entry, of whose resource that is left."""
    first = bundle["entry"][0]
    return {**bundle, "entry": [{**first, "resource": _some(first["resource"], *elements)}]}


def _only_of(resource_type: str, bundle: Resource) -> Resource:
    """The Bundle with the resources of one type; of the others it says only of which type they are."""

    def entry(one: Mapping[str, Any]) -> dict[str, Any]:
        kind = one["resource"]["resourceType"]
        return {**one} if kind == resource_type else {**one, "resource": {"resourceType": kind}}

    return {**bundle, "entry": [entry(one) for one in bundle["entry"]]}
