"""A practice's folder is loaded as a whole, in any order, and again without change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.errors import SourceError
from adapter.sandbox import Store, load

PATIENT = {"resourceType": "Patient", "id": "p1"}
OBSERVATION = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"text": "pain"},
    "subject": {"reference": "Patient/p1"},
}


def write(path: Path, *contents: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(content) for content in contents))


def test_files_bundles_and_lines_are_all_loaded_whatever_refers_to_what(tmp_path: Path) -> None:
    write(tmp_path / "a" / "observations.ndjson", OBSERVATION, OBSERVATION | {"id": "o2"})
    write(
        tmp_path / "b.json",
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]},
    )
    write(tmp_path / "c.json", {"resourceType": "Practitioner", "id": "g1"})
    (tmp_path / "notes.txt").write_text("not FHIR")
    with Store() as store:
        assert load(tmp_path, store) == 4
        assert all(
            store.holds(*reference.split("/"))
            for reference in ("Patient/p1", "Observation/o1", "Observation/o2", "Practitioner/g1")
        )


def test_a_bundle_may_refer_by_full_url(tmp_path: Path) -> None:
    entries = [
        {"fullUrl": "urn:uuid:7f7d7b9e-52e1-4d6f-9c7c-0f1b6c5d9a01", "resource": PATIENT},
        {
            "resource": OBSERVATION
            | {"subject": {"reference": "urn:uuid:7f7d7b9e-52e1-4d6f-9c7c-0f1b6c5d9a01"}}
        },
    ]
    write(tmp_path / "b.json", {"resourceType": "Bundle", "type": "collection", "entry": entries})
    with Store() as store:
        load(tmp_path, store)
        loaded = store.current("Observation", "o1")
        assert loaded is not None
        assert json.loads(loaded.body or b"")["subject"] == {"reference": "Patient/p1"}


def test_loading_again_makes_versions_only_of_what_changed(tmp_path: Path) -> None:
    write(tmp_path / "all.ndjson", PATIENT, OBSERVATION)
    with Store() as store:
        load(tmp_path, store)
        load(tmp_path, store)
        assert [version.version for version in store.history()] == [1, 1]
        write(tmp_path / "all.ndjson", PATIENT, OBSERVATION | {"status": "amended"})
        load(tmp_path, store)
        newest, *older = store.history()
        assert (newest.reference, newest.version, len(older)) == ("Observation/o1", 2, 2)


def test_every_problem_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "patient.json", PATIENT)
    write(tmp_path / "dangling.json", OBSERVATION | {"subject": {"reference": "Patient/nobody"}})
    write(tmp_path / "no-id.json", {"resourceType": "Patient"})
    write(tmp_path / "wrong.json", PATIENT | {"id": "p2", "surname": "x"})
    (tmp_path / "broken.json").write_text("{")
    with Store() as store:
        with pytest.raises(SourceError) as caught:
            load(tmp_path, store)
        assert sorted(problem.where for problem in caught.value.problems) == [
            "broken.json",
            "dangling.json, Observation.subject",
            "no-id.json",
            "wrong.json, Patient.surname",
        ]
        assert store.history() == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Store() as store, pytest.raises(SourceError) as caught:
        load(tmp_path / "nowhere", store)
    assert caught.value.problems[0].where == "nowhere"
    assert str(caught.value) == "nowhere was not loaded: 1 problem"
