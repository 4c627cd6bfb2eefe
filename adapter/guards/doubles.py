"""Two rows of one session that may be one patient's, or be taken for each other's (hazard H1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adapter.guards.hold import Hold
from adapter.likeness import alike_pairs
from mappings.records import Participant


def hold_doubles(participants: Sequence[Participant]) -> list[Hold | None]:
    """For each participant in turn: held if another row has the same NHS number, or a patient so alike.

    Twins and namesakes are let go once somebody has put their name to who each of the two is: to the check of
    identity, or to the attendance of one who was not there. One confirmation is not enough for two.
    """
    people = [participant.person for participant in participants]
    rows = Counter(person.nhs_number for person in people)
    held = [_TWICE if rows[person.nhs_number] > 1 else None for person in people]
    for pair in alike_pairs(people):
        if all(map(_confirmed, (participants[place] for place in pair))):
            continue
        for place, other in (pair, pair[::-1]):
            held[place] = held[place] or _alike(participants[other].row)
    return held


_TWICE = Hold(
    "identity",
    "the same NHS number in two rows",
    "one row for each patient",
    "Correct the number, or take one of the two rows out.",
)


def _alike(row: int) -> Hold:
    return Hold(
        "identity",
        f"a patient so like the patient of row {row} that one could be taken for the other",
        "the name of who made sure of each of the two",
        "Check both rows against the GP system, and fill in id_check_method and id_check_by of both, or "
        "attendance_confirmed_by for somebody who was not there.",
    )


def _confirmed(participant: Participant) -> bool:
    check = participant.presence.identity_check if participant.presence else None
    if check is not None and check.by is not None:
        return True
    return not participant.attendance.present and participant.attendance.confirmed_by is not None
