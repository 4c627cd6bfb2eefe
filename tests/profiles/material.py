"""What must conform to the profiles: what the fixtures give, the examples, and random valid records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, Phase, given, seed, settings

from adapter.guards.consent import allowed_parts
from adapter.intake.folder import read_source
from adapter.push.drafts import draft
from adapter.settings import Settings
from fixtures.generate import programme
from fixtures.make import FIXTURES
from mappings.assembly import assemble
from mappings.binding import bind
from mappings.codes import CORE_CODES, CodeSet
from mappings.filing import Filing
from mappings.records import Participant, Session
from mappings.vocabulary import Part
from profiles import wire
from profiles.checking.snapshots import PACKAGE
from profiles.wire import Resource
from tests.mappings import strategies as some

PROGRAMMES = ("richford-gate", "plymouth-sma")

_EVERY_PART: frozenset[Part] = frozenset(get_args(Part)) - {"administrative"}


def of_fixtures() -> Iterator[tuple[str, Resource]]:
    """Every resource that the two programmes file, by a name, as the GP record then holds it."""
    for name in PROGRAMMES:
        for reading in read_source(FIXTURES / name):
            assert reading.session is not None, reading.problems
            for one in draft(reading.session, reading.participants, Settings(ledger=":memory:")):
                yield from _named(f"{name}/{reading.session.session_date}", one.filing)


def of_package(package: Path = PACKAGE) -> Iterator[tuple[str, Resource]]:
    """Every example of the package, by its file name."""
    return _read(package / "example")


def of_definitions(package: Path = PACKAGE) -> Iterator[tuple[str, Resource]]:
    """The package's own definitions, by their file names."""
    return ((name, resource) for name, resource in _read(package) if "resourceType" in resource)


def of_random_records(filings: int, number: int = 1) -> Iterator[tuple[str, Resource]]:
    """What so many filings of random valid records hold; the same `number` gives the same ones."""
    drawn: list[Filing] = []

    @seed(number)
    @settings(
        max_examples=filings,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(some.sessions(), some.participants(), some.code_sets)
    def draw(session: Session, participant: Participant, codes: CodeSet | None) -> None:
        drawn.append(assemble(session, participant, _EVERY_PART, codes or CORE_CODES))

    draw()
    for at, filing in enumerate(drawn):
        yield from _named(f"random {at}", filing)


def of_a_programme(patients: int, number: int = 1) -> Iterator[tuple[str, Resource]]:
    """What an invented programme of so many patients files in two sessions."""
    for session, participants in programme(patients, 2, number):
        for participant in participants:
            filing = assemble(session, participant, allowed_parts(participant)[0])
            yield from _named(f"programme {session.session_id}", filing)


def _named(where: str, filing: Filing) -> Iterator[tuple[str, Resource]]:
    # as references of a server, whose type can be seen
    known = {one.identity.urn: f"{one.body['resourceType']}/{at}" for at, one in enumerate(filing.resources)}
    for at, one in enumerate(filing.resources):
        profile = one.body["meta"]["profile"][0].rpartition("-")[2]
        yield f"{where}, row {filing.row}, {profile} {at}", bind(one.body, "Patient/1", known)


def _read(folder: Path) -> Iterator[tuple[str, Resource]]:
    for path in sorted(folder.glob("[!.]*.json")):
        yield path.stem, wire.loads(path.read_bytes())
