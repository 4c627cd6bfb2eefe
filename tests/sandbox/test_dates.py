"""A FHIR date covers a stretch of time, and stretches sort as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.sandbox.dates import NotADate, instant, period, stretch

MOMENTS = st.builds(
    lambda seconds, minutes: (
        datetime(1900, 1, 2, tzinfo=timezone(timedelta(minutes=minutes))) + timedelta(seconds=seconds)
    ),
    st.integers(0, 300 * 365 * 86_400) | st.floats(0, 300 * 365 * 86_400),
    st.integers(-14 * 60, 14 * 60),
)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"),
        ("2026-02", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"),
        ("2026-12", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"),
        ("2026-02-28", "2026-02-28T00:00:00.000Z", "2026-03-01T00:00:00.000Z"),
        ("2026-02-28T23:59+01:00", "2026-02-28T22:59:00.000Z", "2026-02-28T23:00:00.000Z"),
        ("2026-02-28T10:00:00Z", "2026-02-28T10:00:00.000Z", "2026-02-28T10:00:01.000Z"),
        ("2026-02-28T10:00:00.5Z", "2026-02-28T10:00:00.500Z", "2026-02-28T10:00:00.501Z"),
        ("9999", "9999-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_partial_date_covers_all_it_may_mean(text: str, first: str, after: str) -> None:
    assert stretch(text) == (first, after)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-02-30", "26-01-01", "2026-01-01T25:00", "2026-1-1", "0000"]
)
def test_what_is_no_fhir_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        stretch(text)


@given(MOMENTS, MOMENTS)
def test_instants_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (instant(one) < instant(other)) == (one < other)


@given(MOMENTS)
def test_a_dated_moment_lies_in_its_own_stretches(moment: datetime) -> None:
    utc = moment.astimezone(UTC)
    for text in (moment.isoformat(), f"{utc:%Y}".zfill(4), f"{utc:%Y-%m}", f"{utc:%Y-%m-%d}"):
        first, after = stretch(text)
        assert first <= instant(moment) < after


def test_an_open_period_reaches_to_the_end_of_time() -> None:
    assert period({"start": "2026-01"}) == ("2026-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")
    assert period({"end": "2026-01"}) == ("0001-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z")
