"""Fetching ahead: while one page is looked at, the next is on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Self, TypeVar

_Asked = TypeVar("_Asked")
_Step = TypeVar("_Step")


class Ahead:
    """One thread that fetches; what it meets is raised where the page would have been looked at.

    Leaving waits for the page that is on its way.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pull")

    def steps(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """The same steps; the first is fetched from now on, the next whenever one is taken."""
        return self._taken(self._fetch(steps), steps)

    def each(
        self, asked: Iterable[_Asked], search: Callable[[_Asked], Iterator[_Step]]
    ) -> Iterator[tuple[_Asked, Iterator[_Step]]]:
        """Whatever is asked, with its steps, while the first step of what is asked next is fetched."""
        before: tuple[_Asked, Iterator[_Step]] | None = None
        for one in asked:
            coming = one, self.steps(search(one))
            if before is not None:
                yield before
            before = coming
        if before is not None:
            yield before

    def _taken(self, coming: Future[_Step | None], steps: Iterator[_Step]) -> Iterator[_Step]:
        while (step := coming.result()) is not None:
            coming = self._fetch(steps)
            yield step

    def _fetch(self, steps: Iterator[_Step]) -> Future[_Step | None]:
        # the log tells of a request by the run that it belongs to
        return self._pool.submit(copy_context().run, lambda: next(steps, None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
