"""Never the wrong record: what the clinic knows and the GP system's own Patient must agree (H1, H8, H9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.guards.identity import hold_person, is_another, matched_patient
from mappings.records import Person
from profiles.definitions import CONFIDENTIALITY, DEATH_NOTIFICATION, NHS_NUMBER
from profiles.wire import Resource
from tests.guards.roster import QUILL


def patient(server_id: str = "p1", **changed: Any) -> Resource:
    """The GP system's Patient of that person."""
    return {
        "resourceType": "Patient",
        "id": server_id,
        "active": True,
        "identifier": [{"system": NHS_NUMBER, "value": QUILL.nhs_number}],
        "name": [{"use": "official", "family": QUILL.family, "given": ["Marjorie"]}],
        "birthDate": QUILL.birth_date.isoformat(),
        **changed,
    }


def why_held(*found: Resource, person: Person = QUILL) -> str:
    server_id, hold = matched_patient(person, found)
    assert server_id is None
    assert hold is not None
    assert hold.guard == "identity"
    for planted in (QUILL.family, QUILL.nhs_number, "1958", "Braithwaite"):
        assert planted not in str(hold)
    return hold.found


def surnamed(family: str) -> Person:
    return QUILL.model_copy(update={"family": family})


@pytest.mark.failure("3.7", "an NHS number that is wrong, missing or another's")
def test_the_one_patient_who_agrees_in_number_birth_date_and_surname_is_found() -> None:
    assert matched_patient(QUILL, [patient()]) == ("p1", None)


def without(element: str, **changed: Any) -> Resource:
    return {name: value for name, value in patient(**changed).items() if name != element}


@pytest.mark.parametrize("born", ["1958-02-04", "1958-03", "1959"])
def test_another_birth_date_is_held(born: str) -> None:
    assert why_held(patient(birthDate=born)).endswith("has another date of birth")


def test_another_surname_is_held() -> None:
    assert why_held(patient(name=[{"family": "Braithwaite"}])).endswith("has another surname")


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (without("birthDate"), "no date of birth"),
        (patient(birthDate=QUILL.birth_date.isoformat()[:4]), "no full date of birth"),
        (patient(birthDate=QUILL.birth_date.isoformat()[:7]), "no full date of birth"),
        (patient(name=[{"given": ["Marjorie"]}]), "no surname"),
        (patient(name=[{"text": "Quill"}]), "no surname"),
        (without("name"), "no surname"),
        (without("name", birthDate=QUILL.birth_date.isoformat()[:4]), "no full date of birth and surname"),
        (without("birthDate", name=[{"family": "Braithwaite"}]), "another surname and no date of birth"),
    ],
)
def test_what_a_patient_does_not_say_is_held_and_told_as_missing(there: Resource, found: str) -> None:
    assert why_held(there).endswith(f"has {found}")


def test_all_differences_are_told_at_once() -> None:
    found = why_held(patient(name=[{"family": "Braithwaite"}], birthDate="1985-04-02"))
    assert found.endswith("another date of birth and surname")
    found = why_held(patient(name=[{"family": "Braithwaite", "given": ["Peter"]}], birthDate="1985-04-02"))
    assert found.endswith("another date of birth, surname and given name")


def named(*names: str, preferred: str | None = None) -> Person:
    return QUILL.model_copy(update={"given": names, "preferred": preferred})


def called(*names: str | None, **other: Any) -> Resource:
    return patient(name=[{"family": "Quill", "given": list(names)}, *([other] if other else [])])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (named("Marjorie"), called("Peter")),
        (named("Marjorie"), called("Peter", "M.")),
        (named("Anne-Marie"), called("Anne-Sophie")),
        (named("Anne-Marie"), called("Anne")),
        (named("Marjorie"), called("P")),
        (named("M"), called("Peter", "Marjorie")),
        (named("M"), called("Peter", "M")),
        (named("Marjorie", "Peter"), called("Peter")),
        (named("Marjorie", preferred="Madge"), called("Peter", given=["Pete"])),
    ],
)
def test_a_twin_is_told_by_the_given_name(ours: Person, theirs: Resource) -> None:
    """T-H1: the same birth date and surname, and the number of the other."""
    server_id, hold = matched_patient(ours, [theirs])
    assert server_id is None
    assert hold is not None
    assert hold.found.endswith("has another given name")
    assert "Marjorie" not in str(hold)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (named("Zoë"), called("ZOE")),
        (named("Anne-Marie"), called("Anne", "Marie", "Louise")),
        (named("Anne", "Marie"), called("Annemarie")),
        (named("Anne Marie"), called("anne\u2010marie")),
        (named("D'Arcy"), called("D’arcy")),
        (named("M."), called("Marjorie", "Jane")),
        (named("Marjorie"), called("M", "J")),
        (named("M J"), called("Marjorie", "Jane")),
        (named("Jane"), called("Marjorie", "Jane")),
        (named("Marjorie", preferred="Madge"), called("Madge")),
        (named("Madge"), called("Marjorie", use="nickname", given=["Madge"])),
        (named("Marjorie", preferred="Madge"), called("Marjorie", given=["Peggy"])),
        (named("Marjorie"), called()),
        (named("Marjorie"), called(None, "")),
    ],
)
def test_what_two_systems_call_one_person_is_one_given_name(ours: Person, theirs: Resource) -> None:
    assert matched_patient(ours, [theirs]) == ("p1", None)


def test_any_of_the_patients_surnames_may_agree() -> None:
    names = [{"use": "official", "family": "Braithwaite"}, {"use": "maiden", "family": "Quill"}]
    assert matched_patient(QUILL, [patient(name=names)]) == ("p1", None)


@pytest.mark.failure("3.7", "unusual letters and long texts")
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Quill", "QUILL"),
        ("O'Tamber", "O’TAMBER"),
        ("O'Tamber", "OTamber"),
        ("O`Tamber", "O ʼTamber"),
        ("Braithwaite-Ozz", "Braithwaite Ozz"),
        ("Braithwaite-Ozz", "BRAITHWAITE\u2010OZZ"),
        ("van Dijk", "Van  Dijk"),
        ("Ångström", "A\u030angstro\u0308m"),
        ("Muñoz", "MUNOZ"),
        ("Strauß", "STRAUSS"),
    ],
)
def test_case_accents_spaces_hyphens_and_apostrophes_make_no_other_surname(ours: str, theirs: str) -> None:
    here, there = surnamed(ours), patient(name=[{"family": theirs}])
    assert matched_patient(here, [there]) == ("p1", None)
    assert matched_patient(surnamed(theirs), [patient(name=[{"family": ours}])]) == ("p1", None)


@pytest.mark.parametrize("theirs", ["Quille", "Quil", "Quill-Jones", "Jones Quill"])
def test_a_part_of_a_surname_is_another_surname(theirs: str) -> None:
    assert why_held(patient(name=[{"family": theirs}])).endswith("another surname")


def test_a_surname_of_signs_alone_agrees_with_nothing() -> None:
    _, hold = matched_patient(surnamed("-"), [patient(name=[{"given": ["Marjorie"]}])])
    assert hold is not None


@pytest.mark.failure("3.7", "an NHS number that is wrong, missing or another's")
def test_no_patient_of_that_number_is_held() -> None:
    assert why_held().startswith("no patient")


@pytest.mark.parametrize(
    "identifier",
    [
        {"system": NHS_NUMBER, "value": QUILL.nhs_number, "use": "old"},
        {"system": "https://elsewhere.example/Id", "value": QUILL.nhs_number},
        {"system": NHS_NUMBER, "value": "9990000026"},
        {"value": QUILL.nhs_number},
        {"system": NHS_NUMBER, "value": QUILL.nhs_number, "period": {"end": "2020-01-01"}},
        {"system": NHS_NUMBER, "value": QUILL.nhs_number, "period": {"end": "2020-01-01T10:00:00Z"}},
        {"system": NHS_NUMBER, "value": QUILL.nhs_number, "period": {"end": "2020"}},
    ],
    ids=["old use", "other system", "other number", "no system", "ended", "ended at ten", "ended that year"],
)
def test_a_patient_who_does_not_hold_the_number_now_is_not_this_patient(identifier: Resource) -> None:
    assert why_held(patient(identifier=[identifier])).startswith("no patient")


def linked(server_id: str, kind: str, other: str, **changed: Any) -> Resource:
    return patient(server_id, link=[{"type": kind, "other": {"reference": other}}], **changed)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(
    "merged",
    [
        [patient("p1"), linked("p2", "replaced-by", "Patient/p1")],
        [patient("p1"), linked("p2", "replaced-by", "https://gp.example/fhir/Patient/p1/_history/3")],
        [linked("p1", "replaces", "Patient/p2"), patient("p2", active=False)],
    ],
)
def test_records_that_the_practice_has_merged_already_are_held_with_what_is_left_to_do(
    merged: list[Resource],
) -> None:
    for found in (merged, merged[::-1]):
        server_id, hold = matched_patient(QUILL, found)
        assert server_id is None
        assert hold is not None
        assert "merged into one of them" in hold.found
        assert "take it out of what was replaced" in hold.todo


@pytest.mark.parametrize(
    "found",
    [
        [patient("p1"), patient("p2")],
        [patient("p1"), patient("p2", active=False)],
        [patient("p1"), linked("p2", "replaced-by", "Patient/p9")],
        [linked("p1", "replaces", "Patient/p2"), patient("p2")],
        [linked("p1", "replaced-by", "Patient/p2"), linked("p2", "replaced-by", "Patient/p1")],
        [patient("p1"), patient("p2"), linked("p3", "replaced-by", "Patient/p1")],
    ],
)
def test_records_that_are_not_merged_are_for_the_practice_to_merge_or_correct(found: list[Resource]) -> None:
    server_id, hold = matched_patient(QUILL, found)
    assert server_id is None
    assert hold is not None
    assert hold.todo == "Have the practice merge or correct the records first."


@pytest.mark.parametrize("end", ["2999", "2999-01", "2999-01-01", str(dt.datetime.now(dt.UTC).year)])
def test_a_number_that_has_not_ended_yet_identifies(end: str) -> None:
    number = {"system": NHS_NUMBER, "value": QUILL.nhs_number, "period": {"start": "1961", "end": end}}
    assert matched_patient(QUILL, [patient(identifier=[number])]) == ("p1", None)


def test_two_patients_of_one_number_are_never_chosen_between() -> None:
    assert why_held(patient("p1"), patient("p2")).startswith("2 patients")


ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
MODIFIER: Resource = {"url": "https://elsewhere.example/record-closed", "valueBoolean": True}


def death_notified(code: str) -> Resource:
    """What UK Core has for a death that the national service was told of."""
    coding = {"system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus", "code": code}
    status = {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [coding]}}
    date = {"url": "systemEffectiveDate", "valueDateTime": "2026-03-01"}
    return {"url": DEATH_NOTIFICATION, "extension": [status, date]}


def labelled(*codes: str) -> Resource:
    return {"security": [{"system": CONFIDENTIALITY, "code": code} for code in codes]}


@pytest.mark.hazard("H8")
@pytest.mark.hazard("H9")
@pytest.mark.failure("3.4", "an update of a patient who was merged")
@pytest.mark.failure("3.7", "died or moved in between")
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"deceasedBoolean": True}, "has died"),
        ({"deceasedDateTime": "2026-03-01"}, "has died"),
        ({"link": [{"type": "replaced-by", "other": {"reference": "Patient/p2"}}]}, "merged"),
        ({"active": False}, "not active"),
        ({"_deceasedDateTime": {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}}, "has died"),
        ({"extension": [death_notified("1")]}, "has died"),
        ({"extension": [death_notified("2")]}, "has died"),
        ({"extension": [death_notified("new")]}, "has died"),
        ({"extension": [{"url": DEATH_NOTIFICATION}]}, "has died"),
        ({"meta": labelled("R")}, "restricted"),
        ({"meta": labelled("N", "V")}, "restricted"),
        ({"implicitRules": "https://elsewhere.example/rules"}, "a rule that is not known"),
        ({"modifierExtension": [MODIFIER]}, "a rule that is not known"),
    ],
)
def test_a_record_that_takes_no_entries_any_more_is_held(changed: dict[str, Any], found: str) -> None:
    assert found in why_held(patient(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"deceasedBoolean": False},
        {"_deceasedBoolean": {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}},
        {"extension": [death_notified("U")]},
        {"meta": labelled("N", "U")},
        {"meta": {"security": [{"system": "https://elsewhere.example/labels", "code": "R"}]}},
        {"contact": [{"modifierExtension": [MODIFIER]}]},
        {"link": [{"type": "replaces", "other": {"reference": "Patient/p0"}}]},
        {"link": [{"type": "seealso", "other": {"reference": "Patient/p0"}}]},
    ],
)
def test_a_living_patients_current_record_is_not_held(changed: dict[str, Any]) -> None:
    assert matched_patient(QUILL, [patient(**changed)]) == ("p1", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"link": None},
        {"link": [None]},
        {"link": "Patient/p2"},
        {"name": None},
        {"name": [None, *patient()["name"]]},
        {"name": [*patient()["name"], {"family": 7}]},
        {"name": [*patient()["name"], {"given": "Marjorie"}]},
        {"name": [*patient()["name"], {"given": [7]}]},
        {"identifier": [None, *patient()["identifier"]]},
        {"identifier": [*patient()["identifier"], {"system": ["https://elsewhere.example/Id"]}]},
        {"birthDate": None},
        {"active": "false"},
        {"deceasedBoolean": "false"},
    ],
)
def test_what_is_no_fhir_and_identifies_is_held_and_ends_nothing(changed: dict[str, Any]) -> None:
    assert "is not valid FHIR R4" in why_held(patient(**changed))


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "Quill", "official", NHS_NUMBER]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["system", "value", "use", "family", "given", "type", "url"]), inner
        )
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["identifier", "name", "birthDate", "link", "active", "deceasedBoolean", "meta"]),
        _ANYTHING,
    )
)
def test_whatever_an_endpoint_holds_is_somebody_or_held(changed: dict[str, Any]) -> None:
    server_id, hold = matched_patient(QUILL, [patient(**changed)])
    assert (server_id is None) == (hold is not None)


_NUMBER: Resource = {"identifier": [{"system": NHS_NUMBER, "value": "9990000026"}]}
_BORN: Resource = {"birthDate": "1931-01-01"}


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("there", "another"),
    [
        (patient(), False),
        (patient(**_NUMBER), False),
        (patient(**_BORN), False),
        (patient(name=[{"family": "Braithwaite", "given": ["Marjorie"]}]), False),
        (patient(**_BORN, name=[{"family": "Quill", "given": ["Walter"]}]), True),
        (patient(name=[{"family": "Braithwaite", "given": ["Walter"]}]), True),
        (patient(**_NUMBER, name=[{"family": "Quill", "given": ["Walter"]}]), True),
        (patient(**_NUMBER, **_BORN), True),
        (patient(identifier=[], name=[]), False),
        ({"resourceType": "Patient", "id": "p1"}, False),
    ],
)
def test_two_things_that_are_said_differently_are_another_person_and_one_is_a_correction(
    there: Resource, *, another: bool
) -> None:
    assert is_another(QUILL, there) is another


def test_a_record_that_does_not_say_whether_it_is_active_is_not_held() -> None:
    silent = {name: value for name, value in patient().items() if name != "active"}
    assert matched_patient(QUILL, [silent]) == ("p1", None)


@pytest.mark.hazard("H1")
@given(
    st.just(QUILL.birth_date) | st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
    st.just(QUILL.family) | st.text(st.characters(max_codepoint=0x7F)),
)
def test_whoever_is_found_agrees_in_all_three(born: dt.date, family: str) -> None:
    """T-H1c: the law behind it all, for any difference that a record may show."""
    server_id, hold = matched_patient(QUILL, [patient(birthDate=born.isoformat(), name=[{"family": family}])])
    agrees = born == QUILL.birth_date and family == QUILL.family
    assert (server_id is not None, hold is None) == (agrees, agrees)


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("flag", "found"),
    [("s-flag", "S-flag"), ("deceased", "has died"), ("deducted", "has left the practice")],
)
def test_a_flag_of_the_clinics_own_list_stops_everything(flag: str, found: str) -> None:
    hold = hold_person(QUILL.model_copy(update={"status_flags": frozenset({flag, "interpreter"})}))
    assert hold is not None
    assert hold.guard == "identity"
    assert found in hold.found


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("flag", ["dissent-to-share", "interpreter", "accessible-information"])
def test_a_flag_that_does_not_concern_direct_care_stops_nothing(flag: str) -> None:
    """T-H10: an opt-out never blocks a patient's own care."""
    assert hold_person(QUILL.model_copy(update={"status_flags": frozenset({flag})})) is None


@pytest.mark.parametrize("status", ["02", "03", "04", "05", "06", "07", "08"])
def test_an_nhs_number_that_is_not_verified_is_held(status: str) -> None:
    hold = hold_person(QUILL.model_copy(update={"nhs_number_status": status}))
    assert hold is not None
    assert status in hold.found


@pytest.mark.parametrize("status", ["01", None])
def test_a_verified_number_and_one_without_a_status_are_not_held(status: str | None) -> None:
    assert hold_person(QUILL.model_copy(update={"nhs_number_status": status})) is None
