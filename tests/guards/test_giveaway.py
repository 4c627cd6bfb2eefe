"""Whether a text that a person gives to the ledger holds an NHS number."""

from __future__ import annotations

import pytest

from adapter.guards.giveaway import shows_nhs_number


@pytest.mark.parametrize(
    "text",
    [
        "9990000018",
        "999 000 0018 was typed by hand",
        "(999-000-0018)",
        "999.000.0018",
        "row 12: 999 000 0018",
        "12 9990000018 5",
        "9990000018/typed by hand",
        "999\u2011000\u20110018",
        "NHS9990000018",
    ],
)
def test_an_nhs_number_is_found_however_it_is_written(text: str) -> None:
    assert shows_nhs_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "typed by hand",
        "9990000019",
        "99900000181",
        "ticket 12345",
        "call 020 7946 0958 1",
        "row 9, 10 May",
    ],
)
def test_other_numbers_are_nobodys(text: str) -> None:
    assert not shows_nhs_number(text)
