"""Never the wrong record: NHS number, birth date and names must agree with the server's own Patient.

Read at write time (hazards H1, H8, H9). A display name alone never identifies anyone.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from adapter.errors import EndpointError
from adapter.guards.conformity import hold_unreadable
from adapter.guards.hold import Hold
from mappings.elements import objects
from mappings.records import Person
from profiles.definitions import CONFIDENTIALITY, DEATH_NOTIFICATION, NHS_NUMBER
from profiles.wire import Resource

_MEND = "Check the NHS number, date of birth and names against the GP system, and correct the source."

_COMPLETE = "Ask the practice to complete its record; until then, file this entry by hand."

_SIGNS = re.compile(r"[\u0300-\u036f\s'’‘ʼ`´.\u2010-\u2015-]")
"""What two systems write differently in one name: accents, spaces, apostrophes, hyphens and full stops."""


def hold_person(person: Person) -> Hold | None:
    """Why nothing may be sent about this person at all, as the clinic's own list says."""
    if "s-flag" in person.status_flags:
        return _hold(
            "the record is flagged as sensitive (S-flag)",
            "no flag",
            "File this entry by hand in the GP system; nothing is sent automatically.",
        )
    for flag, words in (("deceased", "has died"), ("deducted", "has left the practice")):
        if flag in person.status_flags:
            return _hold(
                f"the source says that the patient {words}",
                "a patient who is registered here",
                "Speak to the practice before anything is written.",
            )
    if person.nhs_number_status not in (None, "01"):
        return _hold(
            f"NHS number status {person.nhs_number_status}",
            "01 (present and verified)",
            "Trace the NHS number, then correct the status.",
        )
    return None


def matched_patient(
    person: Person, found: Sequence[Resource] | EndpointError
) -> tuple[str, None] | tuple[None, Hold]:
    """The id of the one Patient on the server who is this person, or why there is none.

    Whoever is not shown may be restricted: `found` is then what the endpoint says to that.
    """
    if isinstance(found, EndpointError):
        return None, _hold(
            f"the endpoint does not show this patient: {found}",
            "the patient's own record",
            "Nothing was written. If it stays so, ask the practice whether the record is restricted; if it is"
            " not, show this to whoever runs the endpoint.",
        )
    holders = [patient for patient in found if _holds_number(patient, person.nhs_number)]
    if not holders:
        return None, _hold(
            "no patient of that NHS number at the endpoint", "exactly one", f"Nothing was written. {_MEND}"
        )
    if len(holders) > 1 and sum(not _was_replaced(one, holders) for one in holders) == 1:
        return None, _hold(
            f"{len(holders)} patients of that NHS number at the endpoint, merged into one of them",
            "exactly one",
            "Nothing is written until the NHS number stands in the current record alone: ask the practice to"
            " take it out of what was replaced.",
        )
    if len(holders) > 1:
        return None, _hold(
            f"{len(holders)} patients of that NHS number at the endpoint",
            "exactly one",
            "Have the practice merge or correct the records first.",
        )
    patient = holders[0]
    for held in (hold_unreadable(patient), _hold_demographics(person, patient), hold_status(patient)):
        if held is not None:
            return None, held
    return str(patient["id"]), None


def _was_replaced(patient: Resource, holders: Sequence[Resource]) -> bool:
    """Whether one of the others has taken a Patient's place, as either of the two says."""
    return any(
        _links(patient, "replaced-by", other)
        or (patient.get("active") is False and _links(other, "replaces", patient))
        for other in holders
        if other is not patient
    )


def _links(patient: Resource, kind: str, other: Resource) -> bool:
    links = (link.get("other") for link in objects(patient, "link") if link.get("type") == kind)
    found = (link.get("reference") for link in links if isinstance(link, dict))
    return any(
        isinstance(reference, str)
        and reference.partition("/_history/")[0].split("/")[-2:] == ["Patient", other.get("id")]
        for reference in found
    )


def _hold_demographics(person: Person, patient: Resource) -> Hold | None:
    different, missing = _different(person, patient), _missing(person, patient)
    if not different and not missing:
        return None
    told = " and ".join([*_listed("another", different), *_listed("no", missing)])
    return _hold(
        f"the endpoint's patient of that NHS number has {told}",
        "NHS number, date of birth, surname and given name to agree",
        f"Nothing was written. {_MEND if different else _COMPLETE}",
    )


def _listed(beginning: str, what: Sequence[str]) -> Iterator[str]:
    if what:
        *others, last = what
        yield f"{beginning} {', '.join(others)} and {last}" if others else f"{beginning} {last}"


def _different(person: Person, patient: Resource) -> list[str]:
    """What a Patient says differently of whom the number is."""
    families, given = _families(patient), _given(patient)
    different = {
        "date of birth": not person.birth_date.isoformat().startswith(_birth_date(patient)),
        "surname": bool(families) and _plain(person.family) not in families,
        "given name": not _same_given_name(person, given),
    }
    return [name for name, differs in different.items() if differs]


def _missing(person: Person, patient: Resource) -> list[str]:
    """What a Patient does not say, or only in part. Twins are told by a given name that is there."""
    born = _birth_date(patient)
    missing = {
        "date of birth": not born,
        "full date of birth": 0 < len(born) < len("2026-03-10")
        and person.birth_date.isoformat().startswith(born),
        "surname": not _families(patient),
    }
    return [name for name, misses in missing.items() if misses]


def _birth_date(patient: Resource) -> str:
    born = patient.get("birthDate")
    return born if isinstance(born, str) else ""


def _families(patient: Resource) -> set[str]:
    found = (name.get("family") for name in objects(patient, "name"))
    return {plain for family in found if isinstance(family, str) and (plain := _plain(family))}


def _given(patient: Resource) -> list[list[Any]]:
    found = (name.get("given") for name in objects(patient, "name"))
    return [given for given in found if isinstance(given, list)]


def hold_status(patient: Resource) -> Hold | None:
    """Why the endpoint's own Patient may not be written to: died, merged, not active, restricted, unclear."""
    if _has_died(patient):
        return _hold(
            "the GP system says that the patient has died",
            "a patient who is alive",
            "Speak to the practice before anything is written.",
        )
    if any(link.get("type") == "replaced-by" for link in objects(patient, "link")):
        return _hold(
            "the patient's record was merged into another",
            "a current record",
            "Find the current record in the GP system, and correct the source.",
        )
    if patient.get("active") is False:
        return _hold(
            "the patient's record is not active at this practice",
            "an active record",
            "Find out where the patient is registered now.",
        )
    if any(
        label.get("system") == CONFIDENTIALITY and label.get("code") in ("R", "V")
        for label in objects(patient.get("meta"), "security")
    ):
        return _hold(
            "the GP system marks the patient's record as restricted",
            "a record that is not restricted",
            "File this entry by hand in the GP system; nothing is sent automatically.",
        )
    if patient.get("implicitRules") or patient.get("modifierExtension"):
        return _hold(
            "the patient's record is to be read by a rule that is not known here",
            "a record that means what it says",
            "Nothing was written. Show this to whoever runs the endpoint.",
        )
    return None


def _has_died(patient: Resource) -> bool:
    """Whether a Patient says so: without a date as well, and by a death notification that is not removed."""
    if any(patient.get(said) for said in ("deceasedBoolean", "deceasedDateTime", "_deceasedDateTime")):
        return True
    for notification in objects(patient, "extension"):
        if notification.get("url") == DEATH_NOTIFICATION:
            parts = [part.get("valueCodeableConcept") for part in objects(notification, "extension")]
            codes = [coding.get("code") for part in parts for coding in objects(part, "coding")]
            if codes != ["U"]:
                return True
    return False


def is_another(person: Person, patient: Resource) -> bool:
    """Whether a Patient who was this person is another one by now, and not somebody who was written wrong.

    One thing that is said differently may be a marriage, a name that was mended, or a new NHS number; two of
    number, date of birth, surname and given name are another person.
    """
    numbers = [item for item in objects(patient, "identifier") if item.get("system") == NHS_NUMBER]
    other_number = bool(numbers) and not _holds_number(patient, person.nhs_number)
    return other_number + len(_different(person, patient)) > 1


def keeper_of(patient: Resource) -> str | None:
    """The organisation that keeps a Patient's record: its ODS code, or else its address; None if not said."""
    keeper = patient.get("managingOrganization")
    if not isinstance(keeper, dict):
        return None
    identifier = keeper.get("identifier")
    named = identifier.get("value") if isinstance(identifier, dict) else None
    return str(named or keeper.get("reference") or "") or None


def hold_other_keeper(person: Person | None, patient: Resource, registered: str | None) -> Hold | None:
    """Why a record may not be written to that another organisation keeps than when it was first seen.

    Naming the new organisation on the clinic's own list (`registered_ods`) says that this is known.
    """
    keeper = keeper_of(patient)
    if keeper is None or registered is None or keeper == registered:
        return None
    if person is not None and person.registered_ods == keeper:
        return None
    return _hold(
        "another organisation than before keeps the patient's record",
        "the practice where the patient was registered",
        "Find out where the patient is registered now. If entries still belong in this record, write that"
        " organisation's ODS code under registered_ods, and pull.",
    )


def _holds_number(patient: Resource, nhs_number: str) -> bool:
    return any(
        item.get("system") == NHS_NUMBER
        and item.get("value") == nhs_number
        and item.get("use") != "old"
        and not _is_over(item.get("period"))
        for item in objects(patient, "identifier")
    )


def _is_over(period: object) -> bool:
    """Whether the day, month or year in which a period ended has passed."""
    end = period.get("end") if isinstance(period, dict) else None
    day = end[:10] if isinstance(end, str) else ""
    return len(day) > 0 and day < dt.datetime.now(dt.UTC).date().isoformat()[: len(day)]


def _same_given_name(person: Person, theirs: Sequence[Sequence[Any]]) -> bool:
    """Whether the first given name, or the preferred one, is a given name of any of the patient's names.

    Twins have all else in common. An initial stands for a first given name only: that of a second one may be
    a twin's. Names that belong together are also one: `Anne Marie` is Anne-Marie. A patient without any given
    name is not held for it.
    """
    called = [_words(person.given), _words([person.preferred or ""])]
    ours = {name for words in called for name in accumulate(words)}
    found = {name for given in theirs for name in (*_words(given), *accumulate(_words(given)))}
    if not found or any(len(name) > 1 for name in ours & found):
        return True
    firsts = {words[0] for given in theirs if (words := _words(given))}
    return any(one[0] == other[0] for one in ours for other in firsts if len(one) == 1 or len(other) == 1)


def _words(names: Iterable[Any]) -> list[str]:
    words = (_plain(word) for name in names if isinstance(name, str) for word in name.split())
    return [word for word in words if word]


def _plain(name: str) -> str:
    """A name for comparison: case, accents, spaces, hyphens and apostrophes do not matter."""
    return _SIGNS.sub("", unicodedata.normalize("NFKD", name).casefold())


def _hold(found: str, expected: str, todo: str) -> Hold:
    return Hold("identity", found, expected, todo)
