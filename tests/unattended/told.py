"""What people are told at rest: the books, each conflict, and in the logs nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.binding import references
from profiles import wire
from profiles.wire import Resource
from tests.unattended.clinic import Clinic
from tests.unattended.decided import part
from tests.unattended.people import People, mark
from tests.unattended.practice import Practice
from tests.unattended.process import Place


def books(place: Place, clinic: Clinic) -> Iterator[str]:
    """Where `status` does not count each approved entry once."""
    _, status = place.run("status")
    here = status["endpoints"]["practice"]
    counted, approved = sum(here["states"].values()) + here["not_pushed"], len(clinic.filings())
    if not (here["balanced"] and counted == status["participants"] == approved):
        yield f"books: {approved} approved, {status['participants']} imported, {counted} counted"


def conflicts(place: Place, practice: Practice) -> tuple[list[str], int]:
    """Each conflict that is not shown to a person with both sides as they are; and how many are."""
    _, listed = place.run("conflicts", "list")
    found, both = [], 0
    for one in listed["conflicts"]:
        _, shown = place.run("conflicts", "show", one["conflict"])
        kind, _, server_id = shown["resource"].partition("/")
        stands = _compared(practice, kind, server_id, int(shown["version"]))
        if shown["questions"] and all(
            question["clinic"] != question["practice"]
            and "filed" in question
            and part(stands, question["element"]) == question["practice"]
            for question in shown["questions"]
        ):
            both += 1
        else:
            found.append(f"conflict: {one['conflict'][:8]} does not show both sides as they are")
    return found, both


def _compared(practice: Practice, kind: str, server_id: str, number: int) -> Resource:
    """What stands there; of a patient who died or left, what stood there when it was last looked at."""
    version = practice.store.current(kind, server_id)
    assert version is not None
    stands: Resource = wire.loads(version.body or b"{}")
    gone = {f"Patient/p{index}" for index in practice.gone}
    if any(one.get("reference") in gone for one in references(stands)):
        version = practice.store.version(kind, server_id, number)
        assert version is not None
        stands = wire.loads(version.body or b"{}")
    return stands


def named(place: Place, people: People) -> Iterator[str]:
    """Where the log, the rounds or the metrics name or quote a patient."""
    names = {re.escape(name) for index in range(len(people)) for name in people.named(index)}
    marks = {re.escape(mark(index)) for index in range(len(people))}
    wanted = re.compile("|".join([rf"\b(?:{'|'.join(sorted(names))})\b", *sorted(marks)]))
    for file in (place.log, place.rounds, place.folder / "sync.prom"):
        if file.exists():
            for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
                if wanted.search(line):
                    yield f"named: {file.name}, line {number}"
