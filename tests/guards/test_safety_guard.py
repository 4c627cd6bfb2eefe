"""An answer that may mean risk waits until a clinician has seen it (T-H34)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from adapter.guards.safety import alert, hold_risk
from mappings.records import Answer, Assessment
from tests.guards.roster import participant


def answered(instrument: str, item: str, value: str | None) -> Assessment:
    return Assessment(
        instrument=instrument,
        timepoint="pre",
        at=dt.datetime(2026, 3, 10, 9, 40, tzinfo=dt.UTC),
        answers=(
            Answer(item="1", value=Decimal(3)),
            Answer(item=item, value=None if value is None else Decimal(value)),
        ),
    )


@pytest.mark.hazard("H34")
@pytest.mark.parametrize("value", ["1", "2", "3"])
def test_a_positive_self_harm_item_is_held_until_somebody_has_seen_it(value: str) -> None:
    assessments = (answered("phq-9", "9", value),)
    hold = hold_risk(participant(assessments=assessments))
    assert hold is not None
    assert hold.guard == "safety"
    assert "risk_seen_by" in hold.todo
    assert hold_risk(participant(assessments=assessments, risk_seen_by="Dr Amina Okafor")) is None


def test_one_positive_answer_among_many_questionnaires_is_enough() -> None:
    assessments = (answered("phq-9", "9", "0"), answered("peg", "2", "7"), answered("phq-9", "9", "1"))
    assert hold_risk(participant(assessments=assessments)) is not None


@pytest.mark.parametrize(
    ("instrument", "item", "value"), [("phq-9", "9", "0"), ("phq-9", "9", None), ("gad-7", "7", "3")]
)
def test_what_means_no_risk_is_not_held(instrument: str, item: str, value: str | None) -> None:
    assert hold_risk(participant(assessments=(answered(instrument, item, value),))) is None


@pytest.mark.hazard("H5")
def test_a_safeguarding_flag_is_told_at_once_and_holds_nothing() -> None:
    """T-H5: with the note still empty and nothing approved; and what it is about is written nowhere."""
    flagged = participant(safeguarding_flag=True)
    told = alert(flagged)
    assert told is not None
    assert told.guard == "safety"
    assert "safeguarding lead" in told.expected
    assert hold_risk(flagged) is None


def test_without_a_flag_nobody_is_alerted() -> None:
    assert alert(participant()) is None
