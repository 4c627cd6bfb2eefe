"""The route over a FHIR R4 REST endpoint: what is there, and filings written in the way that suits it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from adapter.endpoint import Endpoint
from adapter.errors import (
    AnswerTooLarge,
    Conflict,
    Doubled,
    EndpointError,
    NotAuthorised,
    NotBegun,
    OutcomeUnknown,
    Refused,
    TooLarge,
)
from adapter.gp.client import GpClient
from adapter.gp.several import Several, Withheld
from adapter.gp.terms import Terms
from adapter.interrupt import Interrupt
from adapter.ledger.learnt import Learnt
from adapter.routes.route import Answer, Entry
from adapter.routes.writer import Writer
from adapter.telemetry.events import Tell, unheard
from mappings.elements import objects
from mappings.filing import FiledResource
from mappings.identity import Identity, identity_of, search_parameter
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_TOKENS_IN_A_SEARCH = 25
"""Identifiers asked for at once; servers differ in how many they take."""


class RestRoute:
    """Writes to, and reads from, one endpoint."""

    sees_records = True

    def __init__(self, endpoint: Endpoint, tell: Tell = unheard, terms: Terms | None = None) -> None:
        self._endpoint, self._tell = endpoint, tell
        self._client = GpClient(endpoint, tell, terms)
        self._writer = Writer(self._client, endpoint, lambda entry: any(self._holders([entry])))
        self.connections = endpoint.connections
        self.base = endpoint.url
        self._several = Several()
        self._patients_at_once = _TOKENS_IN_A_SEARCH

    @property
    def client(self) -> GpClient:
        """How the endpoint is asked; for a pull, which reads more than a route does."""
        return self._client

    @property
    def requests(self) -> Mapping[str, int]:
        return {"read": self._client.reads, "write": self._client.writes}

    @property
    def looks_first(self) -> bool:
        return self._writer.strategy.creates != "conditional"

    @property
    def creates_once(self) -> bool:
        creates, quirks = self._writer.strategy.creates, self._writer.learnt.quirks
        return creates == "client-ids" or (creates == "conditional" and "if-none-exist-ignored" not in quirks)

    @property
    def on_time(self) -> bool:
        return self._client.server_clock.on_time

    @property
    def learnt(self) -> Learnt:
        return replace(self._writer.learnt, slowed=self._client.terms.rate.learnt)

    @learnt.setter
    def learnt(self, facts: Learnt) -> None:
        self._writer.learnt = facts
        self._client.terms.rate.remember(facts.slowed)

    def permit(self, asked: Callable[[], object]) -> None:
        self._client.permit = asked

    def heed(self, interrupt: Interrupt) -> None:
        self._client.terms.asked_to_end = lambda: interrupt.asked

    def share(self, processes: int) -> None:
        self._client.terms.rate.share(processes)

    def prepare(self) -> None:
        self._writer.prepare()

    def patients(self, nhs_numbers: Sequence[str]) -> dict[str, list[Resource] | EndpointError]:
        found: dict[str, dict[str, Resource]] = {number: {} for number in nhs_numbers}
        withheld: dict[str, EndpointError] = {}
        left = nhs_numbers
        while left:
            some, left = left[: self._patients_at_once], left[self._patients_at_once :]
            for one in self._several.ask("Patient", some, self._holding, self._client.answers):
                if isinstance(one, Withheld):
                    withheld[one.patient] = one.error
                    continue
                numbers = {
                    str(identifier.get("value"))
                    for identifier in objects(one, "identifier")
                    if identifier.get("system") == NHS_NUMBER
                }
                for number in numbers & found.keys():
                    found[number][one["id"]] = one
        return {number: withheld.get(number) or [*held.values()] for number, held in found.items()}

    def _holding(self, nhs_numbers: Sequence[str]) -> Iterator[Resource]:
        """The Patients of these numbers; if that is too much to read, fewer are asked for from then on."""
        tokens = ",".join(f"{NHS_NUMBER}|{number}" for number in nhs_numbers)
        try:
            yield from self._client.search("Patient", {"identifier": tokens, "_count": "100"})
        except (AnswerTooLarge, TooLarge):
            if len(nhs_numbers) == self._patients_at_once:
                self._patients_at_once = max(1, self._patients_at_once // 2)
            raise

    def find(self, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        found: dict[Identity, list[Resource]] = {item.identity: [] for item in items}

        def kind(item: FiledResource) -> tuple[str, str]:
            return item.resource_type, search_parameter(item.body)

        for (resource_type, parameter), group in groupby(sorted(items, key=kind), key=kind):
            for some in _batches([item.identity.token for item in group]):
                for resource in self._client.search(
                    resource_type, {parameter: ",".join(some), "_count": "100"}
                ):
                    if (identity := _identity_of(resource)) in found:
                        found[identity].append(resource)
        if any(len(holders) > 1 for holders in found.values()):
            # it was created twice, whatever the condition said
            self._writer.learn("if-none-exist-ignored")
        return found

    def read(self, resource_type: str, server_id: str) -> Resource | None:
        try:
            return self._client.read(resource_type, server_id)
        except (Refused, Conflict) as error:
            if error.status in (404, 410):
                return None
            raise

    def versions(self, resource: Resource) -> list[Resource] | None:
        try:
            return self._client.versions(resource["resourceType"], resource["id"])
        except (Refused, NotAuthorised):
            return None

    def send(self, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        if self._client.terms.asked_to_end():
            raise NotBegun("the run was asked to end first")
        given = self._writer.write(entries)
        if self.looks_first:
            self._check_uniqueness(entries)
        return given

    def _check_uniqueness(self, entries: Sequence[Entry]) -> None:
        """Raise `Doubled` where somebody else created the same thing at the same time."""
        created = [entry for entry in entries if entry.server_id is None]
        try:
            there = self._holders(created)
        except EndpointError as error:
            # the entries are filed; only whether they are filed once is not known
            raise OutcomeUnknown(f"filed, but it cannot be seen whether once: {error}") from None
        for entry, found in zip(created, there, strict=True):
            if len(found) > 1:
                kind = entry.body["resourceType"]
                raise Doubled(f"{len(found)} {kind} resources of one identity")

    def _holders(self, entries: Sequence[Entry]) -> list[list[Resource]]:
        found = self.find([FiledResource(entry.identity, entry.body) for entry in entries])
        return [found[entry.identity] for entry in entries]

    def anew(self) -> RestRoute:
        return RestRoute(self._endpoint, self._tell, self._client.terms)

    def close(self) -> None:
        self._client.close()


def _identity_of(resource: Resource) -> Identity | None:
    """None for what has no identity of ours: a server that ignores the search returns other resources."""
    try:
        return identity_of(resource)
    except ValueError:
        return None


def _batches(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(tokens), _TOKENS_IN_A_SEARCH):
        yield tokens[start : start + _TOKENS_IN_A_SEARCH]
