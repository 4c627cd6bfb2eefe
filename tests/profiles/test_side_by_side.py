"""Processes side by side answer in order, hold little, and are gone when nobody wants them any more."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from profiles.checking.side_by_side import Died, processors, side_by_side

ASKED = range(200)


@pytest.fixture(autouse=True)
def _none_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_each_answer_comes_with_its_question_in_their_order(processes: int) -> None:
    assert list(side_by_side(str, ASKED, processes)) == [(number, str(number)) for number in ASKED]


def test_processes_that_begin_anew_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.checking.side_by_side.can_fork", lambda: False)
    assert list(side_by_side(str, ASKED, 2)) == [(number, str(number)) for number in ASKED]


def test_where_nothing_is_asked_nothing_is_answered() -> None:
    assert list(side_by_side(str, (), 2)) == []


def test_more_than_a_pipe_holds_goes_there_and_back() -> None:
    large = [bytes([number]) * 1_000_000 for number in range(8)]
    assert list(side_by_side(bytes, large, 2)) == [(one, one) for one in large]


def test_no_more_is_taken_than_will_soon_be_wanted() -> None:
    taken: list[int] = []
    questions = (taken.append(number) or number for number in ASKED)  # type: ignore[func-returns-value]
    with closing(side_by_side(str, questions, 2)) as answers:
        for number, (question, _) in enumerate(answers):
            assert question == number
            assert len(taken) <= number + 1 + 6


def test_who_has_enough_leaves_no_process_behind() -> None:
    with closing(side_by_side(str, ASKED, 2)) as answers:
        assert next(answers) == (0, "0")
        assert len(multiprocessing.active_children()) == 2


def test_a_process_that_ends_is_no_silence(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Died), closing(side_by_side(int, ["1", "2", "Quill", "4"] * 20, 2)) as answers:
        list(answers)
    assert capfd.readouterr() == ("", "")


def test_as_many_processors_as_may_be_used() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)
