"""The sheets about patients: notes, goals and actions, medication, reviews, consents, stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.values import TEXT_LIMIT
from tests.intake.clinic import NORA, OMAR, clinic, of, problem, read

WALK = of(NORA, goal_id="g1", text="Walk")


def test_the_headings_of_the_canonical_import_are_known(tmp_path: Path) -> None:
    fields = (
        "what_matters",
        "pain_story",
        "health_needs",
        "question",
        "finding",
        "advice",
        "plan",
        "learning",
    )
    rows = [of(NORA, field=field, text=f"some {field}") for field in fields]
    one = read(clinic(tmp_path, notes=rows)).participants[0]
    assert one.what_matters is not None
    assert one.what_matters.verbatim
    assert [question.text for question in one.questions] == ["some question"]
    told = one.narrative.model_dump(exclude_none=True)
    assert told == {
        "pain_story": "some pain_story",
        "health_needs": "some health_needs",
        "findings": "some finding",
        "advice": "some advice",
        "plan": "some plan",
        "learning_point": "some learning",
    }


def test_a_summary_is_not_taken_for_the_patients_own_words(tmp_path: Path) -> None:
    rows = [of(NORA, field="what_matters_summary", text="Wants to walk")]
    one = read(clinic(tmp_path, notes=rows)).participants[0]
    assert one.what_matters is not None
    assert not one.what_matters.verbatim


@pytest.mark.failure("3.7", "markup, formulas and control characters")
def test_a_control_character_in_a_text_is_a_problem(tmp_path: Path) -> None:
    rows = [of(NORA, field="plan", text="Swim\x07")]
    assert "row 2, column text: found a text of 5 characters (control character U+0007" in problem(
        clinic(tmp_path, notes=rows)
    )


@pytest.mark.failure("3.6", "a giant note")
@pytest.mark.failure("3.7", "unusual letters and long texts")
def test_a_text_beyond_the_limit_is_a_problem_and_one_at_the_limit_is_kept(tmp_path: Path) -> None:
    longest = "é" * TEXT_LIMIT
    one = read(clinic(tmp_path / "kept", notes=[of(NORA, field="plan", text=longest)])).participants[0]
    assert one.narrative.plan == longest
    said = problem(clinic(tmp_path / "refused", notes=[of(NORA, field="plan", text=longest + "é")]))
    assert "row 2, column text: found a text of 20001 characters" in said


def test_an_action_without_its_goal_is_a_problem(tmp_path: Path) -> None:
    said = problem(clinic(tmp_path, goals=[WALK], actions=[of(NORA, goal_id="g2", what="Stretch")]))
    assert said.startswith("actions.csv, row 2, column goal_id: found no goal of this patient")


def test_an_action_never_joins_another_patients_goal(tmp_path: Path) -> None:
    said = problem(clinic(tmp_path, goals=[WALK], actions=[of(OMAR, goal_id="g1", what="Stretch")]))
    assert said.startswith("actions.csv, row 2, column goal_id: found no goal of this patient")


def test_two_goals_of_one_patient_need_two_ids(tmp_path: Path) -> None:
    said = problem(clinic(tmp_path, goals=[WALK, {**WALK, "text": "Swim"}]))
    assert said.startswith("goals.csv, row 3, column goal_id: found the goal_id of another goal")


def test_two_patients_may_have_goals_of_the_same_id(tmp_path: Path) -> None:
    both = read(clinic(tmp_path, goals=[WALK, of(OMAR, goal_id="g1", text="Sleep")])).participants
    assert [goal.text for one in both for goal in one.goals] == ["Walk", "Sleep"]


def test_a_medication_plan_is_one_version_for_a_patient(tmp_path: Path) -> None:
    rows = [
        of(
            NORA, drug_text="Morphine", change="decrease", strength="10", strength_unit="mg", plan_version="2"
        ),
        of(NORA, drug_text="Paracetamol", change="no-change", plan_version=""),
    ]
    plan = read(clinic(tmp_path / "one", medication=rows)).participants[0].medication_plan
    assert plan is not None
    assert (plan.version, [line.strength for line in plan.lines]) == (2, ["10 mg", None])
    said = problem(clinic(tmp_path / "two", medication=[rows[0], {**rows[1], "plan_version": "3"}]))
    assert said.startswith(
        "medication.csv, row 3, column plan_version: found '3'; expected '2', as on the rows"
    )


def test_a_second_review_of_one_patient_is_a_problem(tmp_path: Path) -> None:
    review = of(NORA, type="opioid", reviewer="Dr Asha Verma", at="2026-03-05T18:40")
    said = problem(clinic(tmp_path, reviews=[review, {**review, "type": "structured"}]))
    assert said.startswith("reviews.csv, row 3: found a second row for this patient")


def test_consents_of_the_list_and_of_their_own_sheet_come_together(tmp_path: Path) -> None:
    people = [{**NORA, "consent_status": "given"}]
    rows = [of(NORA, kind="results-board", status="refused")]
    one = read(clinic(tmp_path, people, consents=rows)).participants[0]
    assert [(consent.kind, consent.status) for consent in one.consents] == [
        ("confidentiality-agreement", "given"),
        ("results-board", "refused"),
    ]


def test_an_agreement_without_its_status_is_not_given(tmp_path: Path) -> None:
    said = problem(clinic(tmp_path, [{**NORA, "consent_version": "2026-01"}]))
    assert said.startswith("participants.csv, row 2, column consent_status: found nothing")


def test_several_stays_are_kept_apart(tmp_path: Path) -> None:
    stays = [("18:01", "18:20"), ("18:25", "19:30")]
    rows = [of(NORA, joined_at=f"2026-03-05T{come}", left_at=f"2026-03-05T{go}") for come, go in stays]
    one = read(clinic(tmp_path, joins=rows)).participants[0]
    assert one.presence is not None
    assert [f"{stay.start:%H:%M}" for stay in one.presence.joins] == ["18:01", "18:25"]
    assert one.presence.minutes is None
