"""What was published under a version stays as it was: a change asks for a new version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from profiles import shipped, wire
from profiles.fsh import versions


def files(version: str = "1.0.0", **artefacts: Any) -> dict[str, bytes]:
    named = {f"{name}.json": wire.dumps(content) for name, content in artefacts.items()}
    return {"package.json": wire.dumps({"version": version}), ".index.json": b"{}", **named}


PUBLISHED = files(Goal={"min": 1, "date": "2026-01-01"})
LOCKED = {"1.0.0": versions.digests(PUBLISHED)}


def test_what_is_published_and_unchanged_is_let_through() -> None:
    assert versions.changed_under_release(PUBLISHED, LOCKED) == []


def test_neither_another_date_nor_another_order_is_a_change() -> None:
    assert versions.changed_under_release(files(Goal={"date": "2027-01-01", "min": 1}), LOCKED) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (files(Goal={"min": 0}), "Goal changed"),
        (files(), "Goal is gone"),
        (files(Goal={"min": 1}, Task={}), "Task is new"),
    ],
)
def test_a_change_under_a_published_version_is_refused_with_what_to_do(now: Any, told: str) -> None:
    (sentence,) = versions.changed_under_release(now, LOCKED)
    assert sentence == (
        f"{told}, but version 1.0.0 is already published: raise `version` in sushi-config.yaml;"
        " docs/profiles/versions.md says which part to raise"
    )


def test_a_new_version_may_change_anything() -> None:
    assert versions.changed_under_release(files("1.1.0", Goal={"min": 0}), LOCKED) == []


def test_a_release_is_recorded_once_and_never_rewritten(tmp_path: Path) -> None:
    lock = tmp_path / "versions.json"
    lock.write_text("{}")
    assert versions.record(PUBLISHED, lock) == "1.0.0"
    recorded = lock.read_text()
    assert wire.loads(recorded) == LOCKED
    versions.record(files(Goal={"min": 0}), lock)
    assert lock.read_text() == recorded


def test_the_pages_for_vendors_tell_the_version_that_is_shipped_and_locked() -> None:
    version = wire.loads(shipped.files()["package.json"])["version"]
    assert version in versions.released()
    folder = Path(__file__).parents[2] / "docs" / "profiles"
    named = {
        found
        for page in ("README.md", "validating.md")
        for found in re.findall(
            r"fhir-vgc\.r4-(\d+\.\d+\.\d+)|setVersion\(\"([\d.]+)\"\)", (folder / page).read_text("utf-8")
        )
    }
    assert {one or other for one, other in named} == {version}
    (newest, *_) = re.findall(
        r"^\| (\d+\.\d+\.\d+) \|", (folder / "versions.md").read_text("utf-8"), re.MULTILINE
    )
    assert newest == version
