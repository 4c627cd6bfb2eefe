"""The approval of a filing ↔ FHIR Provenance: who stands for it, and what assembled it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, TypeAlias

from mappings.context import Context
from mappings.elements import compact, moment, resource, stamp
from mappings.identity import Identity
from mappings.records import Approval
from profiles.definitions import PROVENANCE_PARTICIPANT
from profiles.wire import Resource

About: TypeAlias = Literal["filing", "sensitive-entry"]
"""What was approved: everything but the sensitive entry, or that alone."""


def identify(approval: Approval, context: Context, about: About = "filing") -> Identity:
    """A new approval is a new Provenance; the same one, wherever its clock stood, is the same."""
    approver = " ".join(approval.by.split()).casefold()
    own = "" if about == "filing" else f"|{about}"
    return context.identify("approval", f"{approver}|{approval.at.astimezone(dt.UTC).isoformat()}{own}")


def to_fhir(
    approval: Approval, targets: Iterable[Identity], context: Context, about: About = "filing"
) -> Resource:
    """`targets` are the resources that the approval was given for."""
    approver = context.session.member(approval.by)
    return resource(
        "Provenance",
        "Provenance",
        identify(approval, context, about),
        context,
        target=[{"reference": target.urn} for target in targets],
        recorded=stamp(approval.at),
        activity={"text": "Entry of a group clinic read and approved"},
        agent=[
            _agent(
                "attester", "Attester", context.clinician(approval.by), approver.role if approver else None
            ),
            _agent("assembler", "Assembler", {"type": "Device", "display": "fhir-vgc"}),
        ],
    )


def from_fhir(provenance: Resource) -> Approval:
    """Raises `ValueError` where nobody attests."""
    for agent in provenance["agent"]:
        if any(coding.get("code") == "attester" for coding in agent.get("type", {}).get("coding", ())):
            return Approval(by=agent["who"]["display"], at=moment(provenance["recorded"]))
    raise ValueError("this Provenance has no attester")


def _agent(code: str, text: str, who: Resource, role: str | None = None) -> Resource:
    kind = {"coding": [{"system": PROVENANCE_PARTICIPANT, "code": code}], "text": text}
    return compact({"type": kind, "role": role and [{"text": role.replace("-", " ")}], "who": who})
