"""Who of the list a platform saw: each match with its evidence; what is not sure is left to a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adapter.intake.platforms.attendance import PlatformPerson, PlatformReport
from adapter.likeness import alike_pairs, folded, may_mean, may_mean_staff
from mappings.records import IdentityCheck, Match, Participant, Session

_BOT = "a recording or note-taking program"
_DIAL_IN = "a telephone participant; the report does not say who"
_NOBODY = "a name of nobody on the list"
_TWO_SHOWN = "a name that several people of the report show"
_TWO_MEANT = "a name that may be that of several people"
_TWO_ADDRESSES = "an e-mail address that several patients have"
_CONTRADICTION = "the e-mail address of one patient under the display name of another"
_UNCHECKED_LIKENESS = "a patient so like another of the list that both need an identity check by name"
_TWO_PROPOSED = "a name that may be that of a patient whom somebody else of the report may be too"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody of a report and what they were found to be.

    `position` is that of the participant, with `match`; a member of staff has neither and `staff` set;
    everybody else has a `reason` why they stay unmatched. `feeds` says that the match is sure enough for the
    times of the report to become the patient's own.
    """

    report: PlatformReport
    person: PlatformPerson = field(repr=False)
    position: int | None = None
    match: Match | None = None
    feeds: bool = False
    staff: bool = False
    reason: str = ""


class Roster:
    """The list of one session, asked about each person of its reports."""

    def __init__(self, session: Session, participants: Sequence[Participant]) -> None:
        self.session = session
        self.participants = participants
        self.alike: dict[int, set[int]] = defaultdict(set)
        for one, other in alike_pairs([participant.person for participant in participants]):
            self.alike[one].add(other)
            self.alike[other].add(one)
        self._by_email: dict[str, set[int]] = defaultdict(set)
        self._by_display_name: dict[str, set[int]] = defaultdict(set)
        for position, participant in enumerate(participants):
            for email in participant.person.email:
                self._by_email[email.strip().casefold()].add(position)
            if participant.person.display_name:
                self._by_display_name[folded(participant.person.display_name)].add(position)

    def sightings(self, reports: Sequence[PlatformReport]) -> list[Sighting]:
        """Everybody of the reports, each once, in the order of the reports."""
        found = [sighting for report in reports for sighting in self._of_report(report)]
        proposals = Counter((id(one.report), one.position) for one in found if one.match and not one.feeds)
        sure = {one.position for one in found if one.feeds}
        return [
            Sighting(one.report, one.person, reason=_TWO_PROPOSED)
            if one.match
            and not one.feeds
            and (proposals[id(one.report), one.position] > 1 or one.position in sure)
            else one
            for one in found
        ]

    def _of_report(self, report: PlatformReport) -> Iterator[Sighting]:
        shown = Counter(folded(person.display_name) for person in report.people)
        for person in report.people:
            if person.bot:
                yield Sighting(report, person, reason=_BOT)
            elif person.dial_in:
                yield Sighting(report, person, reason=_DIAL_IN)
            elif self._is_staff(person):
                yield Sighting(report, person, staff=True)
            elif shown[folded(person.display_name)] > 1 and not self._has_address(person):
                yield Sighting(report, person, reason=_TWO_SHOWN)
            else:
                yield self._identify(report, person)

    def _identify(self, report: PlatformReport, person: PlatformPerson) -> Sighting:
        by_email = self._by_email.get((person.email or "").casefold(), set())
        names = (person.display_name, *person.other_names)
        declared = set[int]().union(*(self._by_display_name.get(folded(name), ()) for name in names))
        for found, reason in ((by_email, _TWO_ADDRESSES), (declared, _TWO_MEANT)):
            if len(found) > 1:
                return Sighting(report, person, reason=reason)
        if by_email and declared and by_email != declared:
            return Sighting(report, person, reason=_CONTRADICTION)
        if by_email:
            (position,) = by_email
            return self._matched_by_email(report, person, position, named=bool(declared))
        if declared:
            (position,) = declared
            return self._matched_by_display_name(report, person, position)
        meant = [p for p, one in enumerate(self.participants) if any(may_mean(n, one.person) for n in names)]
        if not meant:
            return Sighting(report, person, reason=_NOBODY)
        if len(meant) > 1 or self.alike[meant[0]] or self._named_as_staff(names):
            return Sighting(report, person, reason=_TWO_MEANT)
        match = Match(method="name-only", evidence=("displayed name",), confidence="probable")
        return Sighting(report, person, meant[0], match)

    def _matched_by_email(
        self, report: PlatformReport, person: PlatformPerson, position: int, *, named: bool
    ) -> Sighting:
        """By the address of the account; another name on it may be a relative: somebody must have checked."""
        patient = self.participants[position].person
        names = (person.display_name, *person.other_names)
        named = named or any(may_mean(name, patient) for name in names)
        evidence = ("e-mail address of the account", *(("displayed name",) if named else ()))
        if self._doubtful(position):
            return Sighting(report, person, reason=_UNCHECKED_LIKENESS)
        check = self._check(position)
        if named and not self.alike[position]:
            match = Match(method="email", evidence=evidence, confidence="certain")
        elif check:
            match = _confirmed("email", evidence, check)
        else:
            match = Match(method="email", evidence=evidence, confidence="probable")
            return Sighting(report, person, position, match)
        return Sighting(report, person, position, match, feeds=True)

    def _matched_by_display_name(
        self, report: PlatformReport, person: PlatformPerson, position: int
    ) -> Sighting:
        """By the name that the list says the patient showed; sure only if somebody checked who it was."""
        if self._doubtful(position):
            return Sighting(report, person, reason=_UNCHECKED_LIKENESS)
        evidence = ("display name as on the list",)
        if check := self._check(position):
            match = _confirmed("facilitator-confirmed", evidence, check)
            return Sighting(report, person, position, match, feeds=True)
        match = Match(method="name-only", evidence=evidence, confidence="probable")
        return Sighting(report, person, position, match)

    def _doubtful(self, position: int) -> bool:
        """Whether the patient is like another, and not each of them was checked by somebody (H1)."""
        group = {position, *self.alike[position]}
        return len(group) > 1 and any(self._check(one) is None for one in group)

    def _check(self, position: int) -> IdentityCheck | None:
        """The identity check that somebody put their name to."""
        presence = self.participants[position].presence
        check = presence.identity_check if presence else None
        return check if check and check.by else None

    def _is_staff(self, person: PlatformPerson) -> bool:
        """A member of the session's staff by the whole name, or the organiser; never whom a patient may be.

        The domain of an address does not tell: patients, too, may work for the NHS.
        """
        names = (person.display_name, *person.other_names)
        if self._has_address(person) or any(
            may_mean(name, one.person) for name in names for one in self.participants
        ):
            return False
        organises = (person.role or "").casefold() in ("organizer", "organiser")
        return organises or self._named_as_staff(names)

    def _has_address(self, person: PlatformPerson) -> bool:
        return bool(person.email) and (person.email or "").casefold() in self._by_email

    def _named_as_staff(self, names: Sequence[str]) -> bool:
        return any(may_mean_staff(name, member) for name in names for member in self.session.staff)


def _confirmed(method: str, evidence: tuple[str, ...], check: IdentityCheck) -> Match:
    return Match.model_validate(
        {
            "method": method,
            "evidence": (*evidence, "identity check"),
            "confidence": "probable",
            "matched_by": check.by,
            "matched_at": check.at,
        }
    )
