"""`fhir-vgc validate --package` holds a vendor's resources against the vendor's own profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles import wire
from profiles.archive import pack
from tests.cli.conftest import Run
from tests.profiles.derived import PLINTH
from tests.profiles.sliced import DATED, DEFINITIONS, GOAL
from tests.profiles.test_given_packages import STAGE_SET, STAGED, STAGES, packed

NAMED = {"meta": {"profile": [f"{PLINTH}/dated-goal"]}}


@pytest.fixture(autouse=True)
def _written(run: Run) -> None:
    Path("theirs.tgz").write_bytes(pack(packed(*DEFINITIONS)))
    Path("more.tgz").write_bytes(pack(packed(STAGED, STAGES, STAGE_SET)))
    Path("goals.ndjson").write_bytes(wire.dumps(GOAL | NAMED) + b"\n" + wire.dumps(DATED | NAMED))


def test_what_a_resource_names_is_held_against_it(run: Run) -> None:
    alone, ran = run("validate", "goals.ndjson"), run("validate", "goals.ndjson", "--package", "theirs.tgz")
    assert alone.code == 0
    assert "2 × a profile that is not at hand" in alone.out
    assert ran.code == 3
    assert (
        "goals.ndjson, line 1: Goal\n  error  Goal.start\n      is required\n      min of dated-goal"
        in ran.out
    )
    assert "a profile that is not at hand" not in ran.out


def test_a_profile_of_the_package_is_asked_for_by_its_name(run: Run) -> None:
    ran = run("validate", "goals.ndjson", "--package", "theirs.tgz", "--profile", "weight")
    assert ran.code == 3
    assert "should be a resource of this type" in ran.out
    assert run("validate", "goals.ndjson", "--package", "theirs.tgz", "--profile", "dated-goal").code == 3
    assert run("validate", "goals.ndjson", "--package", "theirs.tgz", "--profile", "Plinth").code == 2


def test_several_packages_count(run: Run) -> None:
    both = ("--package", "theirs.tgz", "--package", "more.tgz")
    ran = run("validate", "goals.ndjson", *both, "--profile", "staged-goal")
    assert ran.out.count("Goal.priority") >= 2
    assert run("validate", "goals.ndjson", *both, "--profile", "dated-goal").code == 3


def test_a_package_that_cannot_be_used_stops_it_with_the_reason(run: Run) -> None:
    ran = run("validate", "goals.ndjson", "--package", "goals.ndjson")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Error: --package goals.ndjson: found no whole .tgz; expected a FHIR package for R4. "
        "Name the .tgz of a FHIR package, or copy it again.\n"
    )
