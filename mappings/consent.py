"""One consent or agreement of the patient ↔ FHIR Consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mappings.context import Context
from mappings.elements import extended, extension_value, local, local_code, moment, resource, stamp
from mappings.identity import Identity
from mappings.records import Consent, Participant, Proxy
from mappings.vocabulary import ConsentKind, ConsentStatus
from profiles.definitions import CONSENT_SCOPE, DATA_ABSENT_REASON
from profiles.wire import Resource

_STATUS: dict[ConsentStatus, str] = {
    "given": "active",
    "refused": "rejected",
    "withdrawn": "inactive",
    "not-asked": "proposed",
    "unknown": "draft",
}
"""One FHIR status each, so that a status changed by the practice is read back as what it means."""

_PROVISION: dict[ConsentStatus, Resource] = {
    "given": {"type": "permit"},
    "refused": {"type": "deny"},
    "withdrawn": {"type": "deny"},
}
"""Unknown is never treated as given: without an answer there is no provision."""

_KIND: dict[ConsentKind, tuple[str, str]] = {
    "group": ("treatment", "Consent to a group consultation"),
    "confidentiality-agreement": ("treatment", "Group clinic confidentiality agreement"),
    "results-board": ("patient-privacy", "Consent to show results on the group's board"),
    "contact-email": ("patient-privacy", "Consent to be contacted by e-mail"),
    "contact-sms": ("patient-privacy", "Consent to be contacted by text message"),
    "evaluation": ("patient-privacy", "Consent to use of answers in the evaluation of the clinic"),
    "recording": ("patient-privacy", "Consent to a recording"),
}
"""Scope and words of each kind; only the consent to the group itself has a slot for a code."""

_SCOPE = {"treatment": "Treatment", "patient-privacy": "Privacy consent"}

_NO_VERSION = {
    "coding": [{"system": DATA_ABSENT_REASON, "code": "unknown"}],
    "text": "Version of the agreement not recorded",
}
"""FHIR wants a policy with every Consent (invariant ppc-1)."""


OF_THE_SESSION: frozenset[ConsentKind] = frozenset(
    {"group", "confidentiality-agreement", "results-board", "recording"}
)
"""Kinds that concern the session itself, so that a proxy who attends agrees to them for the patient."""


def latest(consents: Iterable[Consent], kind: ConsentKind) -> Consent | None:
    """A consent as it last stood, by which it is both acted on and filed; None where no row is of that kind.

    By time (of the answer or its withdrawal, whichever is later) where every row has one, otherwise by place.
    What has a time of withdrawal is withdrawn, whatever its status still says.
    """
    rows = [row for row in consents if row.kind == kind]
    if not rows:
        return None
    times = [max(filter(None, (row.at, row.withdrawn_at)), default=None) for row in rows]
    dated = [(moment, place) for place, moment in enumerate(times) if moment is not None]
    row = rows[max(dated)[1]] if len(dated) == len(rows) else rows[-1]
    if row.withdrawn_at is not None and row.status != "refused":
        return row.model_copy(update={"status": "withdrawn"})
    return row


def items(participant: Participant) -> Iterator[tuple[str, Consent]]:
    """Each kind as it last stood, if it was answered, with its key; a withdrawal is a new version of it."""
    for kind in dict.fromkeys(row.kind for row in participant.consents):
        one = latest(participant.consents, kind)
        if one is not None and one.status in _PROVISION:
            yield kind, one


def identify(key: str, context: Context) -> Identity:
    return context.identify("consent", key)


def to_fhir(consent: Consent, key: str, context: Context, proxy: Proxy | None = None) -> Resource:
    """`proxy` is who agreed for the patient, if it was not the patient."""
    scope, text = _KIND[consent.kind]
    return resource(
        "Consent",
        "Consent",
        identify(key, context),
        context,
        extension=[
            *extended("consent-method", valueString=consent.method),
            *extended("taken-by", valueString=consent.taken_by),
            *extended("withdrawn-at", valueDateTime=stamp(consent.withdrawn_at)),
            *extended("consent-note", valueString=consent.note),
        ],
        status=_STATUS[consent.status],
        scope={"coding": [{"system": CONSENT_SCOPE, "code": scope}], "text": _SCOPE[scope]},
        category=[_category(consent.kind, text, context)],
        patient=context.patient,
        dateTime=stamp(consent.at),
        performer=[context.speaker(proxy)],
        organization=[context.practice],
        policyRule=_NO_VERSION if consent.version is None else {"text": consent.version},
        provision=_PROVISION.get(consent.status),
    )


def from_fhir(consent: Resource) -> Consent:
    policy = consent["policyRule"]
    return Consent(
        kind=local_code(consent["category"], "consent-kind"),
        status=next(ours for ours, theirs in _STATUS.items() if theirs == consent["status"]),
        version=None if "coding" in policy else policy["text"],
        method=extension_value(consent, "consent-method"),
        at=moment(consent.get("dateTime")),
        taken_by=extension_value(consent, "taken-by"),
        withdrawn_at=moment(extension_value(consent, "withdrawn-at")),
        note=extension_value(consent, "consent-note"),
    )


def _category(kind: ConsentKind, text: str, context: Context) -> Resource:
    """The kind by our code, with the practice's own for the consent to the group itself."""
    category = local("consent-kind", kind, text)
    if kind == "group":
        category["coding"] += context.codes.concept("consent_group", text).get("coding", [])
    return category
