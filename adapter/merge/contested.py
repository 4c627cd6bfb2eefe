"""What waits for a person's choice between the clinic and the practice, and taking that choice down."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from adapter.errors import SettingsError
from adapter.guards.conformity import first_fault, spoilt
from adapter.guards.giveaway import shows_nhs_number
from adapter.ledger.conflicts import Kept, kind_of_choice
from adapter.ledger.ledger import Ledger
from adapter.merge.joining import answered, chosen
from adapter.merge.merge import Question
from adapter.telemetry.events import ConflictResolved, Tell, about, unheard
from mappings.identity import participation_id
from mappings.records import Session
from profiles import wire
from profiles.definitions import profile

_SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contested resource, at which endpoint, and of which session's row, where that is known here."""

    endpoint: str
    kept: Kept
    session_date: dt.date | None
    row: int | None

    @property
    def conflict_id(self) -> str:
        return self.kept.contested.conflict_id

    @property
    def waits(self) -> bool:
        return self.kept.resolved_at is None

    def questions(self) -> tuple[Question, ...]:
        """Each element to be decided on, with what was filed and what each side says."""
        return answered(self.kept.contested, {}).questions

    def closed(self) -> str:
        """Why it no longer waits, in words."""
        if self.kept.choice is None:
            return "No longer in question: the clinic or the practice has changed it since."
        return f"Chosen by {self.kept.chosen_by}."

    def as_json(self) -> dict[str, Any]:
        contested = self.kept.contested
        return {
            "conflict": self.conflict_id,
            "endpoint": self.endpoint,
            "filing": self.kept.filing_id,
            "session_date": self.session_date and self.session_date.isoformat(),
            "row": self.row,
            "resource": f"{contested.resource_type}/{contested.server_id}",
            "version": contested.version,
            "elements": list(contested.elements),
            "since": self.kept.opened_at.isoformat(timespec="seconds"),
            "waits": self.waits,
        }


def waiting(ledger: Ledger) -> list[Waiting]:
    """Everything that waits, at all endpoints, the oldest first."""
    found = [
        one
        for endpoint in ledger.endpoints()
        for one in _placed(ledger, endpoint, ledger.filings(endpoint).conflicts.waiting())
    ]
    return sorted(found, key=lambda one: (one.kept.opened_at, one.conflict_id))


def find(ledger: Ledger, conflict_id: str) -> Waiting:
    """The one whose id begins so, decided on or not. Raises `SettingsError` unless it is one."""
    found = [
        one
        for endpoint in ledger.endpoints()
        for one in _placed(ledger, endpoint, ledger.filings(endpoint).conflicts.of(conflict_id))
    ]
    if len(found) != 1:
        raise SettingsError(
            f"{conflict_id}: {len(found)} conflicts of that id; fhir-vgc conflicts list gives the ids"
        )
    return found[0]


def resolve(
    ledger: Ledger,
    one: Waiting,
    keep: Iterable[str],
    values: Iterable[str],
    by: str,
    now: dt.datetime,
    tell: Tell = unheard,
) -> dict[str, Any]:
    """Take down what was chosen: element → `{"keep": side}` or `{"value": …}`; returns it.

    `keep` are sides, or `ELEMENT=side`; `values` are `ELEMENT=JSON`. Raises `SettingsError` where the choice
    does not answer every question, gives what the profile refuses, or another value by somebody who may
    not approve an entry: no approval covers it (hazard H16).
    """
    if not one.waits:
        raise SettingsError(f"conflict {one.conflict_id[:8]} is closed. {one.closed()}")
    if not by.strip():
        raise SettingsError("--by: who chooses is not said")
    if shows_nhs_number(by):
        raise SettingsError("--by: an NHS number is in it; name who chooses, and no patient")
    contested = one.kept.contested
    choice = _choice(contested.elements, keep, values)
    if any("value" in kept for kept in choice.values()) and not _may_attest(ledger, one, by):
        raise SettingsError(
            "--value: another value than either side's is approved by a clinician of the session;"
            " --by is none of those on its staff list who may"
        )
    found = answered(contested, chosen(choice))
    if found.questions:
        left = ", ".join(question.element for question in found.questions)
        raise SettingsError(
            f"not decided yet: {left}. Say --keep {found.questions[0].element}=ours or =theirs"
        )
    url = profile(contested.profile)
    meta = {"meta": {"profile": [url]}}
    for element, kept in choice.items():
        theirs = answered(contested, chosen({**choice, element: {"keep": "theirs"}}))
        if "value" in kept and (fault := first_fault({**found.body, **meta}, {**theirs.body, **meta}, url)):
            raise SettingsError(
                f"--value {element}: what is given cannot stand there ({fault}). Nothing was kept;"
                f" fhir-vgc conflicts show {one.conflict_id[:8]} --json shows what it looks like"
            )
    if spoilt({**found.body, **meta}, {**contested.theirs, **meta}, [url]):
        raise SettingsError(
            f"the {contested.resource_type} would no longer meet its profile with that choice;"
            " choose otherwise, or have the practice correct it"
        )
    if not ledger.filings(one.endpoint).conflicts.resolve(one.conflict_id, choice, by.strip(), now):
        raise SettingsError(f"conflict {one.conflict_id[:8]} was closed meanwhile")
    with about(endpoint=one.endpoint, filing=one.kept.filing_id):
        tell(
            ConflictResolved(conflict=one.conflict_id, choices=Counter(map(kind_of_choice, choice.values())))
        )
    return choice


def _choice(elements: tuple[str, ...], keep: Iterable[str], values: Iterable[str]) -> dict[str, Any]:
    sides: dict[str, Any] = {}
    every = None
    for said in keep:
        element, _, side = said.rpartition("=")
        if side not in _SIDES:
            raise SettingsError(f"--keep: {side!r} is no side; it is ours or theirs")
        if element:
            sides[element] = {"keep": side}
        else:
            every = {"keep": side}
    for said in values:
        element, equals, text = said.partition("=")
        if not equals:
            raise SettingsError("--value: an element, an equals sign and JSON are expected")
        try:
            sides[element] = {"value": wire.loads(text)}
        except wire.NotJson as error:
            raise SettingsError(f"--value {element}: {error}") from None
    if strange := [element for element in sides if element not in elements]:
        # a side that was said for a misspelt element would otherwise be lost, and the other one filed
        raise SettingsError(f"{strange[0]} is not in question; what is: {', '.join(elements)}")
    if every is not None:
        sides = {**dict.fromkeys(elements, every), **sides}
    if not sides:
        raise SettingsError("nothing chosen; say --keep ours, --keep theirs or --value ELEMENT=JSON")
    return sides


def _may_attest(ledger: Ledger, one: Waiting, by: str) -> bool:
    for session, participants in ledger.imports.sessions():
        if one.kept.filing_id in {participation_id(session, person.person) for person in participants}:
            return _attests(session, by.strip())
    return False


def _attests(session: Session, by: str) -> bool:
    member = session.member(by)
    return member is not None and member.may_attest


def _placed(ledger: Ledger, endpoint: str, kept: list[Kept]) -> Iterator[Waiting]:
    filings = ledger.filings(endpoint)
    ids = [one.filing_id for one in kept]
    standings, filed = filings.standings(ids), filings.filed(ids)
    for one in kept:
        standing = standings.get(one.filing_id)
        known = filed.get(one.filing_id)
        date = ledger.imports.date_of(standing.session_id) if standing else None
        if date is None and known is not None:
            date = known.session_date
        yield Waiting(endpoint, one, date, standing.row if standing else None)
