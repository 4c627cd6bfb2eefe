"""A participant's filing: what it holds, in which order, and that it is about nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mappings import question
from mappings.assembly import assemble
from mappings.binding import references
from mappings.codes import CodeSet
from mappings.filing import Filing
from mappings.identity import Identity, identity_of
from mappings.records import (
    Approval,
    Attendance,
    Consent,
    Education,
    Experience,
    Guest,
    Invitation,
    NextStep,
    Participant,
    Presence,
    Proxy,
    Question,
    Referral,
    Reply,
    Session,
)
from mappings.vocabulary import PRESENT, AttendanceStatus, ConsentStatus, Part, ReplyStatus
from profiles import wire
from profiles.definitions import NHS_NUMBER, profile
from tests.mappings import strategies as some
from tests.mappings.examples import PERSON, SESSION, full_participant
from tests.mappings.laws import assert_text_beside_every_code, faults, without_codings

ALL: frozenset[Part] = frozenset({"individual", "group-note", "extras", "sensitive"})
ADMINISTRATIVE: frozenset[Part] = frozenset({"administrative"})
whole = settings(max_examples=40)
"""A whole filing is drawn: fewer of them, to keep the tests quick."""
parts = st.just(ADMINISTRATIVE) | st.frozensets(st.sampled_from(sorted(ALL)))


def kinds(filing: Filing) -> list[str]:
    """The profile of each resource, in order: `Goal` for VGC-Goal."""
    return [item.body["meta"]["profile"][0].removeprefix(profile("")) for item in filing.resources]


def content(filing: Filing) -> str:
    return wire.dumps([item.body for item in filing.resources]).decode()


def participant(**known: object) -> Participant:
    return Participant.model_validate({"row": 1, "person": PERSON, **known})


def came(**known: object) -> Participant:
    return participant(attendance=Attendance(status="attended-full"), **known)


# ── What a filing is ─────────────────────────────────────────────────────────────────────────────────


@given(some.sessions(), some.participants(), parts, some.code_sets)
@whole
def test_every_resource_of_a_filing_is_well_formed_and_has_its_words(
    session: Session, one: Participant, allowed: frozenset[Part], codes: CodeSet
) -> None:
    for item in assemble(session, one, allowed, codes).resources:
        assert faults(item.body) == ()
        assert_text_beside_every_code(item.body)
        assert identity_of(item.body) == item.identity


@given(some.sessions(), some.participants(), parts)
@whole
def test_a_filing_begins_with_the_appointment_and_ends_with_the_approval(
    session: Session, one: Participant, allowed: frozenset[Part]
) -> None:
    order = kinds(assemble(session, one, allowed - {"sensitive"}))
    assert order[0] == "Appointment"
    assert ("Provenance" in order) is (one.approval is not None)
    assert "Provenance" not in order[:-1]
    if "Encounter" in order:
        assert order[1] == "Encounter"


@pytest.mark.failure("3.3", "a reference that leads nowhere")
@given(some.sessions(), some.participants(), parts)
@whole
def test_no_identity_occurs_twice_and_every_link_leads_to_a_resource_of_the_filing(
    session: Session, one: Participant, allowed: frozenset[Part]
) -> None:
    filing = assemble(session, one, allowed)
    held = {item.identity.urn for item in filing.resources}
    assert len(held) == len(filing.resources)
    links = [
        item["reference"] for item in references([r.body for r in filing.resources]) if "reference" in item
    ]
    assert set(links) <= held


@given(some.sessions(), some.participants(), some.approvals, parts)
@whole
def test_the_approval_vouches_for_everything_else_of_the_filing(
    session: Session, one: Participant, approval: Approval, allowed: frozenset[Part]
) -> None:
    one = one.model_copy(update={"approval": approval, "sensitive_approval": approval})
    filing = assemble(session, one, allowed)
    vouched = [
        [target["reference"] for target in item.body["target"]]
        for item in filing.resources
        if item.resource_type == "Provenance"
    ]
    others = [item for item in filing.resources if item.resource_type != "Provenance"]
    apart = [item.identity.urn for item in others if item.identity.system.endswith("sensitive-entry")]
    together = [item.identity.urn for item in others if item.identity.urn not in apart]
    assert vouched == [together, *([apart] if apart else [])]


@given(some.sessions(), some.participants(), parts)
@whole
def test_the_same_records_give_the_same_filing_to_the_byte(
    session: Session, one: Participant, allowed: frozenset[Part]
) -> None:
    again = Session.model_validate_json(session.model_dump_json())
    same = Participant.model_validate_json(one.model_dump_json())
    assert content(assemble(again, same, allowed)) == content(assemble(session, one, allowed))


def test_an_administrative_entry_comes_with_nothing_else() -> None:
    with pytest.raises(ValueError, match="nothing else"):
        assemble(SESSION, came(), ADMINISTRATIVE | {"individual"})


@pytest.mark.failure("3.3", "one identity twice in a bundle")
@pytest.mark.failure("3.3", "a duplicate fullUrl or a missing request")
def test_two_resources_with_one_identity_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Question(text="Can I swim?", to_record=True)
    monkeypatch.setattr(question, "items", lambda _: [("one key", asked), ("one key", asked)])
    with pytest.raises(ValueError, match="same identity"):
        assemble(SESSION, came(), ALL)


# ── Whose it is ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.hazard("H1")
@given(some.sessions(), some.participants(), parts)
@whole
def test_nothing_of_another_participant_gets_into_a_filing(
    session: Session, one: Participant, allowed: frozenset[Part]
) -> None:
    other = full_participant("Quillon-Zwingli")
    assume(one.person.nhs_number != other.person.nhs_number)
    before = assemble(session, one, allowed)
    theirs = assemble(session, other, ALL)
    after = assemble(session, one, allowed)
    assert content(after) == content(before)
    assert "Quillon-Zwingli" in content(theirs)
    assert "Quillon-Zwingli" not in content(after)
    assert other.person.nhs_number not in content(after)
    assert not {item.identity for item in after.resources} & {item.identity for item in theirs.resources}


@pytest.mark.failure("3.4", "shared rows that everybody writes")
@given(some.sessions(), some.participants(), parts)
@whole
def test_a_filing_is_about_one_patient_and_holds_the_nhs_number_only_to_say_which(
    session: Session, one: Participant, allowed: frozenset[Part]
) -> None:
    filing = assemble(session, one, allowed)
    patients = [
        item["identifier"]["value"]
        for item in references([resource.body for resource in filing.resources])
        if item.get("identifier", {}).get("system") == NHS_NUMBER
    ]
    number = one.person.nhs_number
    assert set(patients) == {number}
    assert content(filing).count(number) == len(patients)


@given(some.sessions(), some.participants())
@whole
def test_what_stays_with_the_clinic_is_never_filed(session: Session, one: Participant) -> None:
    private = "Plinth-Quorum-7"
    kept = session.model_copy(
        update={
            "debrief": private,
            "incidents": (private,),
            "platform_meeting_id": private,
            "guests": (Guest(role="guest-speaker", name=private, organisation=private),),
            "recording_reason": private,
        }
    )
    experienced = one.model_copy(
        update={
            "experience": Experience(text=private, adverse_group_effect=private),
            "questions": (Question(text=private, answer=private, to_record=False),),
            "risk_seen_by": private,
        }
    )
    assert private not in content(assemble(kept, experienced, ALL))


@pytest.mark.hazard("H33")
def test_everything_that_was_said_reaches_a_reader_who_knows_no_code() -> None:
    """Hazard H33: take every coding and extension away, and the words still hold the whole content."""
    one = full_participant("Marked")
    plain = without_codings([item.body for item in assemble(SESSION, one, ALL).resources])
    read = wire.dumps(without_extensions(plain)).decode()
    unread = {text for text in texts_of(one.model_dump(mode="json")) if text not in read}
    assert {text.removeprefix("Marked ") for text in unread} == STAYS_WITH_THE_CLINIC | BESIDE_THE_TEXT


STAYS_WITH_THE_CLINIC = {
    *("family", "given", "preferred", "display name", "phone", "email", "postcode", "evidence"),
    *("experience", "adverse effect", "override", "repeat"),
}
"""What identifies the patient, how they were matched, and what they thought of the clinic."""

BESIDE_THE_TEXT = {
    *("template", "method", "taken by", "consent note", "identity check", "checked by", "confirmed by"),
    *("instrument version", "carried from"),
}
"""Evidence about the record rather than part of it: kept in extensions, not shown to a reader."""


def test_what_stays_with_the_clinic_is_in_no_element_of_a_filing() -> None:
    written = content(assemble(SESSION, full_participant("Marked"), ALL))
    assert not [word for word in STAYS_WITH_THE_CLINIC if f'"Marked {word}"' in written]


def texts_of(value: object) -> set[str]:
    """Every text of a record that `full_participant` marked."""
    if isinstance(value, str):
        return {value} if value.startswith("Marked ") else set()
    if isinstance(value, dict):
        return {text for inner in value.values() for text in texts_of(inner)}
    if isinstance(value, list):
        return {text for inner in value for text in texts_of(inner)}
    return set()


def without_extensions(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_extensions(inner) for name, inner in value.items() if name != "extension"}
    if isinstance(value, list):
        return [without_extensions(inner) for inner in value]
    return value


# ── What the parts allow ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", get_args(AttendanceStatus))
def test_only_somebody_who_was_there_has_an_encounter(status: AttendanceStatus) -> None:
    one = participant(attendance=Attendance(status=status))
    assert ("Encounter" in kinds(assemble(SESSION, one, ALL))) is (status in PRESENT)
    assert "Encounter" not in kinds(assemble(SESSION, one, ADMINISTRATIVE))


@given(some.sessions(), some.participants())
@whole
def test_without_any_part_nothing_but_the_attendance_is_said(session: Session, one: Participant) -> None:
    assert set(kinds(assemble(session, one, frozenset()))) <= {"Appointment", "Provenance"}


@given(some.sessions(), some.participants())
@whole
def test_an_administrative_filing_holds_no_clinical_content(session: Session, one: Participant) -> None:
    allowed = {"Appointment", "Consent", "Invitation", "Reply", "Entry", "Provenance"}
    assert set(kinds(assemble(session, one, ADMINISTRATIVE))) <= allowed


@given(some.sessions(), some.participants())
@whole
def test_what_belongs_to_the_group_is_left_out_where_only_the_care_given_may_be_filed(
    session: Session, one: Participant
) -> None:
    extras = {"WhatMatters", "Question", "Measurement"}
    assert not extras & set(kinds(assemble(session, one, frozenset({"individual"}))))


@pytest.mark.hazard("H6")
@given(some.sessions(), some.participants())
@whole
def test_care_that_was_given_is_never_left_out_for_want_of_an_agreement(
    session: Session, one: Participant
) -> None:
    filed = kinds(assemble(session, one, frozenset({"individual"})))
    assert filed.count("Goal") == len(one.goals)
    assert filed.count("QuestionnaireResponse") == len(one.assessments)
    assert filed.count("MedicationReview") == (one.medication_review is not None)
    assert filed.count("ReviewDue") == (one.review_due is not None)
    assert filed.count("OralMorphineEquivalent") == (one.oral_morphine_equivalent is not None)
    assert filed.count("Referral") == sum(r.needed == "yes" for r in one.referrals)


def test_a_topic_that_was_left_out_is_said_in_words_and_nowhere_else() -> None:
    one = came(education=(Education(topic="Pacing"), Education(topic="Breathing", given=False)))
    filing = assemble(SESSION, one, frozenset({"individual"}))
    topics = [i.body["code"]["text"] for i in filing.resources if i.resource_type == "Procedure"]
    assert topics == ["Pacing"]
    assert "Breathing (not given)" in content(filing)


def test_a_referral_or_step_that_is_not_decided_is_not_filed() -> None:
    one = came(
        referrals=(Referral(needed="not-decided", to="Pain clinic"), Referral(needed="no")),
        next_step=NextStep(kind="undecided"),
    )
    assert kinds(assemble(SESSION, one, frozenset({"individual"}))).count("Referral") == 0
    assert "NextStep" not in kinds(assemble(SESSION, one, frozenset({"individual"})))


@pytest.mark.hazard("H14")
@given(some.sessions(), some.participants(), some.code_sets)
@whole
def test_a_medicine_of_the_plan_can_never_be_taken_for_a_prescription(
    session: Session, one: Participant, codes: CodeSet
) -> None:
    """Hazard H14: a proposal in draft, with nothing that a pharmacy could act on, and words that say so."""
    for item in assemble(session, one, ALL, codes).resources:
        if item.resource_type == "MedicationRequest":
            assert (item.body["intent"], item.body["status"]) == ("proposal", "draft")
            assert "dispenseRequest" not in item.body
            assert "not a prescription" in item.body["dosageInstruction"][0]["text"]
        elif item.resource_type != "ServiceRequest":
            assert item.body.get("intent") in (None, "plan")


# ── Invitation and reply: a row for each status of the clinic workflow (section 5.1) ─────────────────


@pytest.mark.parametrize(
    ("status", "invited", "answered"),
    [
        ("planned", False, False),
        ("invited", True, False),
        ("undeliverable", False, False),
        ("no-response", True, False),
        ("accepted", True, True),
        ("declined", True, True),
        ("waitlisted", True, False),
        ("unsuitable", False, False),
        ("withdrawn", True, False),
    ],
)
def test_only_what_the_workflow_page_allows_is_written_of_an_invitation(
    status: ReplyStatus, invited: bool, answered: bool
) -> None:
    one = participant(invitation=Invitation(source="search"), reply=Reply(status=status))
    filed = kinds(assemble(SESSION, one, ADMINISTRATIVE))
    assert (("Invitation" in filed), ("Reply" in filed)) == (invited, answered)


@pytest.mark.parametrize(
    ("known", "filed"),
    [
        ({}, False),
        ({"sent_at": dt.datetime(2026, 2, 1, 9, 0, tzinfo=dt.UTC)}, True),
        ({"delivery": "delivered"}, True),
        ({"delivery": "unknown"}, False),
        ({"delivery": "failed", "sent_at": dt.datetime(2026, 2, 1, 9, 0, tzinfo=dt.UTC)}, False),
        ({"delivery": "sent", "already_in_record": True}, False),
        ({"delivery": "sent", "already_in_record": False}, True),
    ],
)
def test_an_invitation_is_written_once_it_went_out_and_only_once(
    known: dict[str, object], filed: bool
) -> None:
    sent = Invitation.model_validate({"source": "search", **known})
    assert ("Invitation" in kinds(assemble(SESSION, participant(invitation=sent), ADMINISTRATIVE))) is filed


def test_a_reply_links_to_its_invitation_only_where_that_is_filed() -> None:
    sent = Invitation(source="search", already_in_record=True)
    one = participant(invitation=sent, reply=Reply(status="declined"))
    filed = {
        kind: item.body
        for filing in [assemble(SESSION, one, ADMINISTRATIVE)]
        for kind, item in zip(kinds(filing), filing.resources, strict=True)
    }
    assert "Invitation" not in filed
    assert "inResponseTo" not in filed["Reply"]


# ── Consent ──────────────────────────────────────────────────────────────────────────────────────────


def consents(*rows: Consent) -> list[tuple[Identity, str]]:
    filing = assemble(SESSION, came(consents=rows), ALL)
    return [(i.identity, i.body["status"]) for i in filing.resources if i.resource_type == "Consent"]


@pytest.mark.parametrize("status", ["not-asked", "unknown"])
def test_a_consent_that_was_not_answered_is_not_filed(status: ConsentStatus) -> None:
    assert consents(Consent(kind="group", status=status)) == []


@pytest.mark.failure("3.7", "consent withdrawn in between")
def test_a_withdrawal_is_a_new_version_of_the_consent_that_was_given() -> None:
    agreed = Consent(kind="confidentiality-agreement", status="given")
    withdrawn = Consent(kind="confidentiality-agreement", status="withdrawn")
    ((first, active),) = consents(agreed)
    ((second, inactive),) = consents(agreed, withdrawn)
    assert (active, inactive) == ("active", "inactive")
    assert first == second


@pytest.mark.hazard("H11")
def test_a_proxy_agrees_to_the_session_and_to_nothing_else() -> None:
    one = participant(
        attendance=Attendance(status="attended-by-proxy"),
        presence=Presence(proxy=Proxy(relationship="daughter")),
        consents=(
            Consent(kind="confidentiality-agreement", status="given"),
            Consent(kind="contact-email", status="given"),
        ),
    )
    performers = [
        item.body["performer"][0].get("type")
        for item in assemble(SESSION, one, ALL).resources
        if item.resource_type == "Consent"
    ]
    assert performers == ["RelatedPerson", "Patient"]


def test_a_new_approval_touches_nothing_but_the_entries_and_the_provenance() -> None:
    before = full_participant("A word", PERSON.nhs_number)
    later = Approval(by="Dr Amina Okafor", at=SESSION.end + dt.timedelta(hours=1))
    first = assemble(SESSION, before, ALL).resources
    again = {"approval": later, "sensitive_approval": later}
    second = assemble(SESSION, before.model_copy(update=again), ALL).resources
    changed = {one.resource_type for one in first if one not in second}
    assert changed == {"Composition", "Provenance"}
    assert not {one.identity for one in first if one.resource_type == "Provenance"} & {
        one.identity for one in second
    }


def test_nothing_of_the_filing_leads_to_the_sensitive_entry_but_its_own_approval() -> None:
    one = full_participant("A word", PERSON.nhs_number)
    one = one.model_copy(update={"sensitive_approval": Approval(by="Dr Amina Okafor", at=SESSION.end)})
    resources = assemble(SESSION, one, ALL).resources
    (hidden,) = [item for item in resources if item.identity.system.endswith("sensitive-entry")]
    leading = [item for item in resources if hidden.identity.urn in str(item.body)]
    assert [item.resource_type for item in leading] == ["Provenance"]
    assert [target["reference"] for target in leading[0].body["target"]] == [hidden.identity.urn]
