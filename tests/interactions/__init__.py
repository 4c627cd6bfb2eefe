"""What a FHIR server does, as functions that ask one."""

import pytest

# pytest explains failed assertions of test modules only; these functions live in none
pytest.register_assert_rewrite(
    *(
        f"{__name__}.{module}"
        for module in (
            "bundles",
            "conditions",
            "errors",
            "histories",
            "reading_and_writing",
            "searching",
        )
    )
)
