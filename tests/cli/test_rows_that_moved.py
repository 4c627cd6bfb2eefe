"""A list imported in another order: whoever is told of a row is told of the one on the list as it is now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapter.ledger.ledger import Ledger
from mappings.identity import participation_id
from mappings.records import Participant
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice"]

DIED, HELD, REFUSED, CONTESTED, REST = range(5)


def people(moved: int = 0, **goal: Any) -> list[Participant]:
    """The list, everybody so many rows further down, and the last on the first rows."""
    found = []
    for index in range(5):
        changed: dict[str, Any] = {"row": (index + moved) % 5 + 2}
        if index == HELD:
            changed["approval"] = None
        if index == CONTESTED and goal:
            said = clinic.participant(index).goals[0].model_copy(update=goal)
            changed |= {"goals": (said,), "approval": clinic.approval_at(15)}
        found.append(clinic.participant(index, **changed))
    return found


def filing(index: int) -> str:
    return participation_id(clinic.session(), clinic.person(index))


@pytest.fixture
def to(practice: Practice, run: Run, tmp_path: Path) -> tuple[str, str]:
    """One has died, one is held, one refused and one in conflict; then an import moves all of them by two."""

    def keep(participants: list[Participant]) -> None:
        with Ledger(str(tmp_path / "ledger.db")) as ledger:
            ledger.imports.keep(clinic.session(), participants, [], clinic.at(12))

    to = ("--to", practice.url)
    practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    keep([people()[REFUSED]])
    run("push", *to)
    keep(people())
    run("sync", *to)
    keep(people(text="Run to the shops"))
    (goal,) = (one for one in practice.resources("Goal") if f"Patient/p{CONTESTED}" in str(one))
    practice.put({**goal, "description": {"text": "Walk to the park"}})
    practice.put(clinic.patient(DIED, deceasedDateTime="2026-11-20"))
    run("sync", *to)
    keep(people(2, text="Run to the shops"))
    return to


def rows(listed: list[dict[str, Any]]) -> dict[str, int]:
    return {one["filing"]: one["row"] for one in listed}


def now(*indices: int) -> dict[str, int]:
    return {filing(index): people(2)[index].row for index in indices}


@pytest.mark.hazard("H1")
def test_every_list_of_what_waits_names_the_row_that_somebody_is_on_now(
    run: Run, to: tuple[str, str]
) -> None:
    (status,) = run("status", "--json").document["endpoints"].values()
    assert rows(status["waiting"]) == now(HELD, REFUSED, CONTESTED)
    (flagged,) = status["flagged"]
    assert flagged["where"] == "session of 10 Mar 2026, row 4"
    assert rows(run("patients", "list", "--json").document["patients"]) == now(DIED)
    assert rows(run("deadletters", "list", "--json").document["deadletters"]) == now(REFUSED)
    assert rows(run("conflicts", "list", "--json").document["conflicts"]) == now(CONTESTED)
    listed = run("show", *to, "--json").document["filings"]
    assert rows(listed) == now(DIED, HELD, REFUSED, CONTESTED, REST)
