"""What a mapper may know beside the record: the session, whose record it is, and the practice's codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mappings import identity
from mappings.codes import CORE_CODES, CodeSet
from mappings.identity import Identity, Kind
from mappings.records import Person, Proxy, Session, Staff
from profiles.definitions import GMC_NUMBER, GPHC_NUMBER, NHS_NUMBER, NMC_NUMBER, ODS_ORGANISATION, SDS_USER
from profiles.wire import Resource


@dataclass(frozen=True)
class Context:
    """The surroundings of one participant's filing. Holds nothing about any other participant."""

    session: Session
    person: Person
    codes: CodeSet = CORE_CODES

    @cached_property
    def participation(self) -> str:
        return identity.participation_id(self.session, self.person)

    @cached_property
    def enrolment(self) -> str:
        return identity.enrolment_id(self.session.programme, self.person)

    def identify(self, kind: Kind, item: str = "") -> Identity:
        """Identity of a resource that belongs to this patient's part in this session."""
        return identity.identity(kind, self.participation, item)

    def identify_over_sessions(self, kind: Kind, item: str = "") -> Identity:
        """Identity of a resource that goes on from session to session (goal, care plan)."""
        return identity.identity(kind, self.enrolment, item)

    @cached_property
    def patient(self) -> Resource:
        """Logical reference to the patient; the plan adds the id of the server's own Patient."""
        return {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": self.person.nhs_number}}

    @cached_property
    def practice(self) -> Resource:
        """Logical reference to the organisation that runs the programme."""
        return {
            "type": "Organization",
            "identifier": {"system": ODS_ORGANISATION, "value": self.session.programme.ods_code},
        }

    @cached_property
    def encounter(self) -> Resource:
        """Reference to this patient's own encounter, which the filing of everybody present holds."""
        return {"reference": self.identify("encounter").urn}

    def staff(self, name: str) -> Resource:
        """Logical reference to a member of staff, shown as the name is given here.

        It is the name alone where the session does not know them.
        """
        member = self.session.member(name)
        return {**staff_reference(member), "display": name} if member else {"display": name}

    def clinician(self, name: str) -> Resource:
        """`staff`, with the type even of somebody whom the session does not know: a person, not a team."""
        return {"type": "Practitioner", **self.staff(name)}

    def speaker(self, proxy: Proxy | None) -> Resource:
        """Who speaks or agrees: the patient, or the proxy who came instead (hazard H11)."""
        if proxy is None:
            return self.patient
        return {"type": "RelatedPerson", "display": f"Proxy: {proxy.relationship}"}

    @cached_property
    def clinicians(self) -> tuple[Staff, ...]:
        return tuple(member for member in self.session.staff if member.may_attest)


def staff_reference(member: Staff) -> Resource:
    """Reference by professional number; shared rows are never written to the GP system."""
    for identifier in staff_numbers(member):
        return {"type": "Practitioner", "identifier": identifier, "display": member.name}
    return {"type": "Practitioner", "display": member.name}


def staff_numbers(member: Staff) -> list[Resource]:
    """Every number that the staff list has of them, as identifiers; the one of their register first."""
    numbers = (
        (GMC_NUMBER, member.gmc),
        (GPHC_NUMBER, member.gphc),
        (NMC_NUMBER, member.nmc),
        (SDS_USER, member.sds_user_id),
    )
    return [{"system": system, "value": value} for system, value in numbers if value is not None]
