"""The shared group note: what may be the same in every patient's record, and so names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mappings import wording
from mappings.records import Material, Session
from mappings.vocabulary import Role, SessionFormat

_FORMAT: dict[SessionFormat, str] = {
    "clinical": "individual care in a group",
    "educational": "group education",
    "informational": "group information session",
    "mixed": "individual care in a group, with education",
}


def group_note(session: Session) -> str:
    """Rendered from the session's own facts alone: purpose, format, roles, topics and material.

    It is filed only with those who agreed to the group's confidentiality (clinic workflow, sections 4 and 6).
    """
    return "\n".join(_sentences(session))


def _sentences(session: Session) -> Iterator[str]:
    yield f"Group clinic {wording.MODE[session.mode]}: {session.title}."
    yield f"Format: {_FORMAT[session.format]}."
    yield (
        "This was a group setting. Consent and confidentiality were agreed "
        f"(agreement: {session.agreement_version})."
    )
    yield f"Present by role: {_roles(member.role for member in session.staff)}."
    if session.guests:
        yield f"Guests by role: {_roles(guest.role for guest in session.guests)}."
    if session.topics:
        yield f"Topics: {'; '.join(session.topics)}."
    if session.materials:
        yield f"Material given: {'; '.join(_material(one) for one in session.materials)}."


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(dict.fromkeys("GP" if role == "gp" else role.replace("-", " ") for role in roles))


def _material(material: Material) -> str:
    return material.title if material.version is None else f"{material.title} (version {material.version})"
