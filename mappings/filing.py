"""A filing: one participant's part of one session, as the FHIR resources that belong together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from mappings.identity import Identity
from mappings.records import Approval, Person
from profiles.definitions import identifier_system
from profiles.wire import Resource, digest


@dataclass(frozen=True)
class FiledResource:
    """A resource of a filing in wire form, not yet bound to any server.

    The patient is a logical reference by NHS number; other resources of the filing are referred to as
    `urn:uuid:…` (`Identity.urn`).
    """

    identity: Identity
    body: Resource

    @property
    def resource_type(self) -> str:
        return str(self.body["resourceType"])

    @cached_property
    def digest(self) -> str:
        return digest(self.body)


@dataclass(frozen=True)
class Filing:
    """The unit that is approved, sent, retried and answered for.

    `filing_id` is the participation's UUID: opaque, safe to print and log. `row` is the participant's row in
    the source. The first resource is always the Appointment, which every filing has.
    """

    filing_id: str
    session_id: str
    session_date: dt.date
    row: int
    person: Person
    approval: Approval | None
    resources: tuple[FiledResource, ...]
    sensitive_approval: Approval | None = None

    @cached_property
    def digest(self) -> str:
        """Digest of exactly what will be written, whatever server it goes to."""
        return digest([item.digest for item in self.resources])

    @property
    def approvals(self) -> tuple[tuple[Approval, str, str], ...]:
        """Each approval, what it was given for, and the digest of that.

        The approval of the entry is for the whole filing; a sensitive entry in it needs its own besides.
        """
        found = []
        if self.approval is not None:
            found.append((self.approval, "filing", self.digest))
        if self.sensitive_approval is not None:
            apart = [
                r.digest for r in self.resources if r.identity.system == identifier_system("sensitive-entry")
            ]
            found.append((self.sensitive_approval, "sensitive-entry", digest(apart)))
        return tuple(found)
