"""Who is filed, or is to be filed, for two sessions at one time: a meeting under two session_ids (H12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapter.guards.history import changed_groups, hold_same_time
from adapter.guards.hold import Hold
from adapter.ledger.facts import Filed
from adapter.ledger.filings import Filings
from adapter.ledger.meetings import Meetings
from adapter.push.drafts import Draft
from mappings.identity import participation_id
from mappings.records import Participant, Session

_AT_ONCE = 1_000
"""Filings asked for in one query: fewer than any database has places for values."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Why a filing waits for another one at the same time, and whether that is in the record already."""

    hold: Hold
    filed: bool


class Overlapping:
    """The sessions of one run, against all others of their days.

    Of these, the times and the lists are those that were imported; `read` are sessions that a plan was
    pointed at, which count as if they were. Of a session that is neither, there is nothing to compare, and
    nothing is held, though it be filed.
    """

    def __init__(
        self,
        meetings: Meetings,
        filings: Filings,
        read: Sequence[tuple[Session, Sequence[Participant]]] = (),
    ) -> None:
        self._meetings = meetings
        self._filings = filings
        self._read = {session.session_id: session for session, _ in read}
        self._rows = {
            participation_id(session, participant.person): participant
            for session, participants in read
            for participant in participants
        }
        self._days: dict[dt.date, list[Session]] = {}

    def look_anew(self) -> None:
        """Others may have imported sessions since: the days are read again."""
        self._days.clear()

    def found(self, waiting: Sequence[Draft]) -> dict[str, AtOnce]:
        """Those who were never filed here and are in another session at the same time, by filing id."""
        others = {draft.filing.filing_id: self._others(draft) for draft in waiting}
        asked = {key: other for theirs in others.values() for key, other in theirs.items()}
        if not asked:
            return {}
        filed = self._filed([*(key for key, theirs in others.items() if theirs), *asked])
        listed = self._listed(asked)
        for key in self._dropped(listed.keys() - filed.keys()):
            del listed[key]
        found = {}
        for draft in waiting:
            key = draft.filing.filing_id
            if key not in filed and (one := _at_once(draft, others[key], filed, listed)):
                found[key] = one
        return found

    def _others(self, draft: Draft) -> dict[str, Session]:
        """The sessions at the same time, by what the patient's filing of each would be called."""
        ours, person = draft.session, draft.filing.person
        return {
            participation_id(other, person): other
            for other in self._of(ours.session_date)
            if other.session_id != ours.session_id and other.start < ours.end and ours.start < other.end
        }

    def _of(self, date: dt.date) -> list[Session]:
        if date not in self._days:
            imported = [one for one in self._meetings.on(date) if one.session_id not in self._read]
            read = [one for one in self._read.values() if one.session_date == date]
            self._days[date] = imported + read
        return self._days[date]

    def _filed(self, filing_ids: Sequence[str]) -> dict[str, Filed]:
        found: dict[str, Filed] = {}
        for some in _some(filing_ids):
            found |= self._filings.filed(some)
        return found

    def _listed(self, asked: Mapping[str, Session]) -> dict[str, Participant]:
        found = {key: self._rows[key] for key in asked if key in self._rows}
        for some in _some([key for key, other in asked.items() if other.session_id not in self._read]):
            found |= self._meetings.listed(some)
        return found

    def _dropped(self, listed: Collection[str]) -> set[str]:
        """Of which a person has decided that they are never sent here, and of which nothing has arrived."""
        found: set[str] = set()
        for some in _some(sorted(listed)):
            standings = self._filings.standings(some)
            # without a digest nobody has decided that: its row was gone for a while
            decided = [key for key, one in standings.items() if one.state == "dropped" and one.digest]
            in_part = {one.filing_id for one in self._filings.receipts_of(decided) if one.server_id}
            found |= set(decided) - in_part
        return found


def _some(filing_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(filing_ids), _AT_ONCE):
        yield filing_ids[start : start + _AT_ONCE]


def _at_once(
    draft: Draft,
    others: Mapping[str, Session],
    filed: Mapping[str, Filed],
    listed: Mapping[str, Participant],
) -> AtOnce | None:
    """The other one: what is in the record before what is only on a list."""
    found = []
    for key, other in others.items():
        there, row = filed.get(key), listed.get(key)
        place = row or there
        if place is None or (row is not None and changed_groups(draft.attendance, row.attendance)):
            continue
        in_record = there is not None
        hold = hold_same_time(
            draft.session.session_id, other, place.row, filed=in_record, listed=row is not None
        )
        found.append(AtOnce(hold, in_record))
    return max(found, key=lambda one: one.filed, default=None)
