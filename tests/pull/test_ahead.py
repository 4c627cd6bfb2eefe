"""What is fetched ahead comes in order, is never more than a few pages, and fails where it is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from adapter.errors import OutcomeUnknown
from adapter.pull.ahead import Ahead

TIMEOUT = 10.0
FEWEST, MOST = 4, 24


def long(_page: int) -> int:
    return 1_000


def short(_page: int) -> int:
    return 10


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
    with Ahead(long) as ahead:
        assert list(ahead.steps(iter(Pages(5)))) == [0, 1, 2, 3, 4]
        assert list(ahead.steps(iter(Pages(0)))) == []


def test_while_a_long_page_is_looked_at_a_few_are_fetched_and_no_more() -> None:
    pages = Pages(2 * MOST)
    with Ahead(long) as ahead:
        steps = ahead.steps(iter(pages))
        for number in range(3):
            assert next(steps) == number
            assert pages.asked[number + FEWEST].wait(TIMEOUT)
    assert not pages.asked[3 + FEWEST].is_set()


def test_of_short_pages_more_are_fetched_but_not_all() -> None:
    pages = Pages(4 * MOST)
    with Ahead(short) as ahead:
        steps = ahead.steps(iter(pages))
        for number in range(MOST):
            assert next(steps) == number
        assert pages.asked[2 * MOST - 1].wait(TIMEOUT)
    assert not pages.asked[2 * MOST].is_set()


def test_as_pages_are_looked_at_as_many_wait_again_as_have_so_many_rows() -> None:
    pages = Pages(4 * MOST)
    with Ahead[int](lambda _page: 100) as ahead:
        steps = ahead.steps(iter(pages))
        for number in range(MOST):
            assert next(steps) == number
            assert pages.asked[number + 15].wait(TIMEOUT)
    assert not pages.asked[MOST + 15].is_set()


def test_where_the_pages_get_long_as_many_wait_as_have_so_many_rows() -> None:
    pages = Pages(4 * MOST)
    with Ahead[int](lambda page: 10 if page < MOST // 2 else 400) as ahead:
        steps = ahead.steps(iter(pages))
        assert next(steps) == 0
        assert pages.asked[MOST // 2 + FEWEST - 1].wait(TIMEOUT)
    assert not pages.asked[MOST // 2 + FEWEST].is_set()


def test_what_breaks_off_is_told_after_the_pages_before_it() -> None:
    seen = []
    with Ahead(long) as ahead:
        steps = ahead.steps(iter(Pages(3, broken_at=1)))
        seen.append(next(steps))
        with pytest.raises(OutcomeUnknown):
            next(steps)
    assert seen == [0]


def test_the_next_searches_are_under_way_before_one_has_been_looked_at() -> None:
    searches = {name: Pages(1) for name in ("one", "two", "three", "four", "five")}
    found = []
    with Ahead(long) as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name])):
            for step in steps:
                if name == "one":
                    assert searches["three"].asked[0].wait(TIMEOUT)
                    assert not searches["five"].asked[0].is_set()
                found.append((name, step))
    assert found == [(name, 0) for name in searches]


def test_what_is_left_in_the_middle_is_not_read_to_its_end_and_the_next_comes_whole() -> None:
    searches = {"long": Pages(3 * FEWEST), "next": Pages(2)}
    found = []
    with Ahead(long) as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name])):
            found.append((name, next(steps) if name == "long" else list(steps)))
    assert found == [("long", 0), ("next", [0, 1])]
    assert not searches["long"].asked[-1].is_set()


def test_searches_with_long_pages_wait_no_more_than_the_pages_of_one() -> None:
    searches = {name: Pages(1) for name in range(MOST)}
    with Ahead(long) as ahead:
        each = ahead.each(searches, lambda name: iter(searches[name]))
        _, steps = next(each)
        assert list(steps) == [0]
        assert searches[1].asked[0].wait(TIMEOUT)
    assert not searches[1 + FEWEST].asked[0].is_set()


def test_an_error_of_one_search_is_none_of_the_next_where_it_may_be_of_that_one() -> None:
    searches = {"broken": Pages(1, broken_at=0), "whole": Pages(1)}
    found: dict[str, list[int] | None] = {}
    with Ahead(long) as ahead:
        for name, steps in ahead.each(searches, lambda name: iter(searches[name]), lambda _: True):
            try:
                found[name] = list(steps)
            except OutcomeUnknown:
                found[name] = None
    assert found == {"broken": None, "whole": [0]}


def test_after_any_other_error_nothing_more_is_asked() -> None:
    searches = {"whole": Pages(1), "broken": Pages(1, broken_at=0), "next": Pages(1)}
    with Ahead(short) as ahead:
        each = ahead.each(searches, lambda name: iter(searches[name]))
        assert list(next(each)[1]) == [0]
        _, broken = next(each)
        with pytest.raises(OutcomeUnknown):
            next(broken)
        assert list(ahead.steps(iter(Pages(2)))) == [0, 1]
    assert not searches["next"].asked[0].is_set()


def test_where_somebody_breaks_off_what_was_to_be_fetched_is_not() -> None:
    begun, go_on = threading.Event(), threading.Event()
    asked = []

    def search(name: int) -> Iterator[int]:
        asked.append(name)
        if name == 1:
            begun.set()
            assert go_on.wait(TIMEOUT)
        yield name

    def broken_off(ahead: Ahead[int]) -> None:
        for name, steps in ahead.each(range(MOST), search):
            assert list(steps) == [name]
            assert begun.wait(TIMEOUT)
            raise OutcomeUnknown("no answer")

    with Ahead(short) as ahead:
        with pytest.raises(OutcomeUnknown):
            broken_off(ahead)
        go_on.set()
        assert list(ahead.steps(iter(Pages(2)))) == [0, 1]
    assert asked == [0, 1]
