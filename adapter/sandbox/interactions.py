"""The interactions on one resource: read, create, update and delete, with their conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.sandbox.elements import elements
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import RESOURCE_TYPES
from adapter.sandbox.policy import Policy
from adapter.sandbox.references import Reference, references, rewrite
from adapter.sandbox.search import matches
from adapter.sandbox.store import Store
from adapter.sandbox.structure import check_elements, check_type, is_id
from adapter.sandbox.version import Version
from profiles.wire import Resource

_ETAG = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Arriving:
    """What one transaction brings: what it will write, as `Type/id`, and how entries call each other.

    Only in a transaction may a reference be conditional.
    """

    references: Collection[str]
    addresses: Mapping[str, str] = field(default_factory=dict)


class Interactions:
    """Does what RESTful requests ask of one store; every refusal is a `Refusal`."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self.store = store
        self.policy = policy

    def read(self, resource_type: str, resource_id: str, asked: Asked) -> Answer:
        version = self.store.current(resource_type, resource_id)
        if version is None:
            raise Refusal(404, "not-found", f"There is no {resource_type} with this id.")
        if version.body is None:
            if "gone-as-not-found" in asked.lapses:
                raise Refusal(404, "not-found", f"There is no {resource_type} with this id.")
            raise Refusal(
                410, "deleted", f"This {resource_type} was deleted.", headers={"ETag": version.etag}
            )
        if asked.if_none_match is not None and _holds(asked.if_none_match, version):
            return Answer(304, version)
        return Answer(200, version)

    def read_version(self, resource_type: str, resource_id: str, number: str, asked: Asked) -> Answer:
        version = self.store.version(resource_type, resource_id, int(number)) if number.isdecimal() else None
        if version is None:
            raise Refusal(404, "not-found", f"There is no such version of this {resource_type}.")
        if version.body is None:
            raise Refusal(410, "deleted", f"In this version the {resource_type} was deleted.")
        if asked.if_none_match is not None and _holds(asked.if_none_match, version):
            return Answer(304, version)
        return Answer(200, version)

    def create(self, resource_type: str, body: Any, asked: Asked) -> Answer:
        resource = check_type(body, resource_type)
        with self.store.transaction():
            known = self.known_already(resource_type, asked)
            if known is not None:
                return Answer(200, known, wrote=True)
            return Answer(201, self.write(resource | {"id": self.store.new_id()}, "POST", asked), wrote=True)

    def update(self, resource_type: str, resource_id: str, body: Any, asked: Asked) -> Answer:
        resource = check_type(body, resource_type)
        self.check_same_id(resource, resource_id)
        with self.store.transaction():
            version = self.check_update(resource_type, resource_id, asked)
            created = version is None or version.body is None
            return Answer(201 if created else 200, self.write(resource, "PUT", asked), wrote=True)

    def update_match(self, resource_type: str, query: str, body: Any, asked: Asked) -> Answer:
        """Conditional update: of the one match, or a create where there is none."""
        resource = check_type(body, resource_type)
        with self.store.transaction():
            resource_id = self.match_for_update(resource_type, query, resource)
            return self.update(resource_type, resource_id, resource | {"id": resource_id}, asked)

    def delete(self, resource_type: str, resource_id: str, asked: Asked) -> Answer:
        """204 also where there is nothing to delete (R4, http §3.1.0.7)."""
        with self.store.transaction():
            answer = self.mark_deleted(resource_type, resource_id, asked)
            self.check_unreferenced(resource_type, resource_id)
            return answer

    def delete_match(self, resource_type: str, query: str, asked: Asked) -> Answer:
        """Conditional delete of the one match."""
        with self.store.transaction():
            version = self.only_match(resource_type, query)
            return Answer(204) if version is None else self.delete(resource_type, version.id, asked)

    def mark_deleted(self, resource_type: str, resource_id: str, asked: Asked) -> Answer:
        """Deletes, before it is known whether others still refer to it."""
        version = self.store.current(resource_type, resource_id)
        _check_if_match(asked, version)
        if version is not None and version.body is not None:
            version = self.store.delete(resource_type, resource_id)
        return Answer(204, version, wrote=True)

    def known_already(self, resource_type: str, asked: Asked) -> Version | None:
        """What a conditional create finds instead."""
        if asked.if_none_exist is None or not self.policy.conditional_create:
            return None
        if "ignore-if-none-exist" in asked.lapses:
            return None
        return self.only_match(resource_type, asked.if_none_exist)

    def check_same_id(self, resource: Resource, resource_id: str) -> None:
        if resource.get("id") != resource_id:
            raise Refusal(
                400,
                "invalid",
                "The id of the resource is the id of the URL.",
                f"{resource['resourceType']}.id",
            )

    def only_match(self, resource_type: str, query: str) -> Version | None:
        """The one resource that a condition finds; raises `Refusal` 412 where there are several."""
        found = matches(self.store, resource_type, query, most=2)
        if len(found) > 1:
            raise Refusal(412, "multiple-matches", f"The condition matches more than one {resource_type}.")
        return found[0] if found else None

    def match_for_update(self, resource_type: str, query: str, resource: Resource) -> str:
        """The id that a conditional update is about: of the match, or the client's, or a new one."""
        known = self.only_match(resource_type, query)
        resource_id = resource.get("id")
        if known is None:
            return str(resource_id or self.store.new_id())
        if resource_id is not None and resource_id != known.id:
            raise Refusal(
                400, "invalid", "The condition matches a resource with another id.", f"{resource_type}.id"
            )
        return known.id

    def check_update(self, resource_type: str, resource_id: str, asked: Asked) -> Version | None:
        """The version that an update would replace; raises `Refusal` where it may not."""
        if not is_id(resource_id):
            raise Refusal(
                400, "value", "An id is 1 to 64 letters, digits, '-' or '.'.", f"{resource_type}.id"
            )
        version = self.store.current(resource_type, resource_id)
        _check_if_match(asked, version)
        heeded = "ignore-if-none-match" not in asked.lapses
        if heeded and asked.if_none_match == "*" and version is not None and version.body is not None:
            raise Refusal(412, "conflict", f"This {resource_type} is already there.")
        if version is None and not self.policy.update_create:
            raise Refusal(405, "not-supported", "This endpoint assigns the ids of new resources itself.")
        return version

    def write(
        self, resource: Resource, method: str, asked: Asked, arriving: Arriving | None = None
    ) -> Version:
        """Checks and keeps a resource that has its id, alone or with what arrives in the same transaction."""
        parts = elements(resource)
        if arriving is not None and "references-not-rewritten" not in asked.lapses:
            rewrite(parts, arriving.addresses)
        if self.policy.validate:
            check_elements(resource, parts)
        targets = {self._settle(reference, asked, arriving) for reference in references(parts)}
        return self.store.write(resource, method, targets)

    def _settle(self, reference: Reference, asked: Asked, arriving: Arriving | None) -> str:
        """What a reference points to; raises `Refusal` where that is not there.

        Conditional references, and absolute ones to this endpoint, are made plain and relative, as HAPI does.
        """
        text = reference.text
        resource_type, conditional, query = text.partition("?")
        if conditional and resource_type in RESOURCE_TYPES and arriving is not None:
            known = self.only_match(resource_type, query)
            if known is None:
                raise Refusal(404, "not-found", "The conditional reference matches nothing.", reference.path)
            text = known.reference
        reference.element["reference"] = text = text.removeprefix(f"{asked.base}/")
        local = reference.local
        if local is None:
            if "://" in text or "references-not-rewritten" in asked.lapses:
                return text
            raise Refusal(400, "not-found", "The reference leads nowhere in this request.", reference.path)
        target = "/".join(local)
        known_soon = arriving is not None and target in arriving.references
        if self.policy.referential_integrity and not known_soon and not self.store.holds(*local):
            raise Refusal(400, "not-found", f"There is no such {local[0]} to refer to.", reference.path)
        return target

    def check_unreferenced(self, resource_type: str, resource_id: str) -> None:
        """Raises `Refusal` 409 where another resource still refers to a deleted one, as HAPI does."""
        if self.policy.referential_integrity and self.store.referrers(resource_type, resource_id):
            raise Refusal(409, "conflict", f"Another resource refers to this {resource_type}.")


def _check_if_match(asked: Asked, version: Version | None) -> None:
    if asked.if_match is None or "ignore-if-match" in asked.lapses:
        return
    if version is None or version.body is None or not _holds(asked.if_match, version):
        raise Refusal(412, "conflict", "If-Match does not name the version that is there.")


def _holds(etags: str, version: Version) -> bool:
    return etags.strip() == "*" or str(version.version) in _ETAG.findall(etags)
