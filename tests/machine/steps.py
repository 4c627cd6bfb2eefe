"""The steps of the outbox by name, and something that happens at one of them: a death, a stop, an edit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias
from unittest.mock import patch

from alembic import op

from adapter.gp.client import GpClient
from adapter.ledger.filings import Filings
from adapter.ledger.runs import Runs
from adapter.ledger.seen import Seen
from adapter.ledger.writing import Writing
from adapter.push.delivery import Delivery

Step: TypeAlias = tuple[Literal["before", "after"], str]

_DONE_BY: dict[str, tuple[object, tuple[str, ...]]] = {
    "migrate": (op, ("create_index",)),
    "intend": (Filings, ("intend",)),
    "send": (GpClient, ("write", "transaction")),
    "record": (Filings, ("answered",)),
    "settle": (Filings, ("settle",)),
    "commit": (Delivery, ("collect",)),
    "close the books": (Runs, ("finish",)),
    "see": (Seen, ("keep",)),
    "begin to write": (Writing, ("_begun",)),
}
"""What the steps are done by; what is recorded and settled is on disk when `commit` has ended.

No push migrates: that is a step of who opens a ledger that is new, or of an older program. After it began to
write, a process has SQLite's lock.
"""

PUSH_STEPS: tuple[Step, ...] = tuple(
    (when, name)
    for name in _DONE_BY
    for when in ("before", "after")
    if name not in ("migrate", "see", "begin to write")
)
STEPS: tuple[Step, ...] = (*PUSH_STEPS, ("before", "see"), ("after", "see"))


@contextmanager
def at(step: Step, happens: Callable[[], object], nth: int = 1) -> Iterator[None]:
    """Inside, something happens the `nth` time (1 = the first) that the step is come to, and only then.

    What is refused or fails was no step that one could be behind.
    """
    when, name = step
    owner, methods = _DONE_BY[name]
    times = itertools.count(1)

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def method(*given: Any, **named: Any) -> Any:
            if when == "before" and next(times) == nth:
                happens()
            answer = real(*given, **named)
            if when == "after" and next(times) == nth:
                happens()
            return answer

        return method

    patches = [patch.object(owner, method, watched(getattr(owner, method))) for method in methods]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
