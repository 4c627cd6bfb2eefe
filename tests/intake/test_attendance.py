from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.platforms.attendance import Interval, PlatformPerson, RowCounts, union_seconds
from adapter.intake.times import LONDON

START = datetime(2026, 3, 28, 23, 0, tzinfo=LONDON)  # summer time begins two hours later


def _interval(begin: int, length: int) -> Interval:
    joined = START.timestamp() + begin
    return Interval(
        datetime.fromtimestamp(joined, tz=LONDON), datetime.fromtimestamp(joined + length, tz=LONDON)
    )


intervals = st.builds(_interval, st.integers(0, 20_000), st.integers(0, 10_000))


@given(st.lists(intervals, min_size=1, max_size=8))
def test_a_union_is_between_its_longest_part_and_its_span(
    parts: list[Interval],
) -> None:
    union = union_seconds(parts)
    span = max(i.left.timestamp() for i in parts) - min(i.joined.timestamp() for i in parts)
    assert max(part.seconds for part in parts) <= union <= span
    assert union <= sum(part.seconds for part in parts)


@given(st.lists(intervals, max_size=6))
def test_a_second_device_adds_nothing_to_a_union(parts: list[Interval]) -> None:
    assert union_seconds(parts + parts) == union_seconds(parts)


@given(intervals, intervals)
def test_overlap_is_mutual_and_shortens_the_union(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    shared = one.seconds + other.seconds - union_seconds([one, other])
    if one.seconds and other.seconds:
        assert one.overlaps(other) == (shared > 0)


def test_an_interval_over_a_clock_change_has_its_true_length() -> None:
    assert Interval(START, datetime(2026, 3, 29, 3, 0, tzinfo=LONDON)).seconds == 3 * 3600


def test_an_interval_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Interval(START, START - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(None, None), (0, 0), (1, 1), (29, 1), (89, 1), (90, 2), (3600, 60), (3629, 60)]
)
def test_minutes_are_rounded_and_unknown_is_not_zero(seconds: int | None, minutes: int | None) -> None:
    assert PlatformPerson("Ada Example", (1,), seconds=seconds).minutes == minutes


def test_a_person_in_a_log_has_no_name() -> None:
    shown = repr(PlatformPerson("Ada Example", (7,), other_names=("Addie",), email="ada@home.example"))
    assert "7" in shown
    assert not any(word in shown for word in ("Ada", "Addie", "ada@"))


@pytest.mark.invariant("I6")
def test_books_that_do_not_balance_are_refused() -> None:
    with pytest.raises(ValueError, match="do not balance"):
        RowCounts(read=3, used=1, merged=1)
