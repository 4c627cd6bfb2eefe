"""Choosing between the clinic and the practice, as a person does it at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from mappings.records import Participant
from profiles import wire
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

PRACTICES = (
    "Walk to the park, as agreed on the telephone, and only as far as the second bench beyond the pond"
)


def _imported(folder: Path, **goal: Any) -> None:
    """The session as the clinic has it now, of its first participant alone."""
    hour = 15 if goal else 13
    said = clinic.participant(0).goals[0].model_copy(update=goal)
    person: Participant = clinic.participant(0, goals=(said,), approval=clinic.approval_at(hour))
    with Ledger(str(folder / "ledger.db")) as ledger:
        ledger.imports.keep(clinic.session(), [person], [], clinic.at(16))


@pytest.fixture
def conflict(run: Run, practice: Practice, tmp_path: Path) -> str:
    """The id of a conflict about the words of a goal; both sides changed them after they were filed."""
    _imported(tmp_path)
    assert run("push", "--to", practice.url).code == 0
    (goal,) = practice.resources("Goal")
    practice.put({**goal, "description": {"text": PRACTICES}})
    _imported(tmp_path, text="Run to the shops")
    pushed = run("push", "--to", practice.url)
    assert pushed.code == 3
    assert "conflicts show" in pushed.out
    (one,) = run("conflicts", "list", "--json").document["conflicts"]
    found: str = one["conflict"]
    return found


def test_the_list_says_where_and_what_and_since_when_and_nothing_of_the_patients(
    run: Run, conflict: str
) -> None:
    listed = run("conflicts", "list")
    assert listed.code == 3
    assert conflict[:8] in listed.out
    assert "session of 10 Mar 2026, row 2" in listed.out
    assert "Goal: description (text)" in listed.out
    assert "since today" in listed.out
    for said in (PRACTICES, "Run to the shops", clinic.NUMBERS[0], clinic.FAMILIES[0]):
        assert said not in listed.out
    (one,) = run("conflicts", "list", "--json").document["conflicts"]
    assert (one["session_date"], one["row"], one["elements"]) == ("2026-03-10", 2, ["description"])
    assert one["waits"] is True


@pytest.mark.hazard("H22")
def test_both_sides_and_what_was_filed_are_shown_within_eighty_columns(run: Run, conflict: str) -> None:
    shown = run("conflicts", "show", conflict[:8])
    assert shown.code == 3
    told = " ".join(shown.out.split())
    assert "description (text)" in told
    assert "filed Walk to the shops twice a week" in told
    assert "clinic Run to the shops" in told
    assert f"practice {PRACTICES}" in told
    assert "the patient's own words" in told
    assert max(map(len, shown.out.splitlines())) <= 80
    document = run("conflicts", "show", conflict, "--json").document
    (question,) = document["questions"]
    assert question["practice"] == {"text": PRACTICES}
    assert document["clinic"]["description"] == {"text": "Run to the shops"}


def test_a_choice_is_recorded_and_the_next_push_files_it(run: Run, practice: Practice, conflict: str) -> None:
    resolved = run("conflicts", "resolve", conflict[:8], "--keep", "ours", "--by", "Dr Imogen Vantongeren")
    assert resolved.code == 0
    assert "description: the clinic's value" in resolved.out
    assert run("conflicts", "list").code == 0
    assert run("push", "--to", practice.url).code == 0
    (goal,) = practice.resources("Goal")
    assert goal["description"] == {"text": "Run to the shops"}
    shown = run("conflicts", "show", conflict)
    assert shown.code == 0
    assert "Chosen by Dr Imogen Vantongeren.\n  description: the clinic's value\n" in shown.out


def test_once_somebody_has_chosen_the_status_asks_for_no_choice(
    run: Run, practice: Practice, conflict: str
) -> None:
    assert "choose with conflicts resolve" in " ".join(run("status").out.split())
    run("conflicts", "resolve", conflict, "--keep", "ours", "--by", "Dr Imogen Vantongeren")
    told = " ".join(run("status").out.split())
    assert "the next push or sync files it" in told
    assert "conflicts resolve" not in told
    (goal,) = practice.resources("Goal")
    practice.put({**goal, "description": {"text": "Swim"}})
    run("push", "--to", practice.url)
    assert "choose with conflicts resolve" in " ".join(run("status").out.split())


def test_another_value_is_taken_from_a_clinician_of_the_session_alone(
    run: Run, practice: Practice, conflict: str
) -> None:
    value = f"description={wire.dumps({'text': 'Walk, then run'}).decode()}"
    refused = run("conflicts", "resolve", conflict, "--value", value, "--by", "Tilly Marsh-Wren")
    assert refused.code == 4
    assert "clinician" in refused.err
    taken = run(
        "conflicts", "resolve", conflict, "--value", value, "--by", "Dr Imogen Vantongeren", "--json"
    ).document
    assert taken["choice"] == {"description": {"value": {"text": "Walk, then run"}}}
    assert run("push", "--to", practice.url).code == 0
    (goal,) = practice.resources("Goal")
    assert goal["description"] == {"text": "Walk, then run"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("null", "Goal.description: is required"),
        ('"Walk, then run"', "Goal.description: should be an object"),
        ('[{"text": "Walk, then run"}]', "Goal.description: should be an object"),
        ('{"text": 5}', "Goal.description.text: should be text"),
        ('{"words": "Walk, then run"}', "Goal.description.text: is required"),
    ],
)
def test_a_value_of_a_wrong_shape_is_told_as_that_and_is_not_recorded(
    run: Run, conflict: str, value: str, told: str
) -> None:
    given = ("--value", f"description={value}", "--by", "Dr Imogen Vantongeren")
    refused = run("conflicts", "resolve", conflict, *given)
    assert refused.code == 4
    assert f"--value description: what is given cannot stand there ({told}" in " ".join(refused.err.split())
    assert "practice" not in refused.err
    assert "Walk, then run" not in refused.err
    assert run("conflicts", "list").code == 3


def test_who_chooses_is_named_without_an_nhs_number(run: Run, conflict: str) -> None:
    refused = run("conflicts", "resolve", conflict, "--keep", "ours", "--by", "for 999 000 0018")
    assert (refused.code, "an NHS number is in it" in refused.err) == (4, True)
    assert "0018" not in refused.out + refused.err
    assert run("conflicts", "list").code == 3


def test_an_id_that_is_none_and_a_second_choice_are_refused_in_a_sentence(run: Run, conflict: str) -> None:
    assert "0 conflicts of that id" in run("conflicts", "show", "nothing").err
    chosen = ("conflicts", "resolve", conflict, "--keep", "theirs", "--by", "Dr Imogen Vantongeren")
    assert run(*chosen).code == 0
    again = run(*chosen)
    assert again.code == 4
    assert "is closed" in again.err
