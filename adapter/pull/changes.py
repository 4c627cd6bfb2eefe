"""Telling what is a change: not what was seen before, nor what we wrote, nor what is none of the clinic's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from adapter.errors import EndpointError
from adapter.gp.paging import Row
from adapter.gp.server_clock import ServerClock
from adapter.gp.several import may_be_of_one
from adapter.guards.identity import keeper_of
from adapter.ledger.filings import Filings
from adapter.ledger.seen import Seen, Sighting, Written
from adapter.pull.echoes import Echoes, digest_of, version_in
from adapter.pull.patients import Patients
from mappings.identity import identity_of
from mappings.measures import Measures
from mappings.subject import leads_away, patients_of
from profiles.wire import Resource

Action: TypeAlias = Literal["new", "changed", "withdrawn"]

KINDS: Mapping[str, str] = {
    "Patient": "patients",
    "Goal": "goals",
    "CarePlan": "care plans",
    "MedicationRequest": "medication",
    "MedicationStatement": "medication",
    "Appointment": "appointments",
    "ServiceRequest": "referrals",
    "Task": "follow-ups",
    "Observation": "measures",
}
"""What is brought back: type of resource → what the clinic calls it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one resource of one patient (address of the server's Patient).

    `before` is what was seen or filed last, None for what is new; `after` is None where it is gone from the
    patient's record. `ours` tells what we filed from the practice's own. `lost` is the filing of ours that
    this is gone of, or that it was filed in after the version that is there.
    """

    action: Action
    resource_type: str
    server_id: str
    patient: str
    before: Resource | None
    after: Resource | None
    ours: bool
    lost: str | None = None

    @property
    def kind(self) -> str:
        return KINDS[self.resource_type]


Finding: TypeAlias = tuple[Sighting, Change | None]
"""What the ledger is to remember of a row, and the change, if that is what it is."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A row, the patients that it is about, and which of them is the programme's.

    `own` is what we wrote there, `home` in whose record that was. `strange` is an Observation that is none of
    the clinic's measures.
    """

    row: Row
    about: set[str]
    patient: str | None
    own: Written | None
    home: str | None
    strange: bool = False


class Comparison:
    """Compares rows with what the ledger knows of one endpoint, whose base URL is `base`.

    `patients` are those of the programme; `current` reads a resource as it stands now, by type and id;
    `clock` is that which the endpoint's answers show.
    """

    def __init__(
        self,
        seen: Seen,
        filings: Filings,
        patients: Patients,
        measures: Measures,
        base: str,
        current: Callable[[str, str], Row],
        clock: ServerClock,
    ) -> None:
        self._seen = seen
        self._echoes = Echoes(seen, filings, clock)
        self._patients = patients
        self._measures = measures
        self._base = base
        self._current = current

    def compare(self, resource_type: str, rows: Sequence[Row]) -> Iterator[Finding]:
        """What there is to remember of these rows, as far as they are about the programme's patients.

        A history may lack the newest version, if that was stamped before an older one: a row that is doubted
        is read again (decision 0027).
        """
        self._echoes.look_at(rows)
        known = self._seen.of(resource_type, {row.server_id for row in rows})
        every = self._told(resource_type, rows)
        doubted = [one for one in every if self._is_doubted(one, known.get(one.row.server_id))]
        if doubted:
            read = {one.row.server_id: self._read(resource_type, one, known) for one in doubted}
            rows = [read.get(row.server_id, row) for row in rows]
            every = self._told(resource_type, rows)
        if resource_type == "Patient":
            there = {told.patient: told.row.resource for told in every if told.patient and told.row.resource}
            self._patients.leave_out(self._patients.anothers(there))
        for told in every:
            for finding in self._findings(resource_type, told, known.get(told.row.server_id)):
                known[told.row.server_id] = finding[0]  # a row may come twice
                yield finding

    def _is_doubted(self, told: _Told, known: Sighting | None) -> bool:
        """Whether a page's row may be older than how the resource stands now.

        That is one with a lower number than the version that was seen or written last, or of what was gone;
        one that says that it was deleted, which has no number, of what is known to be there; and an untimely
        one of what nobody has seen.
        """
        row, last = told.row, known or told.own
        if row.read:
            return False
        if last is None:
            return row.untimely and told.patient is not None and not told.strange
        if row.resource is None:
            home = told.home if known is None else known.body and known.patient
            return bool(home and self._patients.among([home]))
        return _went_back(version_in(row.resource), last)

    def _read(self, resource_type: str, told: _Told, known: Mapping[str, Sighting]) -> Row:
        """How it stands now; where that is refused, the page is believed but for what it shows as it was."""
        row = told.row
        try:
            return self._current(resource_type, row.server_id)
        except EndpointError as error:
            was = row.resource is not None and (told.own is not None or row.server_id in known)
            if was or not may_be_of_one(error):
                raise
            return row

    def _told(self, resource_type: str, rows: Sequence[Row]) -> list[_Told]:
        """What the ledger can say of all the rows, asked for at once."""
        named = [set() if row.resource is None else patients_of(row.resource, self._base) for row in rows]
        identities = [_identity(row.resource) if row.resource is not None else "" for row in rows]
        here = self._patients.among(set[str]().union(*named))
        ours = self._ours(resource_type, rows, identities) if resource_type != "Patient" else {}
        homes = {place.filing_id: address for address, places in here.items() for place in places}
        if elsewhere := {own.filing_id for own in ours.values()} - homes.keys():
            homes |= self._patients.homes(elsewhere)
        every = []
        for row, about, identity in zip(rows, named, identities, strict=True):
            own = ours.get(row.server_id) or ours.get(identity)
            if own is not None and own.server_id not in (None, row.server_id):
                own = replace(own, version=None)  # numbers of versions are those of one address
            home = homes.get(own.filing_id) if own is not None else None
            strange = resource_type == "Observation" and own is None and not self._is_measure(row, ())
            every.append(_Told(row, about, min(about & here.keys(), default=None), own, home, strange))
        filed = self._filed({told.patient for told in every if told.strange and told.patient is not None})
        return [
            replace(told, strange=not self._is_measure(told.row, filed.get(str(told.patient), ())))
            if told.strange
            else told
            for told in every
        ]

    def _is_measure(self, row: Row, filed: Collection[Resource]) -> bool:
        return row.resource is None or self._measures.include(row.resource, filed)

    def _filed(self, patients: Collection[str]) -> dict[str, list[Resource]]:
        """The Observations that we filed for these patients; nothing is asked where there are none."""
        places = self._patients.among(patients) if patients else {}
        filings = [place.filing_id for some in places.values() for place in some]
        bodies = self._seen.filed("Observation", filings) if filings else {}
        return {
            address: [body for place in some for body in bodies.get(place.filing_id, ())]
            for address, some in places.items()
        }

    def written(self, resource_type: str, patients: Collection[str]) -> list[Written]:
        """What we wrote, or meant to write, in these patients' records."""
        places = self._patients.among(patients).values()
        return self._seen.written(resource_type, [place.filing_id for some in places for place in some])

    def _ours(self, resource_type: str, rows: Sequence[Row], identities: Sequence[str]) -> dict[str, Written]:
        """What we wrote of these rows, by its id at the server and by its identity."""
        server_ids, values = {row.server_id for row in rows}, set(filter(None, identities))
        found = self._seen.written_at(resource_type, server_ids, values)
        by_identity = {one.identity.value: one for one in found}
        return by_identity | {one.server_id: one for one in found if one.server_id is not None}

    def _findings(self, resource_type: str, told: _Told, known: Sighting | None) -> Iterator[Finding]:
        row, own = told.row, told.own
        seen_in = known.patient if known is not None and known.body is not None else None
        home = told.home if known is None else seen_in
        if home is not None and not self._patients.among([home]):
            # seen in the record of somebody who is nobody of ours now
            if told.patient is None:
                return
            home, known = None, None
        named = row.resource is None or not all(map(leads_away, told.about))
        moved = home is not None and home != told.patient and named
        if row.resource is None or moved:
            # deleted, or gone to another record; what names no patient of this server at all says neither
            gone = self._gone(resource_type, told, known)
            if gone is not None:
                yield gone
                known, own = gone[0], None
        if told.strange and (known is None or known.body is None):
            return
        if row.resource is not None and told.patient is not None:
            finding = self._finding(resource_type, row.server_id, row.resource, told.patient, known, own)
            if finding is not None:
                yield finding

    def _finding(
        self,
        resource_type: str,
        server_id: str,
        there: Resource,
        patient: str,
        known: Sighting | None,
        own: Written | None,
    ) -> Finding | None:
        if (
            known is None
            and own is not None
            and self._echoes.is_version(own, there)
            and self._echoes.is_heard(own, there, patient, known)
        ):
            if not self._echoes.other_clock or patient in self._patients.left_out:
                return None  # our own echo
            # kept, or it would not be known again once the stamps no longer show another clock
            return sighting(resource_type, server_id, patient, there, None), None
        now = sighting(resource_type, server_id, patient, there, known.registered if known else None)
        if patient in self._patients.left_out:
            return replace(now, body=None), None
        if known is not None and known.body is not None:
            if known.digest == now.digest:
                return None if known.version == now.version else (now, None)
            if (
                own is not None
                and (self._echoes.is_version(own, there) or self._echoes.is_update(own, now))
                and self._echoes.is_heard(own, there, patient, known)
            ):
                return now, None
            return now, self._change("changed", now, known.body, own)
        if own is not None:
            return self._of_ours(now, known, own)
        return now, (None if resource_type == "Patient" else self._change("new", now, None, None))

    def _of_ours(self, now: Sighting, known: Sighting | None, own: Written) -> Finding | None:
        """Something that we filed and that was not seen since, or was gone: our own echo, or an edit."""
        if own.server_id is None:
            return None  # no answer came yet: a push looks at it before anything else
        echo = None if known is None else (now, None)
        there = now.body or {}
        before = self._echoes.written(own, now.patient, known)
        if digest_of(before) == now.digest:
            return echo
        ours = self._echoes.is_version(own, there) or self._echoes.was_sent(own, there)
        if ours and self._echoes.is_heard(own, there, now.patient, known):
            return echo
        return now, self._change("changed", now, before, own)

    def _gone(self, resource_type: str, told: _Told, known: Sighting | None) -> Finding | None:
        own = told.own
        if known is not None:
            if known.body is None or known.patient is None:
                return None
            gone = replace(known, version=None, digest="", body=None)
            return gone, self._change("withdrawn", gone, known.body, own)
        if own is None or own.server_id != told.row.server_id or told.home is None:
            return None
        gone = Sighting(resource_type, told.row.server_id, told.home, None, "", None)
        meant, merged = self._seen.meant(own.identity)
        return gone, self._change("withdrawn", gone, merged or meant, own)

    @staticmethod
    def _change(action: Action, now: Sighting, before: Resource | None, own: Written | None) -> Change:
        lost = own.filing_id if own is not None and not _is_there(now, own) else None
        return Change(
            action,
            now.resource_type,
            now.server_id,
            str(now.patient),
            before,
            now.body,
            ours=own is not None,
            lost=lost,
        )


def sighting(
    resource_type: str, server_id: str, patient: str, there: Resource, registered: str | None
) -> Sighting:
    """What a resource is now, in a patient's record that `registered` kept at first, if it is not new."""
    kept_by = registered or keeper_of(there)
    return Sighting(resource_type, server_id, patient, version_in(there), digest_of(there), there, kept_by)


def _went_back(version: str | None, last: Sighting | Written) -> bool:
    """Whether a version has a lower number than the one that was seen or written last, or it was gone."""
    if version is None:
        return False
    if last.version is None:
        return isinstance(last, Sighting) and last.body is None
    return version.isdecimal() and last.version.isdecimal() and int(version) < int(last.version)


def _is_there(now: Sighting, own: Written) -> bool:
    """Whether what we wrote is there, in its version or one after that, whatever anybody made of it since."""
    there, ours = str(now.version), str(own.version)
    older = there.isdecimal() and ours.isdecimal() and int(there) < int(ours)
    return now.body is not None and not older and _identity(now.body) == own.identity.value


def _identity(resource: Resource) -> str:
    """The value of our own identifier, if there is one, whatever the resource is like."""
    try:
        return identity_of(resource).value
    except (ValueError, AttributeError, TypeError):
        return ""
