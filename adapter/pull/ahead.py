"""Fetching ahead: while one page is looked at, the next ones are on their way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Generic, Self, TypeAlias, TypeVar

_Asked = TypeVar("_Asked")
_Step = TypeVar("_Step")
_Item = TypeVar("_Item")

_MOST = 24
"""Steps that wait at most: where a search has one page, it is one, and that the search ended another.

A page of news takes a long time to look at, one of our own echoes none: so many keep both sides at work
(docs/decisions/0028).
"""

_ROWS, _FEWEST = 1_500, 4
"""Where so many rows wait, no further step is fetched, unless fewer steps than that wait."""


class Ahead(Generic[_Step]):
    """One thread that fetches; what it meets is raised where the page would have been looked at.

    `rows` counts those of a step. Leaving waits for the page that is on its way.
    """

    def __init__(self, rows: Callable[[_Step], int]) -> None:
        self._rows = rows
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pull")

    def steps(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """The same steps; some are fetched ahead from when the first one is taken."""
        return self._fetched(_Steps(steps, self._rows))

    def each(
        self,
        asked: Iterable[_Asked],
        search: Callable[[_Asked], Iterator[_Step]],
        goes_on: Callable[[Exception], bool] = lambda _error: False,
    ) -> Iterator[tuple[_Asked, Iterator[_Step]]]:
        """Whatever is asked, with its steps; those of what is asked next are fetched meanwhile.

        What one search meets ends its own steps; nothing more is asked, unless it `goes_on` after that. Steps
        that are not taken are passed over.
        """

        def rows(found: _Found[_Asked, _Step]) -> int:
            return 0 if isinstance(found[1], _End) else self._rows(found[1])

        with closing(self._fetched(_Steps(_one_after_another(asked, search, goes_on), rows))) as fetched:
            for one, found in groupby(fetched, itemgetter(0)):
                yield one.asked, _of_one(found)
                one.left = True

    def _fetched(self, steps: _Steps[_Item]) -> Generator[_Item]:
        coming = deque[Future[_Item | _Enough | None]]()

        def ask() -> None:
            while len(coming) < _MOST:
                # the log tells of a request by the run that it belongs to
                coming.append(self._pool.submit(copy_context().run, steps.fetch))

        try:
            ask()
            while (step := coming.popleft().result()) is not None:
                if not isinstance(step, _Enough):
                    steps.take(step)
                    ask()
                    yield step
                ask()
        finally:
            for one in coming:
                one.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


class _Enough:
    """That so much waits already that nothing was fetched."""


class _Steps(Generic[_Item]):
    """Steps that one thread fetches and another takes, and how many of them wait, with how many rows.

    What is counted as fetched, the one thread alone writes; what is taken, the other.
    """

    def __init__(self, steps: Iterator[_Item], rows: Callable[[_Item], int]) -> None:
        self._steps = steps
        self._rows = rows
        self._fetched = self._rows_fetched = 0
        self._taken = self._rows_taken = 0

    def fetch(self) -> _Item | _Enough | None:
        """The next step; None after the last one."""
        if self._fetched - self._taken >= _FEWEST and self._rows_fetched - self._rows_taken >= _ROWS:
            return _Enough()
        step = next(self._steps, None)
        if step is not None:
            self._fetched += 1
            self._rows_fetched += self._rows(step)
        return step

    def take(self, step: _Item) -> None:
        self._taken += 1
        self._rows_taken += self._rows(step)


@dataclass(eq=False, slots=True)
class _Search(Generic[_Asked]):
    """One search, and whether nobody looks at its steps any more."""

    asked: _Asked
    left: bool = False


@dataclass(frozen=True, slots=True)
class _End:
    """That a search has no more steps, and why, if it met an error."""

    error: Exception | None = None


_Found: TypeAlias = tuple[_Search[_Asked], _Step | _End]


def _one_after_another(
    asked: Iterable[_Asked],
    search: Callable[[_Asked], Iterator[_Step]],
    goes_on: Callable[[Exception], bool],
) -> Iterator[_Found[_Asked, _Step]]:
    for one in map(_Search, asked):
        try:
            for step in search(one.asked):
                yield one, step
                if one.left:
                    break
        except Exception as error:  # it is raised where the step would have been taken
            yield one, _End(error)
            if not goes_on(error):
                return
        else:
            yield one, _End()


def _of_one(found: Iterable[_Found[_Asked, _Step]]) -> Iterator[_Step]:
    for _, step in found:
        if not isinstance(step, _End):
            yield step
        elif step.error is not None:
            raise step.error
        else:
            return  # the next one found would be another search's, which may take its time
