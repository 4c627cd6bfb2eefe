"""What is fetched ahead comes in its order, is never more than one page, and fails where it is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from adapter.errors import OutcomeUnknown
from adapter.pull.ahead import Ahead

TIMEOUT = 10.0


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


def test_while_a_page_is_looked_at_the_next_is_fetched_and_none_after_it() -> None:
    pages = Pages(4)
    with Ahead() as ahead:
        steps = ahead.steps(iter(pages))
        assert pages.asked[0].wait(TIMEOUT)
        assert not pages.asked[1].is_set()
        assert next(steps) == 0
        assert pages.asked[1].wait(TIMEOUT)
    assert not pages.asked[2].is_set()


def test_what_breaks_off_is_told_after_the_pages_before_it() -> None:
    seen = []
    with Ahead() as ahead:
        steps = ahead.steps(iter(Pages(3, broken_at=1)))
        seen.append(next(steps))
        with pytest.raises(OutcomeUnknown):
            next(steps)
    assert seen == [0]


def test_the_first_page_of_what_is_asked_next_is_fetched_as_well() -> None:
    searches = {"one": Pages(1), "two": Pages(2), "three": Pages(1)}
    found = []
    with Ahead() as ahead:
        for number, (name, steps) in enumerate(ahead.each(searches, lambda name: iter(searches[name]))):
            if number == 0:
                assert searches["two"].asked[0].wait(TIMEOUT)
                assert not searches["three"].asked[0].is_set()
            found.append((name, list(steps)))
    assert found == [("one", [0]), ("two", [0, 1]), ("three", [0])]


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
