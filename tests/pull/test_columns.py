"""What the coordinator's workbook has a column for is called as that column is."""

from __future__ import annotations

import pytest

from adapter.pull.changes import KINDS
from adapter.pull.columns import column
from mappings.in_words import word


@pytest.mark.parametrize(
    ("resource_type", "element", "named"),
    [
        ("Goal", "target[0].due[x]", "target_date"),
        ("Goal", "lifecycleStatus", "status"),
        ("MedicationRequest", "medication[x]", "drug_text"),
        ("Task", "owner", "owner"),
    ],
)
def test_an_element_that_the_workbook_has_a_column_for_is_called_like_it(
    resource_type: str, element: str, named: str
) -> None:
    known = word(resource_type, element)
    assert known is not None
    assert column(KINDS[resource_type], known) == named
