"""Entries of one filing, as the plan hands them to a route."""

from __future__ import annotations

from adapter.routes.route import Entry
from mappings.filing import FiledResource
from mappings.identity import identity
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

PATIENT = {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": "9990000018"}}


def goal(item: str = "walk", server_id: str | None = None, version: str | None = None) -> Entry:
    own = identity("goal", "owner", item)
    body: Resource = {"resourceType": "Goal", "subject": PATIENT, "identifier": [own.as_fhir()]}
    return Entry(own, body, server_id, version)


def provenance() -> Entry:
    """A resource that carries its identity as a tag."""
    own = identity("approval", "owner")
    tag = {"system": own.system, "code": own.value}
    return Entry(own, {"resourceType": "Provenance", "meta": {"tag": [tag]}})


def filed(found: Entry) -> FiledResource:
    return FiledResource(found.identity, found.body)
