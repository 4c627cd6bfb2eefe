"""From the rows of a report to its people: which rows are one person's, and how long that person stayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapter.intake.note import Note
from adapter.intake.platforms.attendance import Interval, PlatformPerson, union_seconds
from adapter.intake.platforms.names import DisplayName
from adapter.intake.times import Moment, interval_between
from adapter.likeness import folded, name_tokens


@dataclass(frozen=True, slots=True)
class Stay:
    """What one row of a report (or one pair of joined and left rows) says about somebody.

    `intervals` are the unbroken stays that are known; without them, `joined` and `left` may have absences
    between them. `stated` is the attended time in seconds that the report gives, None if it gives none.
    """

    name: DisplayName
    rows: tuple[int, ...]
    email: str | None = field(default=None, repr=False)
    role: str | None = None
    joined: Moment | None = None
    left: Moment | None = None
    intervals: tuple[Interval, ...] = ()
    stated: int | None = None
    waiting: bool = False

    @property
    def span(self) -> Interval | None:
        return interval_between(self.joined, self.left)

    @property
    def seconds(self) -> int | None:
        """Stated time comes first: the span of a row with a rejoin is longer than the attendance."""
        if self.stated is not None:
            return self.stated
        return union_seconds(self.intervals) if self.intervals else None

    @property
    def times(self) -> tuple[Interval, ...]:
        """When this row was there, as far as that is known; empty when it is not."""
        return self.intervals or ((self.span,) if self.span else ())


def people_of(stays: Iterable[Stay]) -> tuple[tuple[PlatformPerson, ...], tuple[Note, ...]]:
    """Join the stays that are one person's, in the order of their first rows, and note what stayed unsure.

    Two stays are one person only with the same e-mail address, or with the same name, both without an
    address, and at different times. A telephone line is never joined with another.
    """
    people: list[list[Stay]] = []
    by_email: dict[str, list[Stay]] = {}
    by_name: dict[str, list[list[Stay]]] = defaultdict(list)
    for stay in stays:
        person = _same_person(stay, by_email, by_name)
        if person is not None:
            person.append(stay)
            continue
        person = [stay]
        people.append(person)
        if stay.email:
            by_email[stay.email.casefold()] = person
        elif not stay.name.dial_in:
            by_name[_spelling(stay.name)].append(person)
    return tuple(_person(person) for person in people), tuple(_unsure(people))


def _same_person(
    stay: Stay, by_email: dict[str, list[Stay]], by_name: dict[str, list[list[Stay]]]
) -> list[Stay] | None:
    if stay.name.dial_in:
        return None
    if stay.email:
        return by_email.get(stay.email.casefold())
    for person in by_name[_spelling(stay.name)]:
        if all(_apart(stay, other) for other in person):
            return person
    return None


def _apart(one: Stay, other: Stay) -> bool:
    """Whether two stays are known not to overlap; with unknown times nothing is known."""
    return bool(one.times and other.times) and not any(a.overlaps(b) for a in one.times for b in other.times)


def _spelling(name: DisplayName) -> str:
    return f"{folded(name.text)}({folded(name.original or '')})"


def _person(stays: Sequence[Stay]) -> PlatformPerson:
    names = [stay.name for stay in stays]
    spellings = dict.fromkeys(s for name in names for s in (name.text, name.original) if s)
    inside = [stay for stay in stays if not stay.waiting]
    joins, waits = (
        tuple(sorted((i for s in part for i in s.intervals), key=lambda i: i.joined.timestamp()))
        for part in (inside, [stay for stay in stays if stay.waiting])
    )
    return PlatformPerson(
        display_name=names[0].text,
        rows=tuple(sorted(row for stay in stays for row in stay.rows)),
        other_names=tuple(spelling for spelling in spellings if spelling != names[0].text),
        flags=frozenset().union(*(name.flags for name in names)),
        email=next((stay.email for stay in stays if stay.email), None),
        role=next((stay.role for stay in stays if stay.role), None),
        joins=joins,
        waits=waits,
        first_join=_first(stay.joined for stay in inside),
        last_leave=_last(stay.left for stay in inside),
        seconds=_attended(inside),
        admitted=bool(inside),
        dial_in=any(name.dial_in for name in names),
        bot=any(name.bot for name in names),
    )


def _attended(stays: Sequence[Stay]) -> int | None:
    """Seconds in the meeting of one person's stays, so that two devices at a time count once."""
    if len(stays) == 1:
        return stays[0].seconds
    if stays and all(stay.intervals for stay in stays):
        return union_seconds(interval for stay in stays for interval in stay.intervals)
    each = [stay.seconds for stay in stays if stay.seconds is not None]
    spans = [stay.span for stay in stays if stay.span is not None]
    if not stays or len(each) < len(stays) or len(spans) < len(stays):
        return None
    return min(sum(each), union_seconds(spans))


def _first(moments: Iterable[Moment | None]) -> datetime | None:
    return min((m.at for m in moments if m), key=datetime.timestamp, default=None)


def _last(moments: Iterable[Moment | None]) -> datetime | None:
    return max((m.at for m in moments if m), key=datetime.timestamp, default=None)


def _unsure(people: Sequence[Sequence[Stay]]) -> Iterable[Note]:
    by_tokens: dict[frozenset[str], list[Sequence[Stay]]] = defaultdict(list)
    for person in people:
        spellings = {name_tokens(stay.name.text) for stay in person if not stay.name.dial_in}
        for tokens in spellings:
            by_tokens[tokens].append(person)
        if len(spellings) > 1:
            yield Note(
                "shared-email",
                "These rows have one e-mail address and different names; they may be people who share it.",
                _rows(person),
            )
    for namesakes in by_tokens.values():
        if len(namesakes) > 1:
            yield Note(
                "same-name",
                "These rows have the same name and could not be shown to be one person.",
                tuple(sorted(row for person in namesakes for row in _rows(person))),
            )


def _rows(person: Sequence[Stay]) -> tuple[int, ...]:
    return tuple(sorted(row for stay in person for row in stay.rows))
