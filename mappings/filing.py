"""A filing: one participant's part of one session, as the FHIR resources that belong together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from mappings.identity import Identity
from mappings.records import Approval, Person
from profiles.wire import Resource, digest


@dataclass(frozen=True)
class FiledResource:
    """A resource of a filing in wire form, not yet bound to any server.

    The patient is a logical reference by NHS number; other resources of the filing are referred to as
    `urn:uuid:…` (`Identity.urn`). What stands `apart` is a sensitive entry, under an approval of its own.
    """

    identity: Identity
    body: Resource
    apart: bool = False

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
    the source. The first resource is always the Appointment, which every filing has. A filing that is held
    has no resources; its entries are `unsent`, to be read by whoever approves them.
    """

    filing_id: str
    session_id: str
    session_date: dt.date
    row: int
    person: Person
    approval: Approval | None
    resources: tuple[FiledResource, ...]
    sensitive_approval: Approval | None = None
    unsent: tuple[Resource, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Digest of exactly what will be written, whatever server it goes to."""
        return digest([item.digest for item in self.resources])

    @property
    def approvals(self) -> tuple[tuple[Approval, str, str], ...]:
        """Each approval, what it was given for, and the digest of that: the entry, and a sensitive entry."""
        given = (
            (self.approval, "filing", False),
            (self.sensitive_approval, "sensitive-entry", True),
        )
        return tuple(
            (approval, about, digest([item.digest for item in self.resources if item.apart is apart]))
            for approval, about, apart in given
            if approval is not None
        )

    @property
    def compositions(self) -> tuple[Resource, ...]:
        """What a reader of the record will see, sent or not."""
        bodies = [item.body for item in self.resources if item.resource_type == "Composition"]
        return (*bodies, *self.unsent)
