"""A remark on some rows of a file: nothing is wrong enough to refuse them, but a person should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

NoteKind = Literal[
    "encoding",  # the file had to be decoded as something else than its usual encoding
    "truncated",  # the end of the file is missing
    "unread-time",  # a date and time could not be read and is unknown
    "unread-duration",  # a duration could not be read and is unknown
    "unread-email",  # an e-mail column holds something that is no address
    "left-before-joined",  # times that contradict each other
    "ambiguous-hour",  # a time in the hour that happens twice when summer time ends
    "ambiguous-date",  # day and month could not be told apart, so the times are unknown
    "times-missing",  # present, but the report gives no times
    "same-name",  # rows of one name that could not be shown to be one person
    "shared-email",  # rows of one e-mail address under different names
    "count-differs",  # the report states another number of participants than it lists
    "average-differs",  # the report states another average attendance than its rows give
    "duration-differs",  # a stated duration is not what the times give
    "unknown-columns",  # columns that no part of the import reads
    "longer-rows",  # rows with more cells than the header
    "stray-rows",  # rows that belong to nobody in the participants table
    "not-attended",  # people who registered and whom the platform did not see
    "waiting-room-only",  # people who were never let in from the waiting room
    "bot",  # recording or note-taking programs
    "dial-in",  # telephone participants, of whom nothing but presence is known
    "set-aside",  # quiz columns of a form, not kept
    "same-response-id",  # responses of one id with different answers
    "repeated",  # a response that is in the file twice
    "left-out",  # a row of a report that could not be read
    "ignored",  # a file or sheet that is no part of a session
    "same-file",  # a file that is there twice
    "alike",  # patients so alike that each needs an identity check
    "proposed",  # a match by name only, for a person to confirm
    "staff",  # members of staff on a report
    "not-on-report",  # marked as attended, and the report does not show them
    "on-report",  # on the report, and nobody has said whether they attended
]


@dataclass(frozen=True, slots=True)
class Note:
    """`text` is one sentence without any name, address or free text; `rows` are the rows it is about.

    Rows are counted as a spreadsheet program shows them: the first is 1, blank rows count.
    """

    kind: NoteKind
    text: str
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.text} ({rows_in_words(self.rows)})" if self.rows else self.text


def rows_in_words(rows: Sequence[int]) -> str:
    """`row 3`, or `rows 3, 5, 8`."""
    return f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}"
