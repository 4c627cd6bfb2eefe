from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.platforms.durations import read_duration, write_duration


@given(st.integers(0, 10**7))
def test_a_duration_that_is_written_is_read_again(seconds: int) -> None:
    assert read_duration(write_duration(seconds)) == seconds


@given(st.integers(0, 999), st.integers(0, 59), st.integers(0, 59))
def test_a_clock_duration_is_read(hours: int, minutes: int, seconds: int) -> None:
    assert read_duration(f"{hours}:{minutes:02}:{seconds:02}") == 3600 * hours + 60 * minutes + seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 7s", 3607),
        ("45m", 2700),
        ("3h", 10800),
        ("0s", 0),
        ("100h 1m 1s", 360061),
        ("1H13M42S", 4422),
        (" 10m\u00a059s ", 659),
        ("1 hr 12 min", 4320),
        ("2 hours 1 minute 5 seconds", 7265),
        ("00:47:03", 2823),
        ("47:03", 2823),
        ("3:23:20", 12200),
    ],
)
def test_durations_as_platforms_write_them(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["3s 2h", "3h 3h", "about 3h", "", " ", "45", "1h 2", "-3m", "1:60:00", "1:2", "--", "1.5h"]
)
def test_what_is_no_duration_is_unknown_and_never_zero(text: str) -> None:
    assert read_duration(text) is None
