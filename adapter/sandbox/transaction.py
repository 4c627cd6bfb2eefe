"""Carries out transaction Bundles, all or nothing, and batch Bundles, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from adapter.sandbox.addresses import Address
from adapter.sandbox.elements import elements
from adapter.sandbox.entries import Entry, entry_of, response_of
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.interactions import Arriving, Interactions
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.references import rewrite
from adapter.sandbox.structure import check_type
from profiles.wire import Resource

Answering: TypeAlias = Callable[[str, Address, Any, Asked], Answer]
Checking: TypeAlias = Callable[[str, Address], None]


class Transactions:
    """Answers Bundles posted to the base.

    `answering` does a single request; `checking` refuses one whose method its address does not have.
    """

    def __init__(self, interactions: Interactions, answering: Answering, checking: Checking) -> None:
        self._do = interactions
        self._answering = answering
        self._checking = checking

    def answer(self, body: Any, asked: Asked) -> Answer:
        bundle = check_type(body, "Bundle")
        kind, listed = bundle.get("type"), bundle.get("entry", [])
        if kind not in ("transaction", "batch"):
            raise Refusal(400, "value", "A Bundle sent here is a transaction or a batch.", "Bundle.type")
        if not (self._do.policy.transactions if kind == "transaction" else self._do.policy.batches):
            raise Refusal(501, "not-supported", f"This endpoint carries out no {kind}.", "Bundle.type")
        if not isinstance(listed, list):
            raise Refusal(400, "structure", "The entries are a list.", "Bundle.entry")
        if len(listed) > self._do.policy.most_entries:
            raise Refusal(
                413, "too-costly", f"At most {self._do.policy.most_entries} entries.", "Bundle.entry"
            )
        if kind == "batch" or "transaction-as-batch" in asked.lapses:
            said = self._batch(listed, asked, rewriting=kind == "transaction")
        elif "not-undone" in asked.lapses:
            said = self._refused_late(listed, asked)
        else:
            said = self._transaction(listed, asked)
        response: Resource = {"resourceType": "Bundle", "type": f"{kind}-response"}
        if said:
            response["entry"] = said
        return Answer(200, resource=response)

    def _transaction(self, listed: list[Any], asked: Asked) -> list[Resource]:
        """In the order that R4 sets (http §3.1.0.11.2): DELETE, POST, PUT, GET.

        Every identity is settled before anything is written, so that references may point forwards.
        """
        entries: list[Entry] = []
        for number, item in enumerate(listed):
            with _about(number):
                entry = entry_of(number, item, asked)
                self._checking(entry.method, entry.address)
                entries.append(entry)
        deletes = [entry for entry in entries if entry.method == "DELETE"]
        arrivals = sorted((e for e in entries if e.method in ("POST", "PUT")), key=lambda entry: entry.method)
        with self._do.store.transaction():
            self._each(deletes, self._delete)
            self._each(arrivals, self._identify)
            writes = [entry for entry in arrivals if entry.answer is None]
            _refuse_same_identity([entry for entry in deletes if entry.id] + writes)
            addresses = {url: entry.reference for entry in arrivals for url in entry.urls}
            arriving = Arriving({entry.reference for entry in writes}, addresses)
            self._each(writes, lambda entry: self._write(entry, arriving))
            self._each(deletes, self._check_deleted)
            self._each([entry for entry in entries if entry.method == "GET"], self._single)
        return [response_of(entry.answer, asked) for entry in entries if entry.answer]

    def _refused_late(self, listed: list[Any], asked: Asked) -> list[Resource]:
        """The fault of a transaction that is refused for one entry, and keeps the others."""
        said = self._batch(listed, asked, rewriting=True)
        for number, entry in enumerate(said):
            status = int(entry["response"]["status"][:3])
            if status >= 400:
                raise Refusal(status, "processing", "An entry failed.", f"Bundle.entry[{number}]")
        return said

    def _batch(self, listed: list[Any], asked: Asked, *, rewriting: bool) -> list[Resource]:
        """Each entry by itself. `rewriting` is for the fault of a transaction that is only a batch."""
        said: list[Resource] = []
        addresses: dict[str, str] = {}
        failing = asked.lapses.get("entry-fails")
        for number, item in enumerate(listed):
            try:
                if failing is not None and number == failing.entry:
                    raise Refusal(
                        failing.status, "transient", "This entry failed by script.", headers=failing.headers
                    )
                entry = entry_of(number, item, asked)
                if entry.address.shape == "system":
                    raise Refusal(400, "not-supported", "A Bundle holds no further transaction or batch.")
                if rewriting and isinstance(entry.resource, dict):
                    rewrite(elements(entry.resource), addresses)
                self._single(entry)
            except Refusal as refusal:
                said.append(response_of(refusal, asked))
                continue
            if entry.answer and entry.answer.version:
                addresses |= dict.fromkeys(entry.urls, entry.answer.version.reference)
            said.append(response_of(entry.answer or Answer(500), asked))
        return said

    @staticmethod
    def _each(entries: list[Entry], do: Callable[[Entry], None]) -> None:
        for entry in entries:
            with _about(entry.number):
                do(entry)

    def _single(self, entry: Entry) -> None:
        entry.answer = self._answering(entry.method, entry.address, entry.resource, entry.asked)

    def _delete(self, entry: Entry) -> None:
        if entry.address.shape == "type":
            known = self._do.only_match(entry.address.type, entry.address.query)
            entry.id = known.id if known else ""
        else:
            entry.id = entry.address.id
        entry.answer = self._do.mark_deleted(entry.address.type, entry.id, entry.asked)

    def _check_deleted(self, entry: Entry) -> None:
        self._do.check_unreferenced(entry.address.type, entry.id)

    def _identify(self, entry: Entry) -> None:
        """Settles the id of what a POST or PUT writes, or finds that a conditional create need not."""
        resource_type = entry.address.type
        resource = check_type(entry.resource, resource_type)
        if entry.method == "POST":
            known = self._do.known_already(resource_type, entry.asked)
            entry.id = known.id if known else self._do.store.new_id()
            entry.answer = Answer(200, known, wrote=True) if known else None
            entry.status = 201
            return
        if entry.address.shape == "type":
            entry.id = self._do.match_for_update(resource_type, entry.address.query, resource)
        else:
            entry.id = entry.address.id
            self._do.check_same_id(resource, entry.id)
        replaced = self._do.check_update(resource_type, entry.id, entry.asked)
        entry.status = 201 if replaced is None or replaced.body is None else 200

    def _write(self, entry: Entry, arriving: Arriving) -> None:
        resource = entry.resource | {"id": entry.id}
        version = self._do.write(resource, entry.method, entry.asked, arriving)
        entry.answer = Answer(entry.status, version, wrote=True)


def _refuse_same_identity(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        condition = entry.asked.if_none_exist
        own = {entry.reference} | ({f"{entry.address.type}?{condition}"} if condition else set())
        if own & seen:
            raise Refusal(
                400, "invalid", "Two entries are about the same resource.", f"Bundle.entry[{entry.number}]"
            )
        seen |= own


@contextmanager
def _about(number: int) -> Iterator[None]:
    """Says of a refusal which entry it is about."""
    try:
        yield
    except Refusal as refusal:
        for issue in refusal.issues:
            where = f"Bundle.entry[{number}]"
            issue["diagnostics"] = f"{where}: {issue['diagnostics']}"
            issue["expression"] = [
                f"{where}.resource.{path.partition('.')[2]}" for path in issue.get("expression", ())
            ] or [where]
        raise
