"""The stable business identifier of every resource, decided before anything is sent.

Values are name-based UUIDs (RFC 4122, version 5) of session or programme, NHS number and item: the same
session gives the same identifiers on any machine. Nothing about the patient can be read from them, but who
knows the session's id, or the programme's, can try all NHS numbers against one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from mappings.records import Person, Programme, Session
from profiles.definitions import BASE, identifier_system
from profiles.wire import Resource

URN = "urn:uuid:"
"""How a reference begins that leads to a resource by its identity, before a server has given it an id."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"{BASE}/Id")

Kind: TypeAlias = Literal[
    "appointment",
    "approval",
    "care-plan",
    "consent",
    "education",
    "encounter",
    "entry",
    "goal",
    "invitation",
    "measurement",
    "medication-line",
    "medication-plan",
    "medication-review",
    "next-step",
    "oral-morphine-equivalent",
    "question",
    "questionnaire-response",
    "referral",
    "reply",
    "review-due",
    "score",
    "sensitive-entry",
    "session",
    "what-matters",
]

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A business identifier: what stays the same over versions, servers and machines."""

    system: str
    value: str

    @property
    def urn(self) -> str:
        """How resources of one filing refer to each other before the server has given them ids."""
        return f"{URN}{self.value}"

    @property
    def token(self) -> str:
        """The identifier as a FHIR token search value."""
        return f"{self.system}|{self.value}"

    def as_fhir(self) -> Resource:
        return {"system": self.system, "value": self.value}


def participation_id(session: Session, person: Person) -> str:
    """One patient's part in one session (UUID)."""
    return str(uuid.uuid5(_NAMESPACE, f"participation|{session.session_id}|{person.nhs_number}"))


def by_number(person: Person) -> str:
    """Who a patient is where no record can be seen: of the NHS number alone, and not the number itself."""
    return f"{URN}{uuid.uuid5(_NAMESPACE, f'person|{person.nhs_number}')}"


def enrolment_id(programme: Programme, person: Person) -> str:
    """One patient's way through one programme of one organisation, over all its sessions (UUID).

    Two organisations may call their programmes by the same id.
    """
    return str(uuid.uuid5(_NAMESPACE, f"enrolment|{programme.ods_code}|{programme.id}|{person.nhs_number}"))


def identity(kind: Kind, owner: str, item: str = "") -> Identity:
    """Identifier of one resource: its kind, whose (participation or enrolment), and which of several."""
    return Identity(identifier_system(kind), str(uuid.uuid5(_NAMESPACE, f"{kind}|{owner}|{item}")))


def session_identity(session: Session) -> Identity:
    """The opaque value that joins the resources of one session; never displayed."""
    return Identity(identifier_system("session"), session.session_id)


def keyed(items: Iterable[tuple[str, _Item]]) -> Iterator[tuple[str, _Item]]:
    """Make the keys of a list unique (`sleep`, `sleep\\t2`), whatever their case and spacing.

    A key is a property of the item, not its place, so that a row put in between does not rename the others.
    No key is written with a tab, so a numbered one is like no other.
    """
    seen: dict[str, int] = {}
    for key, item in items:
        plain = " ".join(key.split()).casefold()
        seen[plain] = seen.get(plain, 0) + 1
        yield (plain if seen[plain] == 1 else f"{plain}\t{seen[plain]}"), item


def identity_of(body: Resource) -> Identity:
    """The business identifier that a resource carries; a Provenance carries it as a tag.

    Identifiers of others beside it do not matter. Raises `ValueError` where there is none of ours.
    """
    meta = body.get("meta")
    carried = body.get("identifier") or (meta.get("tag") if isinstance(meta, dict) else None) or []
    for item in carried if isinstance(carried, list) else [carried]:
        if not isinstance(item, dict):
            continue  # whatever an endpoint holds beside it
        system, value = str(item.get("system", "")), item.get("value") or item.get("code")
        ours = system.startswith(identifier_system("")) and system != identifier_system("session")
        if ours and value and isinstance(value, str):
            return Identity(system, value)
    raise ValueError(f"this {body.get('resourceType')} carries no identifier of ours")


def search_parameter(body: Resource) -> Literal["identifier", "_tag"]:
    """The search parameter that finds the resource by its `Identity.token`."""
    return "_tag" if body["resourceType"] == "Provenance" else "identifier"
