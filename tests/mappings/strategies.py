"""Hypothesis strategies for every record: odd Unicode, exact decimals, partial dates, offsets, gaps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st
from stdnum.gb import nhs

from mappings import records
from mappings import vocabulary as words
from mappings.codes import SEEN, SLOTS, CodeSet, ConfirmedCode
from mappings.context import Context
from mappings.instruments import INSTRUMENTS
from mappings.values import Concept

_T = TypeVar("_T")

# ── Values ───────────────────────────────────────────────────────────────────────────────────────────

AWKWARD_TEXTS = (
    "Getting back to the allotment",
    "Zoë, naïve café – «ça va»",
    "e\u0301 and é are not the same bytes",
    "שלום, مرحبا \u202eright to left\u202c",
    "👩🏽‍🦽 in 𝔉raktur 𐍈 and 🇬🇧",
    "two\nlines\tand a tab",
    "  spaces around  ",
    '<b>"quoted" & \\escaped\\</b>',
    "urn:uuid:not-a-reference",
    "=1+1",
    "null",
)

texts: st.SearchStrategy[str] = st.sampled_from(AWKWARD_TEXTS) | st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n", exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(text.strip()))

offsets = st.sampled_from((0, 60, 0, 60, -210, 345, 14 * 60)).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
moments: st.SearchStrategy[dt.datetime] = st.datetimes(
    min_value=dt.datetime(2020, 1, 2),  # noqa: DTZ001 - the strategy adds the offset
    max_value=dt.datetime(2030, 12, 30),  # noqa: DTZ001
    timezones=offsets,
    allow_imaginary=False,
)
dates = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
partial_dates: st.SearchStrategy[str] = st.builds(
    lambda date, length: date.isoformat()[:length], dates, st.sampled_from((4, 7, 10))
)
amounts: st.SearchStrategy[Decimal] = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**9), 10**9),
    st.integers(0, 6),
)
"""Exact decimals with their trailing zeros: `1.50` and `1.5` are both made."""

scales = st.integers(0, 10)
minutes = st.integers(0, 24 * 60)
booleans = st.booleans()
snomed_codes = st.sampled_from([code for code, _ in SEEN.values()])
concepts = st.builds(Concept, text=texts, code=st.none() | snomed_codes)
keys = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789._-", min_size=1, max_size=12)
instruments = st.sampled_from(("peg", "phq-9", "gad-7", "nprs", "pseq-2", "swemwbs", "a-local-one"))


def word(vocabulary: Any) -> st.SearchStrategy[Any]:
    """Any of the words of one closed list."""
    return st.sampled_from(get_args(vocabulary))


def optional(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[_T | None]:
    return st.none() | strategy


def several(strategy: st.SearchStrategy[_T], most: int = 3) -> st.SearchStrategy[tuple[_T, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def _nhs_number(middle: int) -> str:
    """The first valid number of the test range at or after 999 and these seven digits."""
    while not nhs.is_valid(number := f"999{middle:07d}"):
        middle += 1
    return number


nhs_numbers: st.SearchStrategy[str] = st.integers(0, 9_999_900).map(_nhs_number)
"""Valid by modulus 11, from the test range 999."""

# ── The session ──────────────────────────────────────────────────────────────────────────────────────

staff = st.builds(
    records.Staff,
    name=texts,
    role=word(words.Role),
    gmc=optional(st.integers(7_000_000, 7_999_999).map(str)),
    gphc=optional(st.just("2012345")),
    nmc=optional(st.just("12A3456E")),
    sds_user_id=optional(st.just("000123456789")),
    present_from=optional(moments),
)
clinicians = st.builds(
    records.Staff,
    name=texts,
    role=st.sampled_from(sorted(words.ATTESTING_ROLES)),
    gmc=optional(st.integers(7_000_000, 7_999_999).map(str)),
)
materials = st.builds(records.Material, title=texts, url=optional(texts), version=optional(texts))
programmes = st.builds(
    records.Programme,
    id=keys.map(lambda key: key.replace("_", "-")),
    title=texts,
    condition=concepts,
    ods_code=st.integers(10_000, 99_999).map("A{}".format),
)


@st.composite
def sessions(draw: st.DrawFn) -> records.Session:
    """What the mappers read of a session; the rest is left out, to keep the tests quick."""
    start = draw(moments)
    length = draw(st.integers(1, 240))
    started = draw(st.booleans())
    return records.Session(
        session_id=str(draw(st.uuids())),
        programme=draw(programmes),
        title=draw(texts),
        format=draw(word(words.SessionFormat)),
        mode=draw(word(words.SessionMode)),
        platform=draw(optional(word(words.Platform))),
        planned_start=start,
        planned_end=start + dt.timedelta(minutes=length),
        actual_start=start + dt.timedelta(minutes=2) if started else None,
        actual_end=start + dt.timedelta(minutes=length + 3) if started else None,
        session_date=start.date(),
        capacity=12,
        topics=draw(several(texts, most=2)),
        staff=(draw(clinicians), *draw(several(staff, most=2))),
        agreement_version=draw(texts),
        materials=draw(several(materials, most=1)),
        retention_until=start.date() + dt.timedelta(days=3650),
    )


# ── The person ───────────────────────────────────────────────────────────────────────────────────────

people = st.builds(
    records.Person,
    nhs_number=nhs_numbers,
    nhs_number_status=optional(word(words.NhsNumberStatus)),
    family=texts,
    given=st.lists(texts, min_size=1, max_size=2).map(tuple),
    preferred=optional(texts),
    birth_date=st.dates(dt.date(1920, 1, 1), dt.date(2008, 12, 31)),
    gender=optional(word(words.Gender)),
    phone=several(st.integers(100, 999).map("07700 900{}".format), most=1),
    email=several(st.integers(0, 999).map("patient{}@example.org".format), most=1),
    postcode=optional(st.just("ZZ99 3VZ")),
    registered_ods=optional(st.just("A81001")),
    status_flags=st.frozensets(word(words.StatusFlag), max_size=2),
    display_name=optional(texts),
)
matches = st.builds(
    records.Match,
    method=st.sampled_from(("nhs-number", "email", "phone", "facilitator-confirmed")),
    evidence=st.lists(texts, min_size=1, max_size=2).map(tuple),
    confidence=word(words.MatchConfidence),
    matched_by=optional(texts),
    matched_at=optional(moments),
)

code_sets: st.SearchStrategy[CodeSet] = st.builds(
    CodeSet,
    slots=st.dictionaries(
        st.sampled_from(SLOTS),
        st.builds(
            ConfirmedCode,
            code=snomed_codes,
            display=texts,
            version=optional(texts),
            confirmed_by=optional(texts),
            confirmed_at=optional(dates),
        ),
        max_size=4,
    ),
    confirmed=st.frozensets(st.sampled_from(sorted(SEEN))),
)
contexts: st.SearchStrategy[Context] = st.builds(
    Context, session=sessions(), person=people, codes=st.just(CodeSet()) | code_sets
)

# ── The patient's part ───────────────────────────────────────────────────────────────────────────────

invitations = st.builds(
    records.Invitation,
    source=word(words.InvitationSource),
    channel=optional(word(words.Channel)),
    sent_at=optional(moments),
    template_id=optional(texts),
    reason=optional(texts),
    delivery=optional(word(words.Delivery)),
    already_in_record=optional(booleans),
)
replies = st.builds(
    records.Reply,
    status=word(words.ReplyStatus),
    at=optional(moments),
    channel=optional(word(words.Channel)),
    decline_reason=optional(texts),
    wants_one_to_one=optional(booleans),
)
consents = st.builds(
    records.Consent,
    kind=word(words.ConsentKind),
    status=word(words.ConsentStatus),
    version=optional(texts),
    method=optional(texts),
    at=optional(moments),
    taken_by=optional(texts),
    withdrawn_at=optional(moments),
    note=optional(texts),
)


@st.composite
def _enrolments(draw: st.DrawFn) -> records.Enrolment:
    started, ended = draw(optional(partial_dates)), draw(optional(partial_dates))
    if started is not None and ended is not None:
        started, ended = sorted((started, ended))
        if ended.startswith(started):
            ended = started
    return records.Enrolment(
        state=draw(word(words.EnrolmentState)),
        cycle=draw(st.integers(1, 9)),
        started_at=started,
        ended_at=ended,
        end_reason=draw(optional(texts)),
    )


enrolments = _enrolments()
attendances = st.builds(
    records.Attendance,
    status=word(words.AttendanceStatus),
    source=optional(word(words.StatusSource)),
    confirmed_by=optional(texts),
    late_minutes=optional(minutes),
)


@st.composite
def intervals(draw: st.DrawFn) -> records.Interval:
    start = draw(moments)
    length = draw(optional(st.integers(0, 5400)))
    return records.Interval(start=start, end=None if length is None else start + dt.timedelta(seconds=length))


presences = st.builds(
    records.Presence,
    joins=several(intervals()),
    minutes=optional(minutes),
    identity_check=optional(
        st.builds(records.IdentityCheck, method=texts, by=optional(texts), at=optional(moments))
    ),
    others_present=several(texts),
    proxy=optional(
        st.builds(
            records.Proxy,
            relationship=texts,
            authority=optional(texts),
            identity_checked=optional(booleans),
        )
    ),
    private_one_to_one=optional(booleans),
)
what_matters = st.builds(records.WhatMatters, text=texts, verbatim=booleans)
questions = st.builds(
    records.Question,
    text=texts,
    theme=optional(texts),
    answered=optional(booleans),
    answer=optional(texts),
    to_record=booleans,
)
education = st.builds(records.Education, topic=texts, given=booleans, material=optional(texts))
narratives = st.builds(
    records.Narrative, **{name: optional(texts) for name in records.Narrative.model_fields}
)


@st.composite
def answers(draw: st.DrawFn, instrument: str) -> tuple[records.Answer, ...]:
    """Such as intake lets through: of an instrument that is known, its own items in their order and range."""
    if instrument not in INSTRUMENTS:
        own = st.builds(records.Answer, item=keys, value=optional(amounts))
        return tuple(draw(st.lists(own, min_size=1, max_size=5, unique_by=lambda answer: answer.item)))
    items = INSTRUMENTS[instrument].items
    asked = draw(st.sets(st.sampled_from(range(len(items))), min_size=1))
    return tuple(
        records.Answer(item=item.id, value=draw(optional(_within(item.lowest, item.highest, item.whole))))
        for item in (items[place] for place in sorted(asked))
    )


def _within(lowest: int, highest: int, whole: bool) -> st.SearchStrategy[Decimal]:
    return st.decimals(lowest, highest, places=0 if whole else 1)


@st.composite
def assessments_of(draw: st.DrawFn) -> records.Assessment:
    instrument = draw(instruments)
    return records.Assessment(
        instrument=instrument,
        version=draw(optional(texts)),
        timepoint=draw(word(words.Timepoint)),
        at=draw(moments),
        reported_by=draw(word(words.ReportedBy)),
        answers=draw(answers(instrument)),
    )


@st.composite
def scores_of(draw: st.DrawFn) -> records.Score:
    instrument = draw(instruments)
    row = INSTRUMENTS.get(instrument)
    value = (
        amounts
        if row is None or row.lowest is None or row.highest is None
        else _within(row.lowest, row.highest, row.rule != "mean")
    )
    return records.Score(
        instrument=instrument,
        timepoint=draw(word(words.Timepoint)),
        at=draw(moments),
        value=draw(optional(value)),
    )


assessments = assessments_of()
scores = scores_of()
measurements = st.builds(
    records.Measurement, name=concepts, value=amounts, unit=texts | st.just("kg"), at=moments
)


@st.composite
def goals(draw: st.DrawFn) -> records.Goal:
    measure = draw(optional(texts))
    return records.Goal(
        goal_id=draw(keys),
        text=draw(texts),
        category=draw(optional(word(words.GoalCategory))),
        start=draw(optional(partial_dates)),
        measure=measure,
        baseline=draw(optional(texts)),
        target=None if measure is None else draw(optional(texts)),
        target_date=draw(optional(partial_dates)),
        importance=draw(optional(scales)),
        confidence=draw(optional(scales)),
        barriers=draw(optional(texts)),
        support=draw(optional(texts)),
        stage_goals=draw(several(texts)),
        lifecycle=draw(word(words.GoalLifecycle)),
        achievement=draw(optional(word(words.GoalAchievement))),
        carried_from=draw(optional(texts)),
        set_by=draw(word(words.GoalSetBy)),
        agreed_with_clinician=draw(optional(booleans)),
    )


def actions(goal_ids: st.SearchStrategy[str] = keys) -> st.SearchStrategy[records.Action]:
    return st.builds(
        records.Action,
        goal_id=goal_ids,
        what=texts,
        who=optional(texts),
        when=optional(texts),
        status=word(words.ActionStatus),
    )


@st.composite
def plan_lines(draw: st.DrawFn) -> records.PlanLine:
    steps = draw(optional(st.integers(1, 9)))
    return records.PlanLine(
        drug=draw(texts),
        dmd=draw(optional(st.integers(0, 10**12).map("{:06}".format))),
        form=draw(optional(texts)),
        strength=draw(optional(texts)),
        dose=draw(optional(texts)),
        frequency=draw(optional(texts)),
        route=draw(optional(texts)),
        change=draw(word(words.MedicationChange)),
        step=draw(optional(st.integers(1, steps or 9))),
        steps=steps,
        next_step_date=draw(optional(partial_dates)),
        agreed_by=draw(optional(texts)),
        prescriber=draw(optional(texts)),
        note=draw(optional(texts)),
    )


medication_plans = st.builds(
    records.MedicationPlan,
    version=st.integers(1, 9),
    supersedes=optional(st.integers(1, 9)),
    lines=st.lists(plan_lines(), min_size=1, max_size=3).map(tuple),
)


@st.composite
def oral_morphine_equivalents_of(draw: st.DrawFn) -> records.OralMorphineEquivalent:
    uncomputable = draw(several(texts))
    return records.OralMorphineEquivalent(
        value=None if uncomputable else draw(optional(amounts.map(abs))),
        table_id=draw(texts),
        table_version=draw(texts),
        at=draw(moments),
        uncomputable=uncomputable,
    )


oral_morphine_equivalents = oral_morphine_equivalents_of()
medication_reviews = st.builds(
    records.MedicationReview,
    type=word(words.ReviewType),
    reviewer=texts,
    at=moments,
    outcome=optional(texts),
)
reviews_due = st.builds(records.ReviewDue, type=word(words.ReviewType), due=partial_dates)


@st.composite
def referrals(draw: st.DrawFn, needed: st.SearchStrategy[Any] | None = None) -> records.Referral:
    answer = draw(word(words.ReferralNeeded) if needed is None else needed)
    return records.Referral(
        needed=answer,
        to=draw(texts if answer == "yes" else optional(texts)),
        urgency=draw(optional(word(words.Urgency))),
        reason=draw(optional(texts)),
        sent_at=draw(optional(moments)),
        outcome=draw(optional(texts)),
    )


next_steps = st.builds(
    records.NextStep, kind=word(words.NextStepKind), date=optional(partial_dates), owner=optional(texts)
)
experiences = st.builds(
    records.Experience,
    rating=optional(scales),
    text=optional(texts),
    recommend=optional(booleans),
    isolation_less=optional(booleans),
    adverse_group_effect=optional(texts),
)
approvals = st.builds(records.Approval, by=texts, at=moments)


@st.composite
def participants(draw: st.DrawFn, person: st.SearchStrategy[records.Person] = people) -> records.Participant:
    """Any part, from nothing known to everything known, whatever the attendance."""
    own_goals = draw(st.lists(goals(), max_size=3, unique_by=lambda goal: goal.goal_id).map(tuple))
    steps: st.SearchStrategy[tuple[records.Action, ...]] = (
        several(actions(st.sampled_from([goal.goal_id for goal in own_goals]))) if own_goals else st.just(())
    )
    return records.Participant(
        row=draw(st.integers(1, 60)),
        person=draw(person),
        match=draw(optional(matches)),
        invitation=draw(optional(invitations)),
        reply=draw(optional(replies)),
        consents=draw(several(consents)),
        enrolment=draw(optional(enrolments)),
        attendance=draw(attendances),
        presence=draw(optional(presences)),
        what_matters=draw(optional(what_matters)),
        narrative=draw(narratives),
        questions=draw(several(questions)),
        education=draw(several(education)),
        assessments=draw(several(assessments, most=2)),
        scores=draw(several(scores, most=2)),
        measurements=draw(several(measurements, most=2)),
        goals=own_goals,
        actions=draw(steps),
        medication_plan=draw(optional(medication_plans)),
        oral_morphine_equivalent=draw(optional(oral_morphine_equivalents)),
        medication_review=draw(optional(medication_reviews)),
        review_due=draw(optional(reviews_due)),
        referrals=draw(several(referrals(), most=2)),
        next_step=draw(optional(next_steps)),
        sensitive_note=draw(optional(texts)),
        experience=draw(optional(experiences)),
        safeguarding_flag=draw(booleans),
        online_visible=draw(word(words.OnlineVisible)),
        agreement_override=draw(optional(texts)),
        repeat_override=draw(optional(texts)),
        approval=draw(optional(approvals)),
    )
