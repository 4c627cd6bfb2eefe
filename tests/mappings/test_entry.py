"""The entry that a reader of the record sees ↔ Composition."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import entry
from mappings.codes import CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.group_note import group_note
from mappings.headings import HEADINGS
from mappings.identity import identity_of
from mappings.narrative import plain_text
from mappings.records import Approval, Narrative, Participant, Session
from mappings.vocabulary import OnlineVisible, Part
from profiles import wire
from profiles.definitions import RECORD_STANDARD_HEADINGS
from profiles.wire import Resource
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, full_participant, plain_context
from tests.mappings.laws import assert_text_beside_every_code, faults, travelled, without_codings

ALL: frozenset[Part] = frozenset({"individual", "group-note", "extras"})
ADMINISTRATIVE: frozenset[Part] = frozenset({"administrative"})
parts: st.SearchStrategy[frozenset[Part]] = st.just(ADMINISTRATIVE) | st.frozensets(
    st.sampled_from(sorted(ALL)), min_size=1
)


def took_part(**known: Any) -> Participant:
    return Participant.model_validate(
        {"row": 1, "person": PERSON, "attendance": {"status": "attended-full"}, **known}
    )


def read(composition: Resource) -> dict[str, str]:
    """Title → text of each section, as somebody reads it who knows no code."""
    plain = without_codings(composition)
    return {section["title"]: plain_text(section["text"]["div"]) for section in plain["section"]}


@given(some.participants(), parts, some.contexts)
def test_an_entry_is_well_formed_whatever_it_holds(
    participant: Participant, allowed: frozenset[Part], context: Context
) -> None:
    composition = entry.to_fhir(participant, allowed, context)
    assert faults(composition) == ()
    assert_text_beside_every_code(composition)
    titles = [section["title"] for section in composition["section"]]
    assert len(set(titles)) == len(titles)


@given(some.narratives)
def test_the_free_text_of_the_consultation_survives(narrative: Narrative) -> None:
    told = took_part(narrative=narrative, what_matters={"text": "Plan"}, questions=[{"text": "Advice?"}])
    composition = travelled(entry.to_fhir(told, ALL, plain_context()))
    assert entry.from_fhir(composition) == narrative
    assert entry.from_fhir(without_codings(composition)) == narrative


@given(some.participants())
def test_a_heading_is_one_of_the_record_and_is_also_said_in_words(participant: Participant) -> None:
    for section in entry.to_fhir(participant, ALL, plain_context())["section"]:
        if "code" in section:
            (coding,) = section["code"]["coding"]
            assert coding["system"] == RECORD_STANDARD_HEADINGS
            assert section["code"]["text"] == coding["display"] == HEADINGS[coding["code"]]


@given(some.approvals, some.contexts)
def test_an_approved_entry_is_final_and_by_its_approver_at_the_time_of_the_session(
    approval: Approval, context: Context
) -> None:
    composition = entry.to_fhir(took_part(approval=approval), ALL, context)
    (attester,) = composition["attester"]
    assert composition["status"] == "final"
    assert composition["author"] == [attester["party"]] == [context.clinician(approval.by)]
    assert (attester["mode"], attester["time"]) == ("professional", approval.at.isoformat())
    assert composition["date"] == context.session.start.isoformat()
    assert (composition["custodian"], composition["confidentiality"]) == (context.practice, "N")


def test_what_nobody_approved_is_preliminary_and_by_no_clinician() -> None:
    composition = entry.to_fhir(took_part(), ALL, plain_context())
    assert (composition["status"], composition["author"]) == ("preliminary", [plain_context().practice])
    assert "attester" not in composition


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("wish", get_args(OnlineVisible))
def test_only_an_entry_that_is_not_to_show_online_is_labelled_so(wish: OnlineVisible) -> None:
    """T-H4."""
    composition = entry.to_fhir(took_part(online_visible=wish), ALL, plain_context())
    labels = [label["code"] for label in composition["meta"].get("security", ())]
    assert labels == (["NOPAT"] if wish == "hide-requested" else [])


@pytest.mark.hazard("H2")
@given(some.participants(), some.participants(), some.sessions())
def test_the_group_note_is_the_same_in_every_record(
    one: Participant, other: Participant, session: Session
) -> None:
    """T-H2b: to the byte, and without a link to either patient."""
    first = entry.to_fhir(one, ALL, Context(session, one.person))
    second = entry.to_fhir(other, ALL, Context(session, other.person))
    notes = [composition["section"][-1] for composition in (first, second)]
    assert notes[0] == notes[1]
    assert notes[0]["title"] == "About the group clinic"
    assert plain_text(notes[0]["text"]["div"]) == group_note(session)
    assert "entry" not in notes[0]


@pytest.mark.parametrize("missing", ["individual", "group-note", "extras"])
def test_a_part_that_is_not_allowed_leaves_no_word(missing: Part) -> None:
    spoken: dict[Part, dict[str, Any]] = {
        "individual": {
            "narrative": {"findings": "INDIVIDUAL"},
            "goals": [{"goal_id": "g", "text": "INDIVIDUAL"}],
            "education": [{"topic": "INDIVIDUAL"}],
        },
        "extras": {
            "what_matters": {"text": "EXTRAS"},
            "questions": [{"text": "EXTRAS", "to_record": True}],
        },
    }
    participant = took_part(**spoken["individual"], **spoken["extras"])
    context = plain_context(title="GROUP-NOTE").session
    composition = entry.to_fhir(participant, ALL - {missing}, Context(context, PERSON))
    said = wire.dumps(composition["section"]).decode()
    for part in ALL:
        assert (part.upper() in said) is (part != missing)


def test_a_question_that_is_not_for_the_record_is_not_in_the_entry() -> None:
    participant = took_part(questions=[{"text": "Is my neighbour here too?"}])
    assert "neighbour" not in wire.dumps(entry.to_fhir(participant, ALL, plain_context())).decode()


@given(some.participants().filter(lambda one: not one.attendance.present))
def test_an_administrative_entry_is_one_short_section_without_clinical_content(absent: Participant) -> None:
    composition = entry.to_fhir(absent, ADMINISTRATIVE, plain_context())
    (section,) = composition["section"]
    assert section["title"] == "Attendance"
    assert "encounter" not in composition
    assert composition["type"] == {"text": "Administrative entry"}
    bare = Participant(row=1, person=absent.person, attendance=absent.attendance)
    assert section == entry.to_fhir(bare, ADMINISTRATIVE, plain_context())["section"][0]


@pytest.mark.parametrize(
    ("attendance", "words"),
    [
        (
            {"status": "did-not-attend", "confirmed_by": "Jo Lane"},
            "Did not attend the group clinic (by video, 10 March 2026); confirmed by Jo Lane",
        ),
        (
            {"status": "late-not-admitted", "late_minutes": 12},
            (
                "Arrived too late to be admitted to the group clinic; not a did-not-attend "
                "(by video, 10 March 2026); minutes late: 12"
            ),
        ),
        ({"status": "attended-full"}, "Attended a group clinic (by video, 10 March 2026)"),
    ],
)
def test_attendance_is_said_in_words(attendance: dict[str, Any], words: str) -> None:
    allowed = ALL if attendance["status"] == "attended-full" else ADMINISTRATIVE
    composition = entry.to_fhir(took_part(attendance=attendance), allowed, plain_context())
    assert read(composition)["Attendance"] == words


def test_late_is_never_coded_as_did_not_attend() -> None:
    confirmed = ConfirmedCode(
        code="281399006", display="as confirmed", confirmed_by="Dr A", confirmed_at=dt.date(2026, 1, 5)
    )
    practice = plain_context(CodeSet(slots={"dna_group": confirmed}))
    absent, late = (
        entry.to_fhir(took_part(attendance={"status": status}), ADMINISTRATIVE, practice)["event"]
        for status in ("did-not-attend", "late-not-admitted")
    )
    assert absent[0]["code"][0]["coding"][0]["code"] == confirmed.code
    assert late == [{"code": [{"text": "Arrived late at group clinic, not admitted"}]}]


def test_a_reader_sees_everything_in_plain_words() -> None:
    """T-H33: with every code gone the entry says all that was agreed."""
    at = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)
    participant = took_part(
        attendance={"status": "attended-partial"},
        presence={"minutes": 45},
        what_matters={"text": "Getting back to the allotment"},
        narrative={
            "pain_story": "Ten years of back pain.\nWorse in winter.",
            "safety_net": "Ring 111 if worse",
        },
        questions=[{"text": "Will walking harm?", "answered": True, "answer": "No", "to_record": True}],
        education=[{"topic": "Pacing", "material": "Pacing leaflet"}, {"topic": "Sleep", "given": False}],
        assessments=[
            {
                "instrument": "peg",
                "timepoint": "pre",
                "at": at,
                "answers": [{"item": name, "value": value} for name, value in _PEG],
            }
        ],
        measurements=[{"name": {"text": "Weight"}, "value": "81.50", "unit": "kg", "at": at}],
        goals=[{"goal_id": "g1", "text": "Walk 30 minutes", "confidence": 7, "target_date": "2026-06"}],
        actions=[{"goal_id": "g1", "what": "Walk to the park", "who": "me", "when": "Mondays"}],
        enrolment={"state": "engage", "cycle": 2},
        medication_plan={
            "version": 2,
            "supersedes": 1,
            "lines": [{"drug": "Morphine", "strength": "10 mg", "dose": "50 mg", "change": "decrease"}],
        },
        oral_morphine_equivalent={"value": "120.0", "table_id": "fpm-2020", "table_version": "1", "at": at},
        medication_review={"type": "opioid", "reviewer": "Tom Reed", "at": at, "outcome": "Taper agreed"},
        review_due={"type": "opioid", "due": "2026-09"},
        referrals=[{"needed": "yes", "to": "pain clinic", "reason": "second opinion"}],
        next_step={"kind": "vgc", "date": "2026-04-07", "owner": "Jo Lane"},
    )
    assert read(entry.to_fhir(participant, ALL, plain_context())) == {
        "Attendance": "Attended part of a group clinic (by video, 10 March 2026); present for 45 minutes",
        "What matters to me": "Getting back to the allotment",
        "Pain story": "Ten years of back pain.\nWorse in winter.",
        "Measures": "PEG pain score (0 to 10, lower is better): 7.0, before the session, 10 March 2026",
        "Results shown on the board": "Weight: 81.50 kg, 10 March 2026",
        "Questions": "Asked: Will walking harm?; answered: yes; answer: No",
        "Education": "Pacing; material: Pacing leaflet\nSleep (not given)",
        "Goals and actions": (
            "Goal: Walk 30 minutes; by June 2026; confidence 7 of 10; status: active; set by patient\n"
            "Action: Walk to the park; who: the patient; when: Mondays; status: not started\n"
            "Pathway Assess, Engage, Review: now engage, cycle 2"
        ),
        "Medication plan (a plan, not a prescription)": (
            "A plan, not a prescription: plan version 2, in place of version 1\n"
            "decrease Morphine 10 mg; dose: 50 mg\n"
            "Oral morphine equivalent: 120.0 mg in 24 hours, 10 March 2026. By table fpm-2020, version 1. "
            "An estimate for review, not for switching medicines."
        ),
        "Medication review": (
            "Review of opioid medication done on 10 March 2026; by Tom Reed; outcome: Taper agreed\n"
            "Review of opioid medication due: September 2026 (not done yet)"
        ),
        "Safety net": "Ring 111 if worse",
        "Referral": "Referral to pain clinic; reason: second opinion",
        "Next step": "Next group clinic; by 7 April 2026; arranged by Jo Lane",
        "About the group clinic": group_note(plain_context().session),
    }


def test_what_changes_care_comes_first_and_what_everybody_has_last() -> None:
    """The first screen is all that a colleague in a hurry may read."""
    everything = full_participant("words")
    assert list(read(entry.to_fhir(everything, ALL, plain_context()))) == [
        "Attendance",
        "Medication plan (a plan, not a prescription)",
        "Medication review",
        "Referral",
        "Next step",
        "Plan",
        "Safety net",
        "Red flags",
        "What matters to me",
        "Pain story",
        "Health needs",
        "Problems",
        "Findings",
        "Advice",
        "Goals and actions",
        "Measures",
        "Results shown on the board",
        "Questions",
        "Education",
        "Learning point",
        "About the group clinic",
    ]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("me", "the patient"),
        ("Me ", "the patient"),
        ("I", "the patient"),
        ("myself", "the patient"),
        ("Patient", "the patient"),
        ("me and my wife", "me and my wife"),
        ("the practice", "the practice"),
        ("Mei", "Mei"),
    ],
)
def test_the_patients_own_me_reads_as_the_patient_to_others(who: str, said: str) -> None:
    participant = took_part(
        goals=[{"goal_id": "g1", "text": "Walk"}], actions=[{"goal_id": "g1", "what": "Shoes", "who": who}]
    )
    goals = read(entry.to_fhir(participant, ALL, plain_context()))["Goals and actions"]
    assert f"Action: Shoes; who: {said}; status: not started" in goals.splitlines()


_PEG = (("pain", 7), ("enjoyment", 8), ("activity", 6))


@given(parts, some.contexts)
def test_an_entry_stays_the_same_resource_whatever_is_added_to_it(
    allowed: frozenset[Part], context: Context
) -> None:
    later = took_part(narrative={"advice": "Walk a little every day"})
    first, second = (entry.to_fhir(one, allowed, context) for one in (took_part(), later))
    assert identity_of(first) == identity_of(second) == entry.identify(context)
