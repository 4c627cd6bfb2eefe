"""What the platform's reports mean for each participant: a match, times, and statuses that they contradict.

A report never sets a status. People may be absent from it who were there, and somebody else may use their
account: "did not attend" is a person's word (H7).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from adapter.intake.note import Note, NoteKind, rows_in_words
from adapter.intake.platforms.attendance import Interval as Stay
from adapter.intake.platforms.attendance import PlatformReport, union_seconds
from adapter.intake.roster import Roster, Sighting
from adapter.intake.workbook.rows import Intake, Unmatched
from adapter.problem import Problem
from mappings.records import Interval, Match, Participant, Presence, Session

_SINGLE_STAY = 60
"""Seconds by which the stated time may differ from first join to last leave in one stay without a break."""

_ABSENT = ("did-not-attend", "cancelled-by-patient", "cancelled-by-practice")


def apply_reports(
    intake: Intake,
    session: Session,
    participants: Sequence[Participant],
    reports: Sequence[PlatformReport],
    place: str,
) -> tuple[Participant, ...]:
    """The participants with their matches and times. `place` is where their rows stand, for problems.

    Unmatched people and remarks go to the intake, and so do the problems: "did not attend" of somebody whom
    the report shows, or without a human's name while anybody of the report might be them.
    """
    roster = Roster(session, participants)
    _note_alike(intake, roster, place)
    if not reports:
        return tuple(participants)
    sightings = roster.sightings(reports)
    _list_unmatched(intake, sightings)
    _note_rows(intake, "staff", "members of staff", [one for one in sightings if one.staff])
    proposed = [one for one in sightings if one.match and not one.feeds]
    text = "these look like patients of the list, by name or address only; nobody has confirmed it"
    _note_rows(intake, "proposed", text, proposed)
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        if sighting.position is not None:
            seen[sighting.position].append(sighting)
    _note_presence(intake, participants, seen, place)
    open_rows = [s for s in sightings if s.reason and not s.person.bot]
    incomplete = not all(report.complete for report in reports)
    for position, participant in enumerate(participants):
        _check_absence(intake, participant, seen[position], open_rows, place, incomplete=incomplete)
    return tuple(_with_evidence(one, seen[position]) for position, one in enumerate(participants))


def _note_alike(intake: Intake, roster: Roster, place: str) -> None:
    for position, others in sorted(roster.alike.items()):
        rows = tuple(roster.participants[one].row for one in sorted({position, *others}))
        if rows[0] == roster.participants[position].row:
            text = f"{place}: these patients are easily taken for each other; check the identity of each"
            intake.notes.append(Note("alike", text, rows))


def _list_unmatched(intake: Intake, sightings: Sequence[Sighting]) -> None:
    """List the unmatched of each report, those of one name and reason together."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for sighting in sightings:
        if sighting.reason:
            alone = str(sighting.person.rows) if sighting.person.dial_in else sighting.person.display_name
            groups[sighting.report.file, sighting.reason, alone].extend(sighting.person.rows)
    for (file, reason, _), rows in groups.items():
        intake.unmatched.append(Unmatched(file, tuple(sorted(rows)), reason))


def _note_rows(intake: Intake, kind: NoteKind, text: str, found: Sequence[Sighting]) -> None:
    """Note the rows of these people, file by file."""
    for file in dict.fromkeys(sighting.report.file for sighting in found):
        rows = sorted(row for one in found if one.report.file == file for row in one.person.rows)
        intake.notes.append(Note(kind, f"{file}: {text}", tuple(rows)))


def _note_presence(
    intake: Intake, participants: Sequence[Participant], seen: dict[int, list[Sighting]], place: str
) -> None:
    def rows(wanted: list[int]) -> tuple[int, ...]:
        return tuple(participants[position].row for position in wanted)

    everybody = range(len(participants))
    missing = [p for p in everybody if participants[p].attendance.present and not seen.get(p)]
    silent = [p for p in everybody if participants[p].attendance.status == "unknown" and seen.get(p)]
    if missing:
        text = f"{place}: attended, and not found on the platform's report; people may opt out of it"
        intake.notes.append(Note("not-on-report", text, rows(missing)))
    if silent:
        text = f"{place}: on the platform's report, and attendance_status does not say whether they attended"
        intake.notes.append(Note("on-report", text, rows(silent)))


def _check_absence(
    intake: Intake,
    participant: Participant,
    seen: Sequence[Sighting],
    open_rows: Sequence[Sighting],
    place: str,
    *,
    incomplete: bool,
) -> None:
    attendance = participant.attendance
    where = f"{place}, row {participant.row}, column"
    if attendance.status in _ABSENT and (sure := [s for s in seen if s.feeds]):
        found = f"'{attendance.status}', and this patient is on {_rows(sure)}"
        todo = "Correct the status; or clear display_name and email if somebody else joined under them."
        expected = "a status that agrees with the report"
        intake.problems.append(Problem(f"{where} attendance_status", found, expected, todo))
    elif attendance.status == "did-not-attend" and attendance.confirmed_by is None:
        reasons = []
        if open_rows:
            reasons.append(f"people who are not matched to anybody on {_rows(open_rows)}")
        if seen:
            reasons.append(f"somebody who may be this patient on {_rows(seen)}")
        if incomplete:
            reasons.append("a report from which people may be missing")
        if attendance.source in ("platform", "inferred"):
            reasons.append("no human's word, for nobody is absent only because a report does not show them")
        if reasons:
            found = f"nothing beside did-not-attend, with {'; and '.join(reasons)}"
            todo = "Ask the facilitator whether any of them was this patient; then write who says so."
            expected = "the name of who confirmed that the patient was not there"
            intake.problems.append(Problem(f"{where} attendance_confirmed_by", found, expected, todo))


def _rows(sightings: Sequence[Sighting]) -> str:
    rows: dict[str, set[int]] = defaultdict(set)
    for sighting in sightings:
        rows[sighting.report.file].update(sighting.person.rows)
    return " and ".join(f"{file}, {rows_in_words(sorted(found))}" for file, found in rows.items())


# ── Times ────────────────────────────────────────────────────────────────────────────────────────────


def _with_evidence(participant: Participant, seen: Sequence[Sighting]) -> Participant:
    if not seen:
        return participant
    inside = [sighting for sighting in seen if sighting.feeds and sighting.person.admitted]
    match = _best([sighting.match for sighting in seen if sighting.match])
    changed: dict[str, object] = {"match": match}
    if inside:
        known = participant.presence or Presence()
        stays = [stay for sighting in inside for stay in _stays(sighting)]
        joins = known.joins or tuple(_interval(stay) for stay in sorted(stays, key=_joined))
        minutes = known.minutes if known.minutes is not None else _minutes(inside)
        changed["presence"] = known.model_copy(update={"joins": joins, "minutes": minutes})
    return participant.model_copy(update=changed)


def _best(matches: Sequence[Match]) -> Match:
    return min(matches, key=lambda match: (match.confidence != "certain", match.method == "name-only"))


def _stays(sighting: Sighting) -> tuple[Stay, ...]:
    """The stays of somebody; first join to last leave where the stated time says that it was one stay."""
    person = sighting.person
    if person.joins or person.first_join is None or person.last_leave is None or person.seconds is None:
        return person.joins
    span = Stay(person.first_join, person.last_leave)
    return (span,) if abs(span.seconds - person.seconds) <= _SINGLE_STAY else ()


def _minutes(sightings: Sequence[Sighting]) -> int | None:
    """Minutes in the meeting over all devices and reports; None where one of them does not say."""
    if len(sightings) == 1:
        return sightings[0].person.minutes
    stays = [_stays(sighting) for sighting in sightings]
    return (union_seconds([one for found in stays for one in found]) + 30) // 60 if all(stays) else None


def _joined(stay: Stay) -> float:
    return stay.joined.timestamp()


def _interval(stay: Stay) -> Interval:
    return Interval(start=_fixed(stay.joined), end=_fixed(stay.left))


def _fixed(moment: dt.datetime) -> dt.datetime:
    """The same moment with a fixed offset, which survives every format."""
    return moment.replace(tzinfo=dt.timezone(moment.utcoffset() or dt.timedelta()))
