"""When a resource was changed last is what its endpoint says, as far as that is a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from adapter.pull.change_query import updated


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-03-10T12:00:00+01:00", dt.datetime(2026, 3, 10, 11, tzinfo=dt.UTC)),
        ("2026-03-10T12:00:00Z", dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)),
        ("2026-03-10T12:00:00", None),
        ("2026-03-10", None),
        ("yesterday", None),
        (20260310, None),
        (None, None),
    ],
)
def test_only_a_moment_with_its_zone_is_one(said: Any, moment: dt.datetime | None) -> None:
    assert updated({"meta": {"lastUpdated": said}}) == moment


@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.parametrize(
    "said",
    [
        "0001-01-01T00:00:00+01:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_where_the_calendar_ends_is_no_moment_to_ask_from(said: str) -> None:
    assert updated({"meta": {"lastUpdated": said}}) is None
