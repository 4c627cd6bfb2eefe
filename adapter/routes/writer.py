"""Writing filings at one endpoint in the way that suits it, which changes as its quirks come to light."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from adapter.endpoint import Endpoint
from adapter.errors import Conflict, EndpointError, FiledInPart, OutcomeUnknown, Refused, SettingsError
from adapter.gp.client import GpClient
from adapter.ledger.learnt import NOTHING, Learnt, Proof, Quirk
from adapter.routes.bundle import all_done, request_for
from adapter.routes.order import links, ordered
from adapter.routes.parts import write_in_parts
from adapter.routes.route import Answer, Entry
from adapter.routes.sending import failed_within, send_batch, send_single, send_transaction
from adapter.routes.strategy import BundleType, Offer, Strategy, choose, offer
from mappings.binding import bind, references
from mappings.identity import URN, Identity
from profiles.wire import Resource

_NO_VERSION = "0"
"""A version that no resource has: servers count from 1, or give UUIDs."""

_FAR_VERSION = "999999"
"""The same, for a resource of a server that counts from 0."""

_NOT_OFFERED = frozenset((405, 501))


class Writer:
    """Used from several threads. `learnt` grows."""

    def __init__(self, client: GpClient, endpoint: Endpoint, there: Callable[[Entry], bool]) -> None:
        self._client = client
        self._endpoint = endpoint
        self._there = there
        self._stated = Offer()
        self._taken: dict[str, bool] = {}
        self._lock = threading.Lock()
        self.learnt: Learnt = NOTHING
        self.strategy = Strategy(
            "transaction" if endpoint.strategy == "auto" else endpoint.strategy,
            "conditional" if endpoint.creates == "auto" else endpoint.creates,
        )

    def prepare(self) -> None:
        """Ask the endpoint what it can do. Raises `SettingsError` where it is none that we can write to."""
        statement = self._client.metadata()
        self._stated = offer(statement)
        if statement is None and not (self._takes("transaction") or self._client.answers()):
            raise SettingsError(
                "the endpoint gives no CapabilityStatement and answers no search: is the address right?"
            )
        self._choose()

    def learn(self, quirk: Quirk) -> None:
        """Remember a quirk, and write differently from now on where the settings leave it to us."""
        with self._lock:
            self.learnt = self.learnt.with_quirk(quirk)
        self._choose()

    def write(self, entries: Sequence[Entry]) -> list[Answer]:
        """Raises as `Route.send`."""
        self._guard(entries)
        early = self._try_if_match(entries)
        left = [entry for entry in entries if entry.identity not in early]
        try:
            given = self._adapting(left)
        except FiledInPart as error:
            raise FiledInPart(str(error), answers={**early, **error.answers}, cause=error.cause) from None
        except EndpointError as error:
            if early:
                raise FiledInPart(str(error), answers=early, cause=error) from None
            raise
        done = early | {entry.identity: answer for entry, answer in zip(left, given, strict=True)}
        return [done[entry.identity] for entry in entries]

    def _adapting(self, entries: Sequence[Entry]) -> Sequence[Answer]:
        """What is refused for the way it was sent, and so was not written, is sent in another way."""
        while True:
            strategy = self.strategy
            try:
                given = self._written(entries, strategy)
            except (Refused, Conflict) as error:
                if (quirk := self._blamed(strategy, entries, error)) is None:
                    self._check_rollback(strategy, entries, error)
                    raise
                self.learn(quirk)
                if self.strategy == strategy:
                    raise
                continue
            try:
                return self._checked(strategy, entries, given)
            except EndpointError as error:
                # whatever became of the check, the entries are written
                raise OutcomeUnknown(f"filed, but not certainly as it was sent: {error}") from None

    def _checked(
        self, strategy: Strategy, entries: Sequence[Entry], given: Sequence[Answer]
    ) -> Sequence[Answer]:
        if self._endpoint.strategy == "auto" and strategy.carriage == "transaction":
            given = self._check_links(entries, given)
        if strategy.creates == "client-ids":
            given = self._check_client_ids(entries, given)
        return given

    def _written(self, entries: Sequence[Entry], strategy: Strategy) -> list[Answer]:
        def send(part: Sequence[Entry]) -> Sequence[Answer | EndpointError]:
            if strategy.carriage == "single":
                return [send_single(self._client, part[0], strategy.creates)]
            try:
                given = self._sent_together(part, strategy)
            except OutcomeUnknown as error:
                # it may have been too much to answer for in time; what was taken before is not
                if error.status == 504 and len(part) > max(1, self.learnt.taken):
                    self._smaller(len(part))
                raise
            if len(part) > self.learnt.taken:
                with self._lock:
                    self.learnt = replace(self.learnt, taken=len(part))
            return given

        return write_in_parts(entries, strategy, self.learnt.most_entries, send, self._smaller)

    def _sent_together(self, part: Sequence[Entry], strategy: Strategy) -> Sequence[Answer | EndpointError]:
        if strategy.carriage == "batch":
            return send_batch(self._client, part, strategy.creates, self._endpoint)
        given = send_transaction(self._client, part, strategy.creates)
        if failed_within(given):
            self.learn("transaction-as-batch")
        return all_done(part, given)

    def _smaller(self, refused: int) -> int:
        most = max(1, refused // 2)
        with self._lock:
            self.learnt = replace(self.learnt, most_entries=min(most, self.learnt.most_entries or most))
        return most

    # ── What a refusal means ─────────────────────────────────────────────────────────────────────────

    def _blamed(self, strategy: Strategy, entries: Sequence[Entry], error: EndpointError) -> Quirk | None:
        """What of our way of writing may be at fault; None where it is the filing itself."""
        if not isinstance(error, Refused):
            return None
        not_offered = error.status in _NOT_OFFERED or (error.status == 404 and error.issue is None)
        if not_offered and strategy.carriage != "single" and self._endpoint.strategy == "auto":
            return "no-transactions" if strategy.carriage == "transaction" else "no-batches"
        creating = any(entry.server_id is None for entry in entries)
        if strategy.creates == "client-ids" and creating and "client-ids" not in self.learnt.proven:
            return "client-ids-refused" if self._endpoint.creates == "auto" else None
        return None

    def _check_rollback(self, strategy: Strategy, entries: Sequence[Entry], error: EndpointError) -> None:
        """Raise `FiledInPart` where a refused transaction has left a part behind.

        What was kept is all but what failed and what leads to it, or what came before it: in this order, or
        creates first. Raises `OutcomeUnknown` where that cannot be seen.
        """
        if strategy.carriage != "transaction" or len(entries) == 1:
            return
        sent = ordered(entries)
        created = [entry for entry in sent if entry.server_id is None]
        alone = [entry for entry in sent if not links(entry)]
        some = {entry.identity: entry for entry in (*sent[:2], *created[:1], *alone[:2])}
        try:
            kept = any(self._is_done(entry, error) for entry in some.values())
        except EndpointError as unseen:
            raise OutcomeUnknown(f"{error}; whether a part of it was kept cannot be seen: {unseen}") from None
        if kept:
            self.learn("transaction-as-batch")
            told = f"the endpoint kept a part of a transaction that it refused: {error}"
            raise FiledInPart(told, answers={}, cause=error) from None

    def _is_done(self, entry: Entry, error: EndpointError) -> bool:
        if entry.server_id is None:
            return self._there(entry)
        if entry.version is None or isinstance(error, Conflict):
            return False  # another version than the one read is then somebody else's
        current = self._client.read(entry.body["resourceType"], entry.server_id)
        return bool(current.get("meta", {}).get("versionId") != entry.version)

    # ── What is tried once, with what is to be written anyway ────────────────────────────────────────

    def _try_if_match(self, entries: Sequence[Entry]) -> dict[Identity, Answer]:
        """Update one resource under a version that does not exist, to see whether it is refused.

        If not, that was the update itself, and versions do not protect what is there.
        """
        if "if-match" in self.learnt.proven or "if-match-ignored" in self.learnt.quirks:
            return {}
        entry = next((one for one in entries if one.version is not None and not links(one)), None)
        if entry is None:
            return {}
        impossible = replace(entry, version=_NO_VERSION if entry.version != _NO_VERSION else _FAR_VERSION)
        try:
            answer = send_single(self._client, impossible, self.strategy.creates)
        except Conflict:
            self._prove("if-match")
            return {}
        except Refused:
            return {}
        self.learn("if-match-ignored")
        return {entry.identity: answer}

    def _guard(self, entries: Sequence[Entry]) -> None:
        """Where If-Match is ignored, look at the last moment. Raises `Conflict`."""
        if "if-match-ignored" not in self.learnt.quirks:
            return
        for entry in entries:
            if entry.server_id is not None and entry.version is not None:
                kind = entry.body["resourceType"]
                current = self._client.read(kind, entry.server_id)
                if current.get("meta", {}).get("versionId") != entry.version:
                    raise Conflict(f"the {kind} was changed since it was read")

    def _check_links(self, entries: Sequence[Entry], given: Sequence[Answer]) -> list[Answer]:
        """See once whether `urn:uuid` references were rewritten; where not, put the real ones there."""
        if "references" in self.learnt.proven:
            return list(given)
        pairs = list(zip(entries, given, strict=True))
        linking = [(entry, answer) for entry, answer in pairs if links(entry) and answer.status == 201]
        if not linking:
            return list(given)
        entry, answer = linking[0]
        kept = self._client.read(entry.body["resourceType"], answer.server_id)
        if not any(str(one.get("reference", "")).startswith(URN) for one in references(kept)):
            self._prove("references")
            return list(given)
        self.learn("references-not-rewritten")
        addresses = {e.identity.urn: f"{e.body['resourceType']}/{a.server_id}" for e, a in pairs}
        done = {e.identity: a for e, a in pairs}
        for entry, answer in linking:
            body = bind(entry.body, None, addresses)
            body = {"resourceType": body["resourceType"], "id": answer.server_id, **body}
            mended = send_single(
                self._client, Entry(entry.identity, body, answer.server_id, answer.version), "look-first"
            )
            done[entry.identity] = Answer(201, mended.server_id, mended.version)
        return [done[entry.identity] for entry in entries]

    def _check_client_ids(self, entries: Sequence[Entry], given: Sequence[Answer]) -> list[Answer]:
        """See once whether a second create under an id of ours is refused, as If-None-Match asks."""
        answered = list(given)
        created = [i for i, one in enumerate(entries) if one.server_id is None and given[i].status == 201]
        for number in created:
            if given[number].server_id != entries[number].identity.value:
                self.learn("client-ids-refused")
                raise OutcomeUnknown("the endpoint gave a resource another id than the one it was sent under")
        alone = [number for number in created if not links(entries[number])]
        if not alone or "client-ids" in self.learnt.proven:
            return answered
        number = alone[0]
        try:
            again = self._client.write(request_for(entries[number], "client-ids"))
        except Conflict:
            self._prove("client-ids")
            return answered
        except EndpointError:
            return answered
        self.learn("if-none-match-ignored")
        version = again["resource"].get("meta", {}).get("versionId")
        answered[number] = replace(answered[number], version=version)
        return answered

    def _prove(self, proof: Proof) -> None:
        with self._lock:
            self.learnt = self.learnt.with_proof(proof)

    # ── What is asked ────────────────────────────────────────────────────────────────────────────────

    def _choose(self) -> None:
        strategy = choose(self._endpoint, self._stated, self.learnt, self._takes)
        with self._lock:
            self.strategy = strategy
            self.learnt = replace(self.learnt, strategy=strategy.carriage, creates=strategy.creates)

    def _takes(self, kind: BundleType) -> bool:
        """Try a Bundle that only reads, where the statement says nothing (Medplum's router)."""
        if kind not in self._taken:
            try:
                self._taken[kind] = self._client.ask(_only_reads(kind)).get("type") == f"{kind}-response"
            except (Refused, OutcomeUnknown):
                self._taken[kind] = False
        return self._taken[kind]


def _only_reads(kind: str) -> Resource:
    entry = {"request": {"method": "GET", "url": "Patient?_id=fhir-vgc-asks"}}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry]}
