"""The reference pages say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapter.sandbox.faults import Faults
from docs.generate import REFERENCE, pages


@pytest.mark.parametrize("name", pages())
def test_a_reference_page_is_what_the_code_gives(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == pages()[name], "run make docs"


def test_the_script_of_faults_on_its_page_does_what_is_said_of_it(tmp_path: Path) -> None:
    script = tmp_path / "faults.toml"
    script.write_text(pages()["faults.md"].partition("```toml")[2].partition("```")[0], "utf-8")
    faults = Faults.read(script)
    asked = [("POST", "/"), ("GET", "/"), ("POST", "Patient/_search"), ("POST", ""), ("POST", "/")]
    assert [bool(faults.for_request(*one)) for one in asked] == [True, False, False, True, False]


def test_there_is_no_reference_page_that_nothing_makes() -> None:
    assert {page.name for page in REFERENCE.iterdir()} == set(pages())
