"""What an element of a resource is called in words."""

from __future__ import annotations

import pytest

from mappings.in_words import word


@pytest.mark.parametrize(
    ("resource_type", "element", "known"),
    [
        ("Goal", "target[0].due[x]", "target_date"),
        ("Goal", "description", "text"),
        ("CarePlan", "activity[2]", "actions"),
        ("CarePlan", "period.start", "start"),
        ("Goal", "statusDate", None),
        ("Basic", "code", None),
    ],
)
def test_an_element_has_its_word_wherever_it_stands_in_a_list(
    resource_type: str, element: str, known: str | None
) -> None:
    assert word(resource_type, element) == known
