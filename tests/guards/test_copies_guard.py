"""No note twice: what two patients have word for word, or nearly so, waits in both rows (T-H3)."""

from __future__ import annotations

import pytest

from adapter.guards.copies import hold_copies, hold_repeated
from mappings.records import Consent, Education, Narrative, Participant, Person, Question, WhatMatters
from tests.guards.roster import OTAMBER, QUILL, VAN_DIJK, participant


def found_in(*people: Participant, similar_notes: float = 0.8) -> dict[int, str]:
    """What was found in each held row."""
    holds = hold_copies(people, similar_notes=similar_notes)
    held = {one.row: hold for one, hold in zip(people, holds, strict=True) if hold}
    assert all(hold.guard == "leakage" for hold in held.values())
    return {row: hold.found for row, hold in held.items()}


NOTE = (
    "Back pain since a fall three years ago, worst in the morning; walks the dog twice a day, sleeps five "
    "hours, and would like to be at work again by the summer. Pacing was explained."
)


def noted(row: int, person: Person, text: str) -> Participant:
    return participant(row, person, narrative=Narrative(pain_story=text))


@pytest.mark.hazard("H3")
def test_notes_that_are_nearly_the_same_are_held_in_both_rows() -> None:
    """T-H3: and say where the other one is."""
    copied = NOTE.replace("three", "four").upper()
    held = found_in(noted(2, QUILL, NOTE), noted(3, OTAMBER, copied), participant(4, VAN_DIJK))
    assert held == {
        2: "a note nearly the same as the note of row 3",
        3: "a note nearly the same as the note of row 2",
    }


def test_each_pair_of_three_is_held() -> None:
    people = [noted(row, who, NOTE) for row, who in ((2, QUILL), (3, OTAMBER), (4, VAN_DIJK))]
    assert sorted(found_in(*people)) == [2, 3, 4]


def test_notes_of_ones_own_are_not_held() -> None:
    other = (
        "Fibromyalgia for nine years. Was a postwoman and misses the rounds; knits, and sings in a choir now."
    )
    assert found_in(noted(2, QUILL, NOTE), noted(3, OTAMBER, other)) == {}


def test_short_notes_may_be_alike() -> None:
    short = "Pacing and sleep discussed."
    assert found_in(noted(2, QUILL, short), noted(3, OTAMBER, short)) == {}


@pytest.mark.hazard("H3")
def test_what_belongs_to_the_group_may_be_the_same_for_everybody() -> None:
    """T-H2b: questions, education and what matters are said together."""
    same = {
        "what_matters": WhatMatters(text=NOTE),
        "questions": (Question(text=NOTE, to_record=True),),
        "education": (Education(topic=NOTE),),
        "consents": (Consent(kind="group", status="given", note=NOTE),),
    }
    assert found_in(participant(2, QUILL, **same), participant(3, OTAMBER, **same)) == {}


@pytest.mark.parametrize(("limit", "held"), [(0.8, True), (0.9, True), (0.91, False), (1.0, False)])
def test_the_limit_is_the_share_of_equal_words_from_which_on_notes_are_held(limit: float, held: bool) -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    first = f"{words} seventeen eighteen nineteen twenty"
    second = f"{words} seventeen eighteen other words"
    assert (found_in(noted(2, QUILL, first), noted(3, OTAMBER, second), similar_notes=limit) != {}) is held


def test_at_the_highest_limit_equal_notes_are_still_held() -> None:
    assert 2 in found_in(noted(2, QUILL, NOTE), noted(3, OTAMBER, NOTE), similar_notes=1.0)


# ── One part of a note, word for word ────────────────────────────────────────────────────────────────

PASTED = "Evening dose one step lower from Monday week, ring if unsettled."
SAME_AS = "words that are the same as those of row {}"


def saying(row: int, field: str, text: str) -> Participant:
    """Somebody who has the text in that field, and else a long note of their own."""
    person = {2: QUILL, 3: OTAMBER, 4: VAN_DIJK}[row]
    own = {"learning_point" if field == "plan" else "plan": f"{row} " * 60}
    if field == "sensitive_note":
        return participant(row, person, sensitive_note=text, narrative=own)
    return participant(row, person, narrative={**own, field: text})


def all_saying(field: str, *texts: str) -> list[Participant]:
    return [saying(row, field, text) for row, text in enumerate(texts, start=2)]


@pytest.mark.parametrize(
    "field", ["pain_story", "health_needs", "problems", "findings", "advice", "plan", "sensitive_note"]
)
@pytest.mark.parametrize("again", [PASTED, PASTED.upper(), PASTED.replace(", ", "\n- ").rstrip(".")])
def test_one_text_pasted_into_two_rows_is_held_in_both(field: str, again: str) -> None:
    """Though the rest of their notes differs, and however it was set."""
    held = found_in(*all_saying(field, PASTED, again))
    assert held == {2: SAME_AS.format(3), 3: SAME_AS.format(2)}


@pytest.mark.parametrize("field", ["pain_story", "health_needs", "problems", "findings", "sensitive_note"])
def test_what_tells_of_one_patient_is_held_however_many_have_it(field: str) -> None:
    assert sorted(found_in(*all_saying(field, PASTED, PASTED, PASTED))) == [2, 3, 4]


@pytest.mark.parametrize("field", ["advice", "plan"])
def test_what_three_were_told_was_told_to_the_group(field: str) -> None:
    assert found_in(*all_saying(field, PASTED, PASTED, PASTED)) == {}


@pytest.mark.parametrize("field", ["red_flags", "safety_net", "learning_point"])
def test_standing_phrases_may_be_the_same(field: str) -> None:
    assert found_in(*all_saying(field, PASTED, PASTED)) == {}


def test_the_same_words_in_another_field_or_with_another_number_are_not_the_same_text() -> None:
    assert found_in(saying(2, "plan", PASTED), saying(3, "advice", PASTED)) == {}
    doses = [f"Morphine {dose} mg twice a day from next Monday" for dose in (20, 10)]
    assert found_in(*all_saying("plan", *doses)) == {}


@pytest.mark.parametrize(("length", "held"), [(34, False), (35, True)])
def test_a_few_words_may_be_the_same_by_chance(length: int, held: bool) -> None:
    text = "x" * length
    assert (found_in(*all_saying("plan", text, f"  {text.upper()} !")) != {}) is held


# ── One patient's notes of two sessions ──────────────────────────────────────────────────────────────

LAST_TIME = Narrative(
    pain_story=NOTE,
    findings="Walks without the stick; bends to the knees.",
    advice="Pace the day, and rest before it hurts.",
    plan="Evening dose one step lower from Monday week.",
)


@pytest.mark.hazard("H3")
def test_a_note_carried_over_from_the_session_before_is_held() -> None:
    """T-H3: though the story was told anew, and a word or two of the rest."""
    again = LAST_TIME.model_copy(update={"pain_story": "Better this month.", "findings": "Walks; bends."})
    held = hold_repeated(again, LAST_TIME, similar_notes=0.6)
    assert held is not None
    assert (held.guard, held.found) == (
        "approval",
        "a note nearly the same as the one of this patient's session before",
    )
    assert NOTE not in str(held)


@pytest.mark.parametrize(
    "changed",
    [
        {"findings": "Sleeps through.", "advice": "Go on as now.", "plan": "Dose stays; see again in June."},
        {"findings": None, "advice": None},
        {"findings": None, "advice": None, "plan": None},
    ],
)
def test_what_ails_a_patient_may_stand_as_it_did(changed: dict[str, str | None]) -> None:
    """The whole story is the same; what was found, said and agreed is another thing, or next to nothing."""
    assert hold_repeated(LAST_TIME.model_copy(update=changed), LAST_TIME, similar_notes=0.8) is None
