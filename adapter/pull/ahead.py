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

_WAITING = 4
"""Steps that wait at most: where a search has one page, two of them and that it ended after each."""


class Ahead:
    """One thread that fetches; what it meets is raised where the page would have been looked at.

    Leaving waits for the page that is on its way.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pull")

    def steps(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """The same steps; some are fetched ahead from when the first one is taken."""
        coming = deque(self._fetch(steps) for _ in range(_WAITING))
        try:
            while (step := coming.popleft().result()) is not None:
                coming.append(self._fetch(steps))
                yield step
        finally:
            for one in coming:
                one.cancel()

    def each(
        self, asked: Iterable[_Asked], search: Callable[[_Asked], Iterator[_Step]]
    ) -> Iterator[tuple[_Asked, Iterator[_Step]]]:
        """Whatever is asked, with its steps; those of what is asked next are fetched meanwhile.

        What one search meets ends its own steps. Steps that are not taken are passed over.
        """
        fetched = self.steps(_one_after_another(asked, search))
        for one, found in groupby(fetched, itemgetter(0)):
            yield one.asked, _steps(found)
            one.left = True

    def _fetch(self, steps: Iterator[_Step]) -> Future[_Step | None]:
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
