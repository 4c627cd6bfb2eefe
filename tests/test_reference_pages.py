"""The reference pages say what the code says."""

from __future__ import annotations

import pytest

from docs.generate import REFERENCE, pages


@pytest.mark.parametrize("name", pages())
def test_a_reference_page_is_what_the_code_gives(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == pages()[name], "run make docs"


def test_there_is_no_reference_page_that_nothing_makes() -> None:
    assert {page.name for page in REFERENCE.iterdir()} == set(pages())
