"""What must hold between what the model knows, the ledger and the records: after every step, and at rest."""

from __future__ import annotations

from collections import Counter

from mappings.binding import references
from mappings.identity import identity_of
from profiles.definitions import extension
from profiles.wire import Resource
from tests.machine.world import PEOPLE, World
from tests.push import clinic

_PUSHES_TO_REST = 6


class Doubled(AssertionError):
    """Something stands twice."""


class Lost(AssertionError):
    """What somebody meant to file, or wrote, is nowhere."""


class Overwritten(AssertionError):
    """What the practice wrote is gone, and nothing says why."""


def _require(holds: object, otherwise: type[AssertionError], what: object) -> None:
    if not holds:
        raise otherwise(what)


def holds(world: World) -> None:
    """What holds after every step: I1, I2, I5, I8 (the ledger opens), I11."""
    with world.ledger() as ledger:
        filings = ledger.filings("practice")
        standings = filings.standings()
        contested = filings.conflicts.filings()
    _require(world.ever <= set(standings), Lost, "a filing is gone from the ledger")
    world.ever = set(standings)
    assert contested <= set(standings)
    ours = [one for one in world.practice.resources() if one["resourceType"] != "MedicationRequest"]
    _require(len(ours) == len(set(map(identity_of, ours))), Doubled, "a resource stands twice")
    entries: Counter[int | None] = Counter()
    for resource in world.practice.resources():
        index = _patient_of(resource)
        written = str(resource)
        for other in range(PEOPLE):
            if other != index:
                assert clinic.STORIES[other] not in written, "somebody else's words"
                assert f"Person {other}:" not in written, "somebody else's words"
        entries[index] += resource["resourceType"] == "Composition"
    there: Counter[int | None] = Counter(
        world.whose(one.filing_id)[1] for one in standings.values() if one.state in ("filed", "unchanged")
    )
    _require(there <= entries, Lost, "filed, says the ledger, and is not in the record")
    for index, note in world.noted.items():
        stands = (world.goal(index) or {}).get("note")
        _require(stands == [{"text": note}], Overwritten, "a note of the practice's")


def rests(world: World) -> None:
    """With nothing failing any more it comes to rest: I1, I3, I7, I10, I11."""
    world.mends()
    with world.ledger() as ledger:
        for letter in ledger.dead_letters.listed("practice"):
            ledger.dead_letters.retry(letter, world.clock())
    for _ in range(_PUSHES_TO_REST):
        report = world.push()
        if not report.requests["write"] and not {"unknown", "held", "rejected"} & set(+report.filings):
            break
    else:
        raise AssertionError(f"no rest: {report.as_json()}")
    written = world.practice.versions()
    assert world.push().requests["write"] == 0, "a second run writes"
    assert world.sync().requests.get("write", 0) == 0, "a sync of what is filed writes"
    assert world.practice.versions() == written
    with world.ledger() as ledger:
        filings = ledger.filings("practice")
        kept = filings.conflicts.waiting()
        states = {key: one.state for key, one in filings.standings().items()}
    in_question = {world.whose(one.filing_id)[1] for one in kept}
    world.figures.waited += len(kept)
    world.figures.filings += sum(1 for state in states.values() if state in ("filed", "unchanged"))
    assert {key for key, state in states.items() if state == "conflict"} == {one.filing_id for one in kept}, (
        "in conflict, and nothing to choose"
    )
    for (index, element), said in world.said.items():
        _check_element(world, index, element, said, index in in_question)
    _check_pulled(world)


def _check_element(world: World, index: int, element: str, said: list[str], waits: bool) -> None:
    """What stands is what the clinic said last; or what the practice wrote, unless that was decided on.

    While the goal waits for a person, what stood before stands.
    """
    goal = world.goal(index)
    stands = _value(goal, element) if goal else None
    edit = world.edits.get((index, element))
    decided = world.decided(index, element)
    if waits:
        if edit is None or decided > edit.decided:
            assert stands is None or stands in said or edit, (index, element, stands)
        else:
            _require(stands == edit.value, Overwritten, (index, element, stands))
    elif edit is None:
        _require(stands == said[-1] or (decided and stands in said), Lost, (index, element, stands, said))
    elif stands != edit.value:
        _require(stands == said[-1], Lost, (index, element, stands, said))
        _require(decided > edit.decided, Overwritten, f"{element}, without a decision")


def _check_pulled(world: World) -> None:
    report = world.pull()
    if world.sessions and any(people for _, people in world.sessions):
        assert not report.problems, report.problems
        due = {name: drug for name, drug in world.prescribed.items() if _known(world, name)}
        _require(world.told.items() >= due.items(), Lost, "a change of the practice's was passed by")


def _known(world: World, name: str) -> bool:
    """Whether the prescription is one of somebody's who was ever at a session."""
    (one,) = [one for one in world.practice.resources("MedicationRequest") if one["id"] == name]
    return any(_patient_of(one) in people for _, people in world.sessions)


def _patient_of(resource: Resource) -> int | None:
    """The one patient that a resource is about; None where it names nobody (a Provenance has targets)."""
    named = {str(one.get("reference")) for one in references(resource)}
    patients = {one for one in named if one.startswith("Patient/")}
    assert len(patients) <= 1, "a resource of two patients"
    return int(patients.pop().removeprefix("Patient/p")) if patients else None


def _value(goal: Resource, element: str) -> str | None:
    if element == "description":
        return str(goal["description"]["text"])
    return next(
        (str(one["valueString"]) for one in goal["extension"] if one["url"] == extension("barriers")), None
    )
