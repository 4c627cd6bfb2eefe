"""What came of reading one session's files: the records, whom nobody could place, and balanced books."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from adapter.intake.note import Note
from adapter.intake.platforms.attendance import RowCounts
from adapter.intake.workbook.rows import Unmatched
from mappings.records import Participant, Session


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that a session was read from. Its name is kept as a hash, since it may hold a patient's."""

    name_sha256: str
    sha256: str
    kind: str
    counts: RowCounts

    @property
    def rows_read(self) -> int:
        return self.counts.read

    @property
    def rows_used(self) -> int:
        return self.counts.used + self.counts.merged

    @property
    def rows_rejected(self) -> int:
        return self.counts.rejected + self.counts.unmatched


@dataclass(frozen=True, slots=True)
class Reading:
    """One session, read without a problem. `unmatched` rows belong to nobody on the list, as far as known."""

    session: Session
    participants: tuple[Participant, ...] = field(repr=False)
    unmatched: tuple[Unmatched, ...] = ()
    notes: tuple[Note, ...] = ()
    files: tuple[FileRead, ...] = ()

    @property
    def counts(self) -> RowCounts:
        """The rows of all the files."""
        counts = [file.counts for file in self.files]
        return RowCounts(
            read=sum(one.read for one in counts),
            used=sum(one.used for one in counts),
            merged=sum(one.merged for one in counts),
            rejected=sum(one.rejected for one in counts),
            unmatched=sum(one.unmatched for one in counts),
        )


def name_hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
