"""Never another patient's words: what gives another participant away is found in every text (T-H2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from adapter.guards.consent import allowed_parts
from adapter.guards.leakage import hold_leaks, texts
from mappings.assembly import assemble
from mappings.records import Goal, Material, Participant, Person, Session, Staff
from mappings.values import Concept
from mappings.vocabulary import Part
from profiles import wire
from tests.guards.roster import OTAMBER, QUILL, VAN_DIJK, participant, saying
from tests.mappings.examples import SESSION, full_participant

OTHERS = (participant(3, OTAMBER), participant(4, VAN_DIJK))


def found_in(*people: Participant, session: Session = SESSION) -> dict[int, str]:
    """What was found in each held row."""
    held = {one.row: hold for one, hold in zip(people, hold_leaks(session, people), strict=True) if hold}
    assert all(hold.guard == "leakage" for hold in held.values())
    return {row: hold.found for row, hold in held.items()}


# ── Every class of trace ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.hazard("H2")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Like Ann, she paces herself", "name"),
        ("Talked to Ann's husband", "name"),
        ("as Zoe said", "name"),
        ("as ZOË said", "name"),
        ("as Zoe\u0308 said", "name"),
        ("Nan goes swimming", "name"),
        ("Mrs O'Tamber", "name"),
        ("Mrs O’Tamber", "name"),
        ("MRS O'TAMBER", "name"),
        ("shared Nan’s iPad", "name"),
        ("see Mr van Dijk", "name"),
        ("see Mr Van Dijk", "name"),
        ("see Dijk.", "name"),
        ("Will goes swimming", "name"),
        ("agreed with A.O. to walk", "initials"),
        ("agreed with A. O. to walk", "initials"),
        ("9990000026", "NHS number"),
        ("999 000 0026", "NHS number"),
        ("NHS no. 999-000-0026.", "NHS number"),
        ("ring 07700 900123", "telephone number"),
        ("ring 07700900123", "telephone number"),
        ("ring +44 7700 900 123", "telephone number"),
        ("ring 01752 4960111", "telephone number"),
        ("write to ann.otamber@MAIL.example", "e-mail address and name"),
        ("lives at pl11aa", "postcode"),
        ("born 1961-04-07", "date of birth"),
        ("born 07/04/1961", "date of birth"),
        ("born 7.4.61", "date of birth"),
        ("born 07-04-1961", "date of birth"),
        ("born 7 April 1961", "date of birth"),
        ("born on the 7th of Apr 1961", "date of birth"),
        ("born April 7, 1961", "date of birth"),
    ],
)
def test_whatever_gives_another_participant_away_is_held(text: str, kind: str) -> None:
    """T-H2a: every token class blocks, however it is written."""
    assert found_in(saying(f"Pacing. {text}"), *OTHERS) == {2: f"another participant's {kind} in advice"}


@pytest.mark.parametrize(
    "text",
    [
        "mrs o'tamber was there",
        "the otambers",
        "the O’Tambers' car",
        "OTamber's husband",
        "with O Tamber",
        "OTAMBER",
        "_o'tamber_",
        "otamber2",
        "see mr van dijk",
        "nans ipad",
    ],
)
def test_a_long_name_is_found_in_any_case_and_number(text: str) -> None:
    assert found_in(saying(f"Pacing. {text}"), *OTHERS) == {2: "another participant's name in advice"}


@pytest.mark.failure("3.7", "unusual letters and long texts")
@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("O'Dea", "with Mrs O'Dea"),
        ("O'Dea", "with Mrs ODea"),
        ("O'Dea", "with mrs ODEA"),
        ("ODea", "with Mrs ODea"),
        ("OTamber", "with Mrs O'Tamber"),
        ("Jones", "the joneses"),
        ("Braithwaite-Ozz", "the braithwaite ozzes"),
        ("Müller", "frau muller"),
    ],
)
def test_a_name_is_found_however_its_signs_are_written(family: str, text: str) -> None:
    other = VAN_DIJK.model_copy(update={"family": family})
    assert 2 in found_in(saying(text), participant(4, other))


def test_ones_own_name_is_not_another_name_in_the_plural() -> None:
    """And the other way round it is."""
    roberts = QUILL.model_copy(update={"family": "Roberts"})
    robert = VAN_DIJK.model_copy(update={"given": ("Robert",)})
    assert found_in(saying("Mrs Roberts' knee", 2, roberts), participant(4, robert)) == {}
    assert 2 in found_in(saying("Mrs Roberts and Robert", 2, roberts), participant(4, robert))
    assert 4 in found_in(saying("Beside Mrs Roberts", 4, robert), participant(2, roberts))


@pytest.mark.parametrize(
    "text",
    [
        "Annual review; the anniversary is in June",
        "she will walk, and it will hurt less",
        "Willing to try; unwilling to rest",
        "drives a van",
        "nanny to two; eats naan",
        "born 4 July 1961, that is 04/07/1961",
        "morphine 30 mg at 10 a.m. and 8 p.m.",
        "pain 7 of 10, 4 km on day 61",
        "call 111, or 999 in an emergency",
    ],
)
def test_ordinary_words_and_numbers_are_not_held(text: str) -> None:
    assert found_in(saying(text), *OTHERS) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Ann walks; Mrs O'Tamber is glad",
        "999 000 0026",
        "born 07/04/1961",
        "07700900123",
        "Nan's iPad",
        "A.O.",
    ],
)
def test_a_patients_own_traces_are_not_held(text: str) -> None:
    assert found_in(saying(text, 3, OTAMBER), participant(2, QUILL), participant(4, VAN_DIJK)) == {}


def test_what_two_patients_share_gives_neither_away() -> None:
    """Husband and wife: one surname, one telephone."""
    shared = {"family": "Quill", "phone": ("07700 900999",)}
    wife, husband = QUILL.model_copy(update=shared), VAN_DIJK.model_copy(update=shared)
    people = [participant(2, wife), participant(3, husband)]
    assert found_in(saying("Mrs Quill, 07700900999", 2, wife), *people[1:]) == {}
    assert found_in(saying("Her husband Will", 2, wife), *people[1:]) == {
        2: "another participant's name in advice"
    }


@pytest.mark.parametrize("family", ["QUILL", "quill", "Quill"])
def test_a_name_is_found_however_the_list_writes_it(family: str) -> None:
    listed = QUILL.model_copy(update={"family": family})
    assert 3 in found_in(participant(2, listed), saying("Sat next to Mrs Quill", 3, OTAMBER))
    assert 3 in found_in(participant(2, listed), saying("SAT NEXT TO MRS QUILL", 3, OTAMBER))


@pytest.mark.hazard("H2")
def test_every_kind_in_one_text_is_told_without_repeating_any_of_it() -> None:
    leaking = saying("Ann O'Tamber, 07700 900123, ann.otamber@mail.example")
    hold, *others = hold_leaks(SESSION, [leaking, *OTHERS])
    assert hold is not None
    assert others == [None, None]
    assert hold.found == "another participant's e-mail address and name and telephone number in advice"
    for planted in ("Ann", "Tamber", "0123", "mail.example"):
        assert planted not in str(hold)


def test_a_member_of_staff_may_be_named_although_a_participant_has_the_same_first_name() -> None:
    tom = VAN_DIJK.model_copy(update={"given": ("Tom",)})
    assert found_in(saying("Dose agreed with Tom Reed"), participant(4, tom)) == {}
    assert 2 in found_in(saying("Dose agreed with Tom Reed, as for Tom"), participant(4, tom))


@pytest.mark.parametrize(
    ("staff", "patient", "text", "held"),
    [
        ("Sam", "Samantha", "Samantha walks", True),
        ("Sam", "Sam", "Sam walks", True),
        ("Jo Lane", "Lane", "with Jo Lane", False),
        ("Jo Lane", "Lane", "WITH JO  LANE's leaflet", False),
        ("Jo Lane", "Laner", "with Jo Laner", True),
        ("Jo Lane", "Lane-Smith", "with Jo Lane-Smith", True),
        ("Mojo Lane", "Lane", "with Jo Lane", True),
        ("Jo Lane", "Lane", "with Mojo Lane", True),
        ("Zoë Lane", "Lane", "with Zoe Lane", False),
    ],
)
def test_a_member_of_staff_may_be_named_by_the_whole_of_a_full_name_only(
    staff: str, patient: str, text: str, held: bool
) -> None:
    session = SESSION.model_copy(update={"staff": (Staff(name=staff, role="gp"),)})
    other = VAN_DIJK.model_copy(update={"family": patient})
    assert (2 in found_in(saying(text), participant(4, other), session=session)) is held


# ── Every text that reaches the record ───────────────────────────────────────────────────────────────

_ZEBEDEE = Person(nhs_number="9990000042", family="Zebedee", given=("Xy",), birth_date=dt.date(1950, 1, 1))
_FULL = full_participant("words").model_copy(update={"person": QUILL})
_PARTS: frozenset[Part] = frozenset({"individual", "group-note", "extras", "sensitive"})


def _named_in_turn(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """The value with each of its texts in turn naming somebody else, and where that text is."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for path, changed in _named_in_turn(inner, f"{where}.{name}"):
                yield path, {**value, name: changed}
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            for path, changed in _named_in_turn(inner, f"{where}[{place}]"):
                yield path, [*value[:place], changed, *value[place + 1 :]]
    elif isinstance(value, str):
        yield where, "said Zebedee"


def _participants_that_name_another() -> Iterator[tuple[str, Participant]]:
    plain = _FULL.model_dump(mode="json")
    for where, changed in _named_in_turn({name: plain[name] for name in plain if name != "person"}):
        try:
            yield where, Participant.model_validate({**changed, "person": QUILL})
        except ValidationError:
            continue  # a code, a date or a number: no place for a name


@pytest.mark.parametrize(("where", "one"), list(_participants_that_name_another()))
def test_no_text_reaches_the_record_unread(where: str, one: Participant) -> None:
    """Whatever field a mapper comes to write, a name in it is held."""
    approval = _FULL.approval if where == ".approval.by" else one.approval
    filing = assemble(SESSION, one.model_copy(update={"approval": approval}), _PARTS)
    written = "Zebedee" in wire.dumps([item.body for item in filing.resources]).decode()
    read = any("Zebedee" in text for _, text in texts(one))
    assert read or not written


@pytest.mark.parametrize("goal_id", ["Zebedee", "walk-with-zebedee", "zebedee2", "g_Zebedees.1"])
def test_a_goals_id_names_nobody_either(goal_id: str) -> None:
    goal = Goal(goal_id=goal_id, text="Walk")
    held = found_in(participant(2, goals=(goal,)), participant(3, _ZEBEDEE))
    assert held == {2: "another participant's name in goals"}


def _sessions_that_name_somebody() -> Iterator[tuple[str, Session]]:
    """Staff are left as they are: they may be named."""
    more = {"materials": [{"title": "Leaflet", "version": "2"}], "guests": [{"role": "psychologist"}]}
    plain = Session.model_validate({**SESSION.model_dump(), **more}).model_dump(mode="json")
    for where, changed in _named_in_turn({name: plain[name] for name in plain if name != "staff"}):
        try:
            yield where, Session.model_validate({**changed, "staff": SESSION.staff})
        except ValidationError:
            continue


@pytest.mark.hazard("H2")
@pytest.mark.parametrize(("where", "session"), list(_sessions_that_name_somebody()))
def test_no_text_of_the_session_reaches_a_record_unread(where: str, session: Session) -> None:
    """Such a text stands in every record, so all of them wait."""
    filing = assemble(session, _FULL, _PARTS)
    written = "Zebedee" in wire.dumps([item.body for item in filing.resources]).decode()
    held = found_in(participant(2), participant(3, _ZEBEDEE), session=session)
    assert sorted(held) == ([2, 3] if written else [])


@pytest.mark.parametrize(
    ("field", "named", "where"),
    [
        ("title", "Ann's group", "the session's title"),
        ("slot_category", "Ann's group", "the session's slot_category"),
        ("agreement_version", "v3, as amended by Ann", "the session's agreement_version"),
        ("topics", ("pacing", "what Ann asked"), "the session's topics"),
        ("materials", (Material(title="Ann's leaflet"),), "the session's materials"),
    ],
)
def test_what_every_record_repeats_names_nobody_at_all(field: str, named: Any, where: str) -> None:
    held = found_in(participant(), *OTHERS, session=SESSION.model_copy(update={field: named}))
    assert held == dict.fromkeys((2, 3, 4), f"another participant's name in {where}")


@pytest.mark.parametrize(
    ("changed", "where"),
    [({"title": "Ann's pain"}, "title"), ({"condition": Concept(text="Ann's pain")}, "condition")],
)
def test_the_programme_names_nobody_either(changed: dict[str, Any], where: str) -> None:
    programme = SESSION.programme.model_copy(update=changed)
    held = found_in(participant(), *OTHERS, session=SESSION.model_copy(update={"programme": programme}))
    assert held == dict.fromkeys((2, 3, 4), f"another participant's name in the programme's {where}")


def test_the_example_of_everything_may_be_filed_in_full() -> None:
    """What the test of every text rests on."""
    parts, hold = allowed_parts(_FULL)
    assert (parts, hold) == (_PARTS, None)
