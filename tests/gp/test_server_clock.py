"""The endpoint's clock is what its Date header says, whatever that is."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.gp.server_clock import ServerClock

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "date", ["Tue, 10 Mar 2026 12:01:30 GMT", "Tue, 10 Mar 2026 13:01:30 +0100", "Tue, 10 Mar 2026 12:01:30"]
)
def test_the_clock_is_read_from_the_date_of_an_answer(date: str) -> None:
    clock = ServerClock(lambda: NOW)
    clock.note({"Date": date})
    assert clock.skew == dt.timedelta(seconds=90)
    assert clock.on_time


@pytest.mark.failure("3.5", "the server's clock is wrong")
@pytest.mark.parametrize(
    "date",
    [
        "",
        "soon",
        "Fri, 31 Dec 9999 23:59:59 -0100",
        "Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
        "Tue, 10 Mar 2026 12:00:00 +9999999999",
    ],
)
def test_a_date_that_is_no_moment_says_nothing(date: str) -> None:
    clock = ServerClock(lambda: NOW)
    clock.note({"Date": date})
    assert (clock.now, clock.skew, clock.on_time) == (None, None, False)
