"""What a meeting platform says about who was there, whichever platform and export it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from adapter.intake.note import Note
from adapter.problem import Problem


@dataclass(frozen=True, slots=True)
class Interval:
    """An unbroken stay, `joined` to `left`, both aware and in Europe/London.

    `ambiguous_hour` says that an end lies in the hour that happens twice when summer time ends, so that the
    stay may be an hour longer or shorter. Raises ValueError when the stay would end before it begins.
    """

    joined: datetime
    left: datetime
    ambiguous_hour: bool = False

    def __post_init__(self) -> None:
        if self.left.timestamp() < self.joined.timestamp():
            raise ValueError("an interval cannot end before it begins")

    @property
    def seconds(self) -> int:
        # Two times of one zone subtract by their clock faces, which is an hour wrong across a clock change.
        return round(self.left.timestamp() - self.joined.timestamp())

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share time; an end that touches a beginning is no overlap."""
        return (
            self.joined.timestamp() < other.left.timestamp()
            and other.joined.timestamp() < self.left.timestamp()
        )


def union_seconds(intervals: Iterable[Interval]) -> int:
    """Seconds covered by at least one of the intervals: two devices at a time count once."""
    total = 0.0
    covered_until = float("-inf")
    for joined, left in sorted((i.joined.timestamp(), i.left.timestamp()) for i in intervals):
        total += max(0.0, left - max(joined, covered_until))
        covered_until = max(covered_until, left)
    return round(total)


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of every row that a file gives about people; the books must balance.

    `used` rows began a person (or a response), `merged` rows joined one that was there, `rejected` rows could
    not be read and have a problem or a note, `unmatched` rows are nobody that a roster could know: telephone
    numbers, note-taking programs, intervals of nobody. Raises ValueError when a row is lost or counted twice.
    """

    read: int
    used: int
    merged: int = 0
    rejected: int = 0
    unmatched: int = 0

    def __post_init__(self) -> None:
        if self.read != self.used + self.merged + self.rejected + self.unmatched:
            raise ValueError(f"the rows do not balance: {self}")


@dataclass(frozen=True, slots=True)
class PlatformPerson:
    """Somebody, or something, that the platform saw. A display name never says who it really was.

    - `display_name`: as first spelt, less suffixes such as `(Guest)`; telephones are `dial-in participant`.
    - `other_names`: other spellings of the same person: later rows, or the original name on Zoom.
    - `flags`: of `external`, `unverified`, `guest`, `company`, from what was stripped off the name.
    - `joins`: the stays that are known, in order; they may overlap (two devices). Empty: not known.
    - `waits`: stays in the waiting room: evidence of arrival, not attendance.
    - `first_join`, `last_leave`: known even where the single stays are not.
    - `seconds`: time in the meeting: the stated duration or the union of the stays. None is unknown, never 0.
    - `admitted`: False for somebody who was seen in the waiting room only.
    - `dial_in`, `bot`: a telephone line; a program. Neither may be matched to a patient without a person.
    - `rows`: the rows of the file this comes from.

    The representation leaves out names and addresses, because it may end in a log.
    """

    display_name: str = field(repr=False)
    rows: tuple[int, ...]
    other_names: tuple[str, ...] = field(default=(), repr=False)
    flags: frozenset[str] = frozenset()
    email: str | None = field(default=None, repr=False)
    role: str | None = None
    joins: tuple[Interval, ...] = ()
    waits: tuple[Interval, ...] = ()
    first_join: datetime | None = None
    last_leave: datetime | None = None
    seconds: int | None = None
    admitted: bool = True
    dial_in: bool = False
    bot: bool = False

    @property
    def minutes(self) -> int | None:
        """Whole minutes, rounded to the nearest; a stay of a few seconds is 1, because 0 reads as absent."""
        if self.seconds is None:
            return None
        return max((self.seconds + 30) // 60, 1 if self.seconds else 0)


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """One attendance report, read.

    - `variant`: the layout that was recognised, such as `v2` (Teams) or `webinar` (Zoom).
    - `file`, `sha256`, `encoding`: which bytes this came from (`encoding` of the text, such as `utf-16-le`).
    - `start`, `end`: of the meeting, as stated; else the first join and the last leave; Europe/London.
    - `stated_participants`: the count in the report's summary. It counts records, not people.
    - `complete`: False when people may be missing: the file is cut off or broken, a row has no name or
      belongs to nobody, or more participants are stated than listed. Absence from such a report proves
      nothing; absence from a complete one still does not prove "did not attend", because people may opt out
      of being listed.
    """

    platform: Literal["teams", "zoom"]
    variant: str
    file: str
    sha256: str
    encoding: str
    title: str | None = field(repr=False)
    start: datetime | None
    end: datetime | None
    stated_participants: int | None
    people: tuple[PlatformPerson, ...]
    counts: RowCounts
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    complete: bool = True
