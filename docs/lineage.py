"""Where each element comes from in the clinic's records: change one field at a time, map again, and look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from adapter.guards.consent import allowed_parts
from docs.element_names import Path, named
from docs.record_fields import leaves, variations
from docs.sample_records import SAMPLES, Sample
from mappings import (
    appointment,
    care_plan,
    consent,
    education,
    encounter,
    entry,
    goal,
    invitation,
    measurement,
    medication_plan,
    medication_review,
    next_step,
    oral_morphine_equivalent,
    provenance,
    question,
    questionnaire_response,
    referral,
    reply,
    review_due,
    score,
    sensitive_entry,
    what_matters,
)
from mappings.assembly import assemble
from mappings.codes import SEEN, CodeSet
from mappings.filing import FiledResource
from mappings.identity import URN
from mappings.values import Record
from mappings.vocabulary import Part
from profiles import outline
from profiles.wire import Resource

Values: TypeAlias = Mapping[str, tuple[Any, ...]]
"""Name of an element, or of a field → its values in their order."""

Reader: TypeAlias = Callable[[Any], Any]

Filed: TypeAlias = Mapping[str, Sequence[FiledResource]]
"""Short name of a profile → the resources of a filing that are of it."""

_CODES = CodeSet(confirmed=frozenset(SEEN))
_PRESENT: frozenset[Part] = frozenset({"individual", "group-note", "extras", "sensitive"})
_ABSENT: frozenset[Part] = frozenset({"administrative"})

READERS: Mapping[str, tuple[str, Reader]] = {
    "Appointment": ("Participant.attendance", appointment.from_fhir),
    "CarePlan": ("Participant", care_plan.from_fhir),
    "Consent": ("Participant.consents[]", consent.from_fhir),
    "Education": ("Participant.education[]", education.from_fhir),
    "Encounter": ("Participant.presence", encounter.from_fhir),
    "Entry": ("Participant.narrative", entry.from_fhir),
    "Goal": ("Participant.goals[]", goal.from_fhir),
    "Invitation": ("Participant.invitation", invitation.from_fhir),
    "Measurement": ("Participant.measurements[]", measurement.from_fhir),
    "MedicationPlanLine": (
        "Participant.medication_plan",
        lambda one: medication_plan.from_fhir([one]),
    ),
    "MedicationReview": ("Participant.medication_review", medication_review.from_fhir),
    "NextStep": ("Participant.next_step", next_step.from_fhir),
    "OralMorphineEquivalent": ("Participant.oral_morphine_equivalent", oral_morphine_equivalent.from_fhir),
    "Provenance": ("Participant.approval", provenance.from_fhir),
    "Question": ("Participant.questions[]", question.from_fhir),
    "QuestionnaireResponse": ("Participant.assessments[]", questionnaire_response.from_fhir),
    "Referral": ("Participant.referrals[]", referral.from_fhir),
    "Reply": ("Participant.reply", reply.from_fhir),
    "ReviewDue": ("Participant.review_due", review_due.from_fhir),
    "Score": ("Participant.scores[]", score.from_fhir),
    "SensitiveEntry": ("Participant.sensitive_note", sensitive_entry.from_fhir),
    "WhatMatters": ("Participant.what_matters", what_matters.from_fhir),
}
"""Profile → the records that its resources are read back as, and what reads them."""


@dataclass(slots=True)
class Lineage:
    """What was seen of one profile.

    `sources` is element → fields that change it; `links` element → profiles that it refers to; `held` element
    → what resources have there, each time all its values; `presence` the fields by which there is a resource
    or none; `returned` the pairs of element and field where the field is read back from that element.
    """

    sources: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    held: dict[str, set[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(set))
    presence: set[str] = field(default_factory=set)
    returned: set[tuple[str, str]] = field(default_factory=set)

    def note(self, changed: str, before: Values, after: Values) -> None:
        """What changing a field has changed."""
        for element in _differences(before, after):
            self.sources[element].add(changed)
            self.hold(element, before.get(element, ()))
            self.hold(element, after.get(element, ()))

    def hold(self, element: str, values: Iterable[Any]) -> None:
        """What a resource has there, each value once."""
        if distinct := tuple(dict.fromkeys(values)):
            self.held[element].add(distinct)


@cache
def observed() -> Mapping[str, Lineage]:
    """The lineage of every profile whose resources the samples give, by its short name."""
    found: dict[str, Lineage] = defaultdict(Lineage)
    needed: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for sample in SAMPLES:
        before, allowed = _filed(sample, _parts(sample)), _allowed(sample)
        for profile, bodies in before.items():
            for one in bodies:
                _look_at(one, profile, found[profile], before)
                needed[profile] |= _needed(one.body, profile)
        for changed_field, changed in variations(sample):
            after = _filed(changed, _parts(sample))
            for profile, old, new in _pairs(before, after):
                found[profile].note(changed_field, _values(old, profile), _values(new, profile))
                back[profile] |= _differences(_read(old, profile), _read(new, profile)) & {changed_field}
            for profile in _come_and_gone(before, after):
                found[profile].presence.add(changed_field)
            if _allowed(changed) != allowed:
                less = _filed(changed, _allowed(changed))
                for profile in _come_and_gone(_filed(sample, allowed), less):
                    found[profile].presence.add(changed_field)
    for profile, lineage in found.items():
        lineage.returned = {
            (element, source)
            for element, fields in lineage.sources.items()
            for source in fields & back[profile]
            if element in needed[profile]
        }
    return dict(sorted(found.items()))


def _pairs(before: Filed, after: Filed) -> Iterator[tuple[str, FiledResource, FiledResource]]:
    """Each resource that has changed, with what it was, where there are as many as before."""
    for profile in before.keys() & after.keys():
        if len(before[profile]) == len(after[profile]):
            for old, new in zip(before[profile], after[profile], strict=True):
                if old.digest != new.digest:
                    yield profile, old, new


def _come_and_gone(before: Filed, after: Filed) -> set[str]:
    """The profiles of which there are more or fewer resources than before."""
    both = before.keys() | after.keys()
    return {name for name in both if len(before.get(name, ())) != len(after.get(name, ()))}


def _parts(sample: Sample) -> frozenset[Part]:
    """What may be written when everything was agreed to."""
    return _PRESENT if sample.participant.attendance.present else _ABSENT


def _allowed(sample: Sample) -> frozenset[Part]:
    """What may be written by what the patient agreed to."""
    return allowed_parts(sample.participant)[0]


def _filed(sample: Sample, parts: frozenset[Part]) -> Filed:
    """The resources of a filing by the short names of their profiles."""
    filed: dict[str, list[FiledResource]] = defaultdict(list)
    for one in assemble(sample.session, sample.participant, parts, _CODES).resources:
        filed[_profile(one)].append(one)
    return filed


def _profile(one: FiledResource) -> str:
    return outline.last_word(one.body["meta"]["profile"][0]).removeprefix("VGC-")


_SEEN_VALUES: dict[str, Values] = {}


def _values(one: FiledResource, profile: str) -> Values:
    """The values of a resource; links within the filing are left out, for no field says where they lead."""
    if one.digest not in _SEEN_VALUES:
        values: dict[str, tuple[Any, ...]] = defaultdict(tuple)
        for element, _, value in named(one.body, profile):
            if not str(value).startswith(URN):
                values[element] += (value,)
        _SEEN_VALUES[one.digest] = values
    return _SEEN_VALUES[one.digest]


def _differences(before: Values, after: Values) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _look_at(one: FiledResource, profile: str, lineage: Lineage, filed: Filed) -> None:
    """Note what the resource holds, and which resources it leads to."""
    profile_of = {other.identity.urn: name for name, others in filed.items() for other in others}
    for element, _, value in named(one.body, profile):
        if value in profile_of:
            lineage.links[element].add(profile_of[value])
    for element, values in _values(one, profile).items():
        lineage.hold(element, values)


# ── Reading back ─────────────────────────────────────────────────────────────────────────────────────


def _read(one: FiledResource, profile: str) -> Values:
    """What is read back of a resource, by field."""
    name, reader = READERS[profile]
    return _plain(reader(one.body), name)


def _plain(record: Any, name: str) -> Values:
    if not isinstance(record, Record):
        return {name: (record,)}
    values: dict[str, tuple[Any, ...]] = defaultdict(tuple)
    for leaf in leaves(record, name):
        values[leaf.field] += (leaf.value,)
    return values


def _needed(body: Resource, profile: str) -> set[str]:
    """The elements without which something else, or nothing, is read back."""
    _, reader = READERS[profile]
    whole = reader(body)
    needed = set()
    for element, path, _ in named(body, profile):
        try:
            changed = reader(_without(body, path)) != whole
        except (AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError):
            changed = True  # whatever it fails with, it has looked there
        if changed:
            needed.add(element)
    return needed


def _without(value: Any, path: Path) -> Any:
    """A copy without the value at a path."""
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {
            key: _without(inner, rest) if key == step else inner
            for key, inner in value.items()
            if rest or key != step
        }
    return [
        _without(inner, rest) if key == step else inner
        for key, inner in enumerate(value)
        if rest or key != step
    ]
