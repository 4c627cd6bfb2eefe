"""What a patient's record holds of a filing, as `push` wrote it and `show` reads it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from profiles import wire
from tests.cli.conftest import Run
from tests.push import clinic

pytestmark = pytest.mark.usefixtures("imported")


@pytest.fixture
def practice() -> Iterator[str]:
    """The address of an embedded endpoint that knows the five patients."""
    with Store() as store, running(store) as url:
        for patient in clinic.practice():
            headers = {"Content-Type": "application/fhir+json"}
            requests.put(f"{url}/Patient/{patient['id']}", wire.dumps(patient), headers=headers, timeout=10)
        yield url


@pytest.fixture
def filing(run: Run, practice: str) -> str:
    """The id of a filing that is in its patient's record."""
    assert run("push", "--to", practice, "--json").document["filings"]["filed"] == 4
    found: str = run("show", "--to", practice, "--json").document["filings"][0]["filing"]
    return found


def test_what_was_filed_is_shown_as_a_reader_of_the_record_sees_it(
    run: Run, practice: str, filing: str
) -> None:
    shown = run("show", filing[:8], "--to", practice)
    assert (shown.code, shown.err) == (0, "")
    assert clinic.STORIES[0][:40] in " ".join(shown.out.split())
    assert "Encounter/" in shown.out
    assert clinic.STORIES[1][:40] not in " ".join(shown.out.split())


def test_what_was_filed_is_told_whole_as_one_document(run: Run, practice: str, filing: str) -> None:
    document = run("show", filing, "--to", practice, "--json").document
    assert document["filing"] == filing
    assert document["missing"] == []
    kinds = [resource["resourceType"] for resource in document["resources"]]
    assert {"Appointment", "Encounter", "Composition", "Goal", "Provenance"} <= set(kinds)


def test_what_is_gone_is_told_and_waits_for_a_person(run: Run, practice: str, filing: str) -> None:
    resources = run("show", filing, "--to", practice, "--json").document["resources"]
    gone = next(one for one in resources if one["resourceType"] == "Provenance")
    assert requests.delete(f"{practice}/Provenance/{gone['id']}", timeout=10).ok
    shown = run("show", filing, "--to", practice)
    assert shown.code == 3
    assert f"Provenance/{gone['id']}  was filed, and cannot be found any more" in shown.out
    document = run("show", filing, "--to", practice, "--json").document
    assert document["missing"] == [f"Provenance/{gone['id']}"]


def test_an_id_that_several_filings_begin_with_is_refused(run: Run, practice: str, filing: str) -> None:
    ran = run("show", "", "--to", practice)
    assert ran.code == 4
    assert "5 filings of that id" in ran.err
