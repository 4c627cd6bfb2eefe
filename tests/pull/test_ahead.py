"""What is fetched ahead comes in order, is never more than a few pages, and fails where it is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from adapter.errors import OutcomeUnknown
from adapter.pull.ahead import Ahead

TIMEOUT = 10.0
WAITING = 4


class Pages:
    """Numbered pages, which say when each is asked for."""

    def __init__(self, pages: int, *, broken_at: int | None = None) -> None:
        self.asked = [threading.Event() for _ in range(pages)]
        self._broken_at = broken_at

    def __iter__(self) -> Iterator[int]:
        for number, asked in enumerate(self.asked):
            asked.set()
            if number == self._broken_at:
                raise OutcomeUnknown("no answer")
            yield number


def test_the_pages_come_in_their_order() -> None:
    with Ahead() as ahead:
        assert list(ahead.steps(iter(Pages(5)))) == [0, 1, 2, 3, 4]
        assert list(ahead.steps(iter(Pages(0)))) == []


def test_while_a_page_is_looked_at_a_few_are_fetched_and_no_more() -> None:
    pages = Pages(WAITING + 3)
    with Ahead() as ahead:
        steps = ahead.steps(iter(pages))
        assert next(steps) == 0
        assert pages.asked[WAITING].wait(TIMEOUT)
    assert not pages.asked[WAITING + 1].is_set()


def test_what_breaks_off_is_told_after_the_pages_before_it() -> None:
    seen = []
    with Ahead() as ahead:
        steps = ahead.steps(iter(Pages(3, broken_at=1)))
        seen.append(next(steps))
        with pytest.raises(OutcomeUnknown):
            next(steps)
    assert seen == [0]


def test_the_next_searches_are_under_way_before_one_has_been_looked_at() -> None:
    searches = {name: Pages(1) for name in ("one", "two", "three", "four", "five")}
    found = []
    with Ahead() as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name])):
            for step in steps:
                if name == "one":
                    assert searches["three"].asked[0].wait(TIMEOUT)
                    assert not searches["five"].asked[0].is_set()
                found.append((name, step))
    assert found == [(name, 0) for name in searches]


def test_what_is_left_in_the_middle_is_not_read_to_its_end_and_the_next_comes_whole() -> None:
    searches = {"long": Pages(3 * WAITING), "next": Pages(2)}
    found = []
    with Ahead() as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name])):
            found.append((name, next(steps) if name == "long" else list(steps)))
    assert found == [("long", 0), ("next", [0, 1])]
    assert not searches["long"].asked[-1].is_set()


def test_an_error_of_one_search_is_none_of_the_next() -> None:
    searches = {"broken": Pages(1, broken_at=0), "whole": Pages(1)}
    found: dict[str, list[int] | None] = {}
    with Ahead() as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name])):
            try:
                found[name] = list(steps)
            except OutcomeUnknown:
                found[name] = None
    assert found == {"broken": None, "whole": [0]}
