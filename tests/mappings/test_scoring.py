"""What the answers to an instrument give (hazards H15 and H34)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.instruments import INSTRUMENTS
from mappings.records import Answer, Assessment, Score
from mappings.scoring import (
    OutOfRange,
    complete,
    disagreements,
    faults,
    risk_answer,
    score,
    score_fault,
    scores,
)
from tests.mappings import strategies as some

AT = dt.datetime(2026, 3, 10, 9, 50, tzinfo=dt.UTC)
REGISTERED = sorted(INSTRUMENTS)


def filled(instrument: str, *answers: int | str | None) -> Assessment:
    """The instrument with these answers to its items, in their order."""
    return Assessment(
        instrument=instrument,
        timepoint="pre",
        at=AT,
        answers=tuple(
            Answer(item=item.id, value=None if value is None else Decimal(value))
            for item, value in zip(INSTRUMENTS[instrument].items, answers, strict=True)
        ),
    )


def value_of(assessment: Assessment) -> Decimal | None:
    result = score(assessment)
    assert result is not None
    return result.value


@st.composite
def proper(draw: st.DrawFn, instrument: str) -> Assessment:
    items = INSTRUMENTS[instrument].items
    return filled(instrument, *(draw(st.integers(item.lowest, item.highest)) for item in items))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((7, 8, 6), "7.0"), ((5, 6, 4), "5.0"), ((7, 8, 7), "7.3"), (("6.5", 6, 6), "6.2"), ((0, 0, 0), "0.0")],
)
def test_peg_is_the_mean_of_its_three_items(answers: tuple[int | str, ...], expected: str) -> None:
    assert str(value_of(filled("peg", *answers))) == expected


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("instrument", [name for name in REGISTERED if INSTRUMENTS[name].rule])
@given(data=st.data())
def test_one_missing_answer_means_no_score(instrument: str, data: st.DataObject) -> None:
    assessment = data.draw(proper(instrument))
    gap = data.draw(st.integers(0, len(assessment.answers) - 1))
    blank = assessment.answers[gap].model_copy(update={"value": None})
    others = assessment.answers[:gap], assessment.answers[gap + 1 :]
    left_blank = assessment.model_copy(update={"answers": (*others[0], blank, *others[1])})
    assert value_of(left_blank) is None
    assert not complete(left_blank)
    if others[0] + others[1]:
        left_out = assessment.model_copy(update={"answers": others[0] + others[1]})
        assert value_of(left_out) is None


@pytest.mark.parametrize("instrument", [name for name in REGISTERED if INSTRUMENTS[name].rule])
@given(data=st.data())
def test_a_computed_score_is_always_within_the_range_of_scores(instrument: str, data: st.DataObject) -> None:
    result = score(data.draw(proper(instrument)))
    assert result is not None
    assert result.value is not None
    assert score_fault(result) is None


@pytest.mark.parametrize("instrument", [name for name in REGISTERED if INSTRUMENTS[name].rule])
def test_the_extreme_answers_give_the_ends_of_the_range(instrument: str) -> None:
    row = INSTRUMENTS[instrument]
    assert value_of(filled(instrument, *(item.lowest for item in row.items))) == row.lowest
    assert value_of(filled(instrument, *(item.highest for item in row.items))) == row.highest


@pytest.mark.parametrize("instrument", ["pam-13", "swemwbs", "eq-5d-5l"])
def test_an_instrument_without_licence_or_table_is_not_scored(instrument: str) -> None:
    items = INSTRUMENTS[instrument].items
    assert score(filled(instrument, *(item.lowest for item in items))) is None


@pytest.mark.hazard("H15")
@pytest.mark.parametrize("instrument", REGISTERED)
@given(data=st.data())
def test_an_answer_out_of_range_is_refused(instrument: str, data: st.DataObject) -> None:
    """T-H15."""
    assessment = data.draw(proper(instrument))
    item = data.draw(st.sampled_from(INSTRUMENTS[instrument].items))
    beyond = data.draw(st.sampled_from((item.lowest - 1, item.highest + 1, 1000)))
    wrong = assessment.model_copy(
        update={
            "answers": tuple(
                one.model_copy(update={"value": Decimal(beyond)}) if one.item == item.id else one
                for one in assessment.answers
            )
        }
    )
    (fault,) = faults(wrong)
    assert fault == f"{instrument}: item {item.id} is {beyond}, expected {item.lowest} to {item.highest}"
    if INSTRUMENTS[instrument].rule:
        with pytest.raises(OutOfRange, match=item.id):
            score(wrong)


def test_half_points_are_refused_where_only_whole_answers_exist() -> None:
    assert faults(filled("phq-2", "1.5", 0)) == ("phq-2: item 1 is 1.5, expected a whole number",)
    assert faults(filled("nprs", "6.5")) == ()


def test_an_unknown_item_and_one_given_twice_are_both_reported() -> None:
    answers = tuple(Answer(item=item, value=Decimal(1)) for item in ("1", "1", "q2"))
    wrong = Assessment(instrument="phq-2", timepoint="pre", at=AT, answers=answers)
    assert faults(wrong) == (
        "phq-2: item 1 is given twice",
        "phq-2: there is no item q2, expected 1, 2",
    )


@pytest.mark.parametrize(
    ("instrument", "value", "fault"),
    [
        ("peg", "10.0", None),
        ("peg", "10.1", "peg is 10.1, expected 0 to 10"),
        ("swemwbs", "6", "swemwbs is 6, expected 7 to 35"),
        ("pseq", "61", "pseq is 61, expected 0 to 60"),
        ("eq-5d-5l", "21232", "eq-5d-5l has no single score"),
        ("a-local-one", "999", None),
    ],
)
def test_a_supplied_score_is_held_against_the_range(instrument: str, value: str, fault: str | None) -> None:
    supplied = Score(instrument=instrument, timepoint="pre", at=AT, value=Decimal(value))
    assert score_fault(supplied) == fault


def test_scores_supplied_stand_and_the_others_are_computed() -> None:
    pre = filled("peg", 7, 8, 6)
    post = pre.model_copy(update={"timepoint": "post"})
    supplied = Score(instrument="peg", timepoint="post", at=AT, value=Decimal("6.9"))
    assert [(one.timepoint, one.value) for one in scores((pre, post), (supplied,))] == [
        ("post", Decimal("6.9")),
        ("pre", Decimal("7.0")),
    ]
    assert disagreements((pre, post), (supplied,)) == ("peg: the post score is 6.9, its answers give 7.0",)


def test_a_supplied_score_takes_the_place_only_of_the_answers_of_its_own_day() -> None:
    first = filled("peg", 7, 8, 6)
    again = filled("peg", 5, 6, 4).model_copy(update={"at": AT + dt.timedelta(days=7)})
    supplied = Score(instrument="peg", timepoint="pre", at=again.at, value=Decimal("5.0"))
    assert [(one.at, one.value) for one in scores((first, again), (supplied,))] == [
        (again.at, Decimal("5.0")),
        (first.at, Decimal("7.0")),
    ]


@pytest.mark.parametrize("supplied", ["7", "7.33", "7.3"])
def test_a_mean_given_with_other_decimal_places_is_no_disagreement(supplied: str) -> None:
    answers = (7, 7, 7) if supplied == "7" else (7, 8, 7)
    own = Score(instrument="peg", timepoint="pre", at=AT, value=Decimal(supplied))
    assert disagreements((filled("peg", *answers),), (own,)) == ()


def test_answers_that_are_not_the_instruments_own_give_no_score() -> None:
    assert scores((filled("peg", 11, 8, 6),), ()) == ()


@pytest.mark.hazard("H34")
@given(st.integers(0, 3), some.several(st.integers(0, 3), most=8))
def test_any_answer_above_zero_to_the_self_harm_item_is_a_risk(item_9: int, others: tuple[int, ...]) -> None:
    """T-H34."""
    rest = (*others, *[0] * (8 - len(others)))
    assert risk_answer(filled("phq-9", *rest, item_9)) is (item_9 > 0)


@pytest.mark.hazard("H34")
def test_a_risk_answer_counts_in_an_incomplete_questionnaire_and_under_an_unknown_item() -> None:
    def only(item: str, value: int | None) -> Assessment:
        answer = Answer(item=item, value=None if value is None else Decimal(value))
        return Assessment(instrument="phq-9", timepoint="pre", at=AT, answers=(answer,))

    assert risk_answer(only("9", 1))
    assert risk_answer(only("phq9_9", 1))
    assert not risk_answer(only("phq9_9", 0))
    assert not risk_answer(only("9", None))
    assert not risk_answer(filled("gad-7", 3, 3, 3, 3, 3, 3, 3))
