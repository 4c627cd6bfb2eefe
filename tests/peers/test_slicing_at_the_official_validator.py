"""Slices are told apart as the official validator tells them, as far as it can be told at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from profiles import wire
from tests.peers.official_validator import OfficialValidator, Verdict, verdicts
from tests.peers.packages import empty
from tests.profiles.derived import PLINTH
from tests.profiles.sliced import CASES, DEFINITIONS, Case


@pytest.fixture(scope="module")
def sliced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("sliced")
    manifest = empty("plinth.sliced#1.0.0")["package/package.json"]
    (folder / "package.json").write_bytes(manifest)
    for one in DEFINITIONS:
        (folder / f"StructureDefinition-{one['id']}.json").write_bytes(wire.dumps(one))
    with OfficialValidator(folder).running() as url:
        yield url


@pytest.fixture(scope="module")
def said(sliced: str) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    for case in CASES:
        (verdict,) = verdicts(sliced, [(case.name, case.resource)], f"{PLINTH}/{case.profile}")
        found[case.name] = verdict
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.profile}: {case.name}")
def test_what_breaks_a_slice_is_refused_by_both(case: Case, said: dict[str, Verdict]) -> None:
    findings = [one for one in said[case.name].findings if one.refuses]
    assert said[case.name].refused is bool(case.errors or case.not_checked), findings
