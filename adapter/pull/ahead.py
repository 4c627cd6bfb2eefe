"""Fetching ahead: while one page is looked at, the next ones are on their way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Generic, Self, TypeAlias, TypeVar

_Asked = TypeVar("_Asked")
_Step = TypeVar("_Step")
_Fetched = TypeVar("_Fetched")

_FEWEST, _MOST = 4, 24
"""Steps that may wait: where a search has one page, it is one, and that the search ended another.

A page of news takes a long time to look at, one of our own echoes none: so many keep both sides at work
(docs/decisions/0028).
"""

_ROWS = 1_500
"""Rows that may wait, if each step had as many as the longest one so far; the fewest steps always may."""


class Ahead(Generic[_Step]):
    """One thread that fetches; what it meets is raised where the page would have been looked at.

    `rows` counts those of a step. Leaving waits for the page that is on its way.
    """

    def __init__(self, rows: Callable[[_Step], int]) -> None:
        self._rows = rows
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pull")

    def steps(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """The same steps; some are fetched ahead from when the first one is taken."""
        return self._fetched(steps, self._rows)

    def each(
        self, asked: Iterable[_Asked], search: Callable[[_Asked], Iterator[_Step]]
    ) -> Iterator[tuple[_Asked, Iterator[_Step]]]:
        """Whatever is asked, with its steps; those of what is asked next are fetched meanwhile.

        What one search meets ends its own steps. Steps that are not taken are passed over.
        """

        def rows(found: _Found[_Asked, _Step]) -> int:
            return 0 if isinstance(found[1], _End) else self._rows(found[1])

        fetched = self._fetched(_one_after_another(asked, search), rows)
        for one, found in groupby(fetched, itemgetter(0)):
            yield one.asked, _steps(found)
            one.left = True

    def _fetched(self, steps: Iterator[_Fetched], rows: Callable[[_Fetched], int]) -> Iterator[_Fetched]:
        coming = deque(self._fetch(steps) for _ in range(_FEWEST))
        longest = 1
        try:
            while (step := coming.popleft().result()) is not None:
                longest = max(longest, rows(step))
                room = min(_MOST, max(_FEWEST, _ROWS // longest)) - len(coming)
                coming.extend(self._fetch(steps) for _ in range(min(room, 2)))  # what comes may be longer
                yield step
        finally:
            for one in coming:
                one.cancel()

    def _fetch(self, steps: Iterator[_Fetched]) -> Future[_Fetched | None]:
        # the log tells of a request by the run that it belongs to
        return self._pool.submit(copy_context().run, lambda: next(steps, None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


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
    asked: Iterable[_Asked], search: Callable[[_Asked], Iterator[_Step]]
) -> Iterator[_Found[_Asked, _Step]]:
    for one in map(_Search, asked):
        try:
            for step in search(one.asked):
                yield one, step
                if one.left:
                    break
        except Exception as error:  # it is raised where the step would have been taken
            yield one, _End(error)
        else:
            yield one, _End()


def _steps(found: Iterable[_Found[_Asked, _Step]]) -> Iterator[_Step]:
    for _, step in found:
        if not isinstance(step, _End):
            yield step
        elif step.error is not None:
            raise step.error
        else:
            return  # the next one found would be another search's, which may take its time
