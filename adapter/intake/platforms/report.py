"""Closing the books of an attendance report: people, counts, and whether anybody may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from adapter.errors import SourceError
from adapter.intake.files.decoding import Decoded
from adapter.intake.findings import Findings
from adapter.intake.note import Note
from adapter.intake.platforms.attendance import PlatformPerson, PlatformReport, RowCounts
from adapter.intake.platforms.stays import Stay, people_of
from adapter.intake.times import Calendar, Moment


@dataclass(frozen=True, slots=True)
class ReportRows:
    """What became of the rows: `read` were seen, `stays` came of them, the others are listed by number.

    `rejected` rows have a problem, `stray` ones belong to nobody, `not_attended` ones only registered.
    `cut_off`: there are more rows, which this file does not have.
    """

    read: int
    stays: Sequence[Stay]
    rejected: Sequence[int] = ()
    stray: Sequence[int] = ()
    not_attended: Sequence[int] = ()
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What the report's summary says about the meeting."""

    title: str | None = field(default=None, repr=False)
    start: Moment | None = None
    end: Moment | None = None
    participants: int | None = None


def build_report(
    platform: Literal["teams", "zoom"],
    variant: str,
    decoded: Decoded,
    rows: ReportRows,
    stated: Stated,
    calendar: Calendar,
    findings: Findings,
) -> PlatformReport:
    """Join the stays into people, check the meeting's date, and balance every row (I6).

    Raises SourceError, with all the problems of the file, when its dates stay ambiguous or when the meeting
    is not on the session date.
    """
    inside = [stay for stay in rows.stays if not stay.waiting]
    start = stated.start or min((s.joined for s in inside if s.joined), key=_instant, default=None)
    end = stated.end or max((s.left for s in inside if s.left), key=_instant, default=None)
    if problem := calendar.problem_with(start):
        message = f"{decoded.file} cannot be used: found {problem.found}; expected {problem.expected}."
        raise SourceError(message, [problem, *findings.problems])
    people, unsure = people_of(rows.stays)
    findings.add(*decoded.notes, *unsure)
    for person in people:
        if person.dial_in:
            findings.remark("dial-in", *person.rows)
        elif person.bot:
            findings.remark("bot", *person.rows)
        elif not person.admitted:
            findings.remark("waiting-room-only", *person.rows)
    if rows.cut_off and not decoded.truncated:
        findings.add(Note("truncated", "The end of the report is missing."))
    listed = len(rows.stays)
    unlisted = stated.participants is not None and stated.participants > listed
    if stated.participants is not None and stated.participants not in (listed, len(people)):
        sentence = f"The report states {stated.participants} participants and lists {listed}."
        findings.add(Note("count-differs", sentence))
    return PlatformReport(
        platform=platform,
        variant=variant,
        file=decoded.file,
        sha256=decoded.sha256,
        encoding=decoded.encoding,
        title=stated.title,
        start=start.at if start else None,
        end=end.at if end else None,
        stated_participants=stated.participants,
        people=people,
        counts=_counts(rows, people),
        problems=findings.problems,
        notes=findings.notes,
        complete=not (decoded.truncated or rows.cut_off or rows.rejected or rows.stray or unlisted),
    )


def _counts(rows: ReportRows, people: Sequence[PlatformPerson]) -> RowCounts:
    known = [person for person in people if not person.dial_in and not person.bot]
    nobody = [person for person in people if person.dial_in or person.bot]
    return RowCounts(
        read=rows.read,
        used=len(known),
        merged=sum(len(person.rows) - 1 for person in known),
        rejected=len(rows.rejected) + len(rows.not_attended),
        unmatched=sum(len(person.rows) for person in nobody) + len(rows.stray),
    )


def _instant(moment: Moment) -> float:
    return moment.at.timestamp()
