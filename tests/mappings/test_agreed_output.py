"""A change of what a mapper writes is seen by a person before it is released (hazard H29)."""

from __future__ import annotations

import pytest

from profiles.definitions import MAPPING_SOURCE
from tests.mappings.agreed import AGREED, filing

CHANGED = (
    "What is filed has changed. If it is meant: raise MAPPING_VERSION, write the file anew"
    " (python -m tests.mappings.agreed), and have a clinician look at its difference."
)


@pytest.mark.failure("3.7", "a mapping gives something new")
@pytest.mark.hazard("H29")
def test_what_is_filed_is_what_was_agreed() -> None:
    agreed = AGREED.read_text("utf-8")
    assert filing() == agreed, CHANGED
    assert agreed.count(f'"{MAPPING_SOURCE}"') == agreed.count('"meta": {')
