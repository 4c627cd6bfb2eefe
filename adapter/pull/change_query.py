"""Asking an endpoint what changed: by search, by the history of a type, or by reading all of a patient.

What comes back is held against what was asked for: an endpoint that drops its filters, loses rows or breaks
off its pages is noticed, and asked again in smaller parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from adapter.errors import (
    AnswerTooLarge,
    Conflict,
    EndpointError,
    OutcomeUnknown,
    PagesBroken,
    Refused,
    TooLarge,
    Unfiltered,
)
from adapter.gp.client import GpClient
from adapter.gp.paging import Page, Row
from adapter.gp.several import Several, Withheld, may_be_of_one
from mappings.subject import patients_of
from profiles.wire import Resource

TOLERANCE = dt.timedelta(seconds=1)
"""Servers differ in whether a search knows parts of a second."""

_ROWS = 200
_MANY_ROWS = 1_000
"""Rows to a page; the larger number for an endpoint whose pages do not lead on, so that one may hold all."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one page brought.

    All that was updated before `reached` has been seen of the patients asked for; None where that is not
    known. A step that is not `complete` says that more may be there; `everything` says that the endpoint did
    not heed `_lastUpdated`. Rows that are `unnamed` may be news of anything. Of who is `withheld` nothing
    more is told. `notes` are remarks for people.
    """

    rows: tuple[Row, ...]
    reached: dt.datetime | None = None
    complete: bool = True
    everything: bool = False
    unnamed: bool = False
    notes: tuple[str, ...] = ()
    withheld: Withheld | None = None


class ChangeQuery:
    """Asks one endpoint, whose base URL is `base`.

    `known` are patients of whom it told before: some are asked for where it tells of nobody else.
    """

    def __init__(self, client: GpClient, base: str, known: Callable[[], Sequence[str]] = tuple) -> None:
        self._client = client
        self._base = base
        self._known = known
        self._several = Several()

    def current(self, resource_type: str, server_id: str) -> Row:
        """One resource as it stands now; without its body where it is not there (404, 410)."""
        try:
            return Row(server_id, self._client.read(resource_type, server_id), read=True)
        except (Refused, Conflict) as error:
            if error.status not in (404, 410):
                raise
            return Row(server_id, None, read=True)

    def told(self, resource_type: str, server_id: str) -> Row | None:
        """As `current`; None where the endpoint does not tell of it."""
        try:
            return self.current(resource_type, server_id)
        except EndpointError as error:
            if not may_be_of_one(error):
                raise
            return None

    def search(
        self, resource_type: str, patients: Sequence[str], since: dt.datetime | None
    ) -> Iterator[Step]:
        """What stands in these patients' records, or what of it was updated `since`.

        Who cannot be told of is withheld. Raises `Unfiltered` where other patients' resources come back, and
        the endpoint's own refusals where it tells of nobody.
        """

        def of_some(some: Sequence[str]) -> Iterator[Step]:
            steps = self._read(resource_type, some, since, _ROWS)
            yield from steps if len(some) == len(patients) else _of_a_part(steps)

        others = partial(self._tells_of_others, resource_type, patients)
        for found in self._several.ask(resource_type, patients, of_some, others):
            yield Step((), withheld=found) if isinstance(found, Withheld) else found

    def _read(
        self, resource_type: str, patients: Sequence[str], since: dt.datetime | None, count: int
    ) -> Iterator[Step]:
        try:
            yield from self._searched(resource_type, patients, since, count)
        except (PagesBroken, AnswerTooLarge, TooLarge) as error:
            half = len(patients) // 2
            if not half and not isinstance(error, PagesBroken):
                yield Step((), withheld=Withheld(patients[0], error))
                return
            parts = [patients[:half], patients[half:]] if half else [patients] if count == _ROWS else []
            what = "asked again in smaller parts" if parts else "it could not be read to its end"
            yield Step((), complete=bool(parts), notes=(f"{resource_type}: {error}; {what}",))
            for part in parts:
                yield from _of_a_part(self._read(resource_type, part, since, _MANY_ROWS))

    def _tells_of_others(self, resource_type: str, patients: Collection[str]) -> bool:
        """Whether it tells of any of some who are known and were not asked for."""
        known = [address for address in self._known() if address not in patients]
        for address in dict.fromkeys([*known[:1], *known[len(known) // 2 :][:1], *known[-1:]]):
            try:
                next(self._searched(resource_type, [address], None, 1))
            except EndpointError as error:
                if not may_be_of_one(error):
                    raise
            else:
                return True
        return False

    def history(self, resource_type: str, since: dt.datetime) -> Iterator[Step]:
        """What happened to a type since then, deletions too, whichever patient's it is.

        Newest first, as FHIR has it; where it is not, all of it is read. Raises the endpoint's own refusals,
        and `OutcomeUnknown` where a page cannot be read, or does not say what became of a resource: whose it
        is cannot be known, and strangers' are not read.
        """
        answer = self._client.history_pages(resource_type, {"_since": instant(since), "_count": f"{_ROWS}"})
        moments: list[dt.datetime] = []
        try:
            for page in answer:
                if page.unnamed or any(row.named for row in page.rows):
                    raise OutcomeUnknown("rows of it do not say what became of a resource", status=200)
                yield Step(page.rows, complete=not page.incomplete, notes=_notes(resource_type, page))
                moments = [*moments[-1:], *_moments(page)]
                newest_first = moments == sorted(moments, reverse=True) and moments[:1] != moments[-1:]
                if newest_first and moments[-1] < since - TOLERANCE:
                    return  # what follows is older still
        except PagesBroken as error:
            yield Step((), complete=False, notes=(f"{resource_type}: {error}",))

    def _searched(
        self, resource_type: str, patients: Sequence[str], since: dt.datetime | None, count: int
    ) -> Iterator[Step]:
        parameters = {"_count": str(count), **_asking_for(resource_type, patients)}
        if since is not None:
            parameters |= {"_lastUpdated": f"ge{instant(since)}", "_sort": "_lastUpdated"}
        shown: set[str] = set()
        total, heeded, newest = None, True, since
        for number, shown_page in enumerate(self._client.search_pages(resource_type, parameters)):
            page = self._with_what_is_named(resource_type, shown_page)
            if self._others(page, patients):
                if number == 0:
                    raise Unfiltered(f"{resource_type}: the endpoint answers with other patients' records")
                raise PagesBroken("the endpoint's next page forgets what was asked")
            moments = _moments(page)
            older = since is not None and any(moment < since - TOLERANCE for moment in moments)
            if number == 0:
                total, heeded = page.total, not older
            elif older and heeded:
                raise PagesBroken("the endpoint's next page forgets what was asked")
            in_order = newest is not None and moments == sorted([newest, *moments])[1:]
            hidden = page.incomplete or page.unnamed
            newest = moments[-1] if in_order and moments and not hidden else None
            shown.update(row.server_id for row in page.rows)
            full = len(page.rows) >= count
            passed = newest if full and len(moments) == len(page.rows) else None
            notes = _notes(resource_type, page)
            yield Step(page.rows, passed, not page.incomplete, not heeded, page.unnamed, notes)
            if page.last and (full if total is None else len(shown) < total):
                raise PagesBroken("the endpoint answers with less than there is")

    def _with_what_is_named(self, resource_type: str, page: Page) -> Page:
        """The page with what it only names as that stands now; incomplete where that is not told either."""
        found = [self.told(resource_type, row.server_id) if row.named else row for row in page.rows]
        rows = tuple(row for row in found if row is not None)
        if len(rows) == len(found):
            return replace(page, rows=rows)
        note = f"{len(found) - len(rows)} rows are named, and nothing of them is told"
        return replace(page, rows=rows, incomplete=True, notes=(*page.notes, note))

    def _others(self, page: Page, patients: Collection[str]) -> bool:
        """Whether a row is about patients, and none of them was asked for."""
        for row in page.rows:
            about = patients_of(row.resource, self._base) if row.resource is not None else set()
            if about and about.isdisjoint(patients):
                return True
        return False


def _of_a_part(steps: Iterator[Step]) -> Iterator[Step]:
    """The steps of some of those who are asked for; of the others nobody knows how far they were seen."""
    return (replace(step, reached=None) for step in steps)


def updated(resource: Resource) -> dt.datetime | None:
    """When the server says that it last changed a resource; None where it does not say so in FHIR's form.

    Nor is it a moment where the calendar ends: there is nothing before it or after it to ask from.
    """
    meta: Any = resource.get("meta")
    text = meta.get("lastUpdated") if isinstance(meta, dict) else None
    try:
        moment = dt.datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or moment.year in (dt.MINYEAR, dt.MAXYEAR):
        return None
    return moment.astimezone(dt.UTC)


def instant(moment: dt.datetime) -> str:
    """A FHIR instant in UTC, to the millisecond below."""
    return f"{moment.astimezone(dt.UTC).isoformat(timespec='milliseconds')[:23]}Z"


def _asking_for(resource_type: str, patients: Sequence[str]) -> dict[str, str]:
    if resource_type == "Patient":
        return {"_id": ",".join(address.removeprefix("Patient/") for address in patients)}
    return {"patient": ",".join(patients)}


def _moments(page: Page) -> list[dt.datetime]:
    found = (updated(row.resource) for row in page.rows if row.resource is not None)
    return [moment for moment in found if moment is not None]


def _notes(resource_type: str, page: Page) -> tuple[str, ...]:
    return tuple(f"{resource_type}: {note}" for note in page.notes)
