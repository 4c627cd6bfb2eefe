"""Has several processes work side by side; their answers come in the order of the questions."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")

_HELD = 3
"""Questions for each process of which nobody has taken the answer yet: so much is in memory."""


class Died(Exception):
    """A process ended before it had answered, killed or without memory; or it could not even begin."""


@dataclass(slots=True)
class _Asked(Generic[_Question, _Answer]):
    question: _Question
    answer: list[_Answer] = field(default_factory=list)
    """One, when it is there."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a process may begin as a copy of this one: at once, and with all that this one has compiled.

    That is safe where no other thread can hold a lock, which Linux alone tells. Elsewhere a process begins
    with nothing, and imports and compiles for itself.
    """
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


def side_by_side(
    work: Callable[[_Question], _Answer], questions: Iterable[_Question], processes: int
) -> Generator[tuple[_Question, _Answer]]:
    """Each question with what `work` makes of it in one of so many processes.

    What goes there and back is pickled; an error that `work` raises ends its process. When this is closed or
    raises, the processes are ended at once. Raises `Died`.
    """
    from multiprocessing.connection import wait  # most runs do without: they have no time for it

    coming = iter(questions)
    asked: deque[_Asked[_Question, _Answer]] = deque()
    busy: dict[Connection, _Asked[_Question, _Answer]] = {}
    with _processes(work, processes) as idle:
        while True:
            room = _HELD * processes - len(asked)
            for question in islice(coming, min(room, len(idle))):
                connection = idle.pop()
                asked.append(_Asked(question))
                busy[connection] = asked[-1]
                _tell(connection, question)
            while asked and asked[0].answer:
                first = asked.popleft()
                yield first.question, first.answer[0]
            if busy:
                for connection in cast("list[Connection]", wait(list(busy))):
                    busy.pop(connection).answer.append(_heard(connection))
                    idle.append(connection)
            elif room:
                return


@contextmanager
def _processes(work: Callable[[Any], Any], number: int) -> Iterator[list[Connection]]:
    """The connection to each process; none of these outlives the block."""
    from multiprocessing import get_context

    fork = can_fork()
    context = get_context("fork") if fork else get_context("spawn")
    started: list[tuple[BaseProcess, Connection]] = []
    try:
        with _interrupts_later(anew=not fork):
            for _ in range(number):
                here, there = context.Pipe()
                ours = [here, *(one for _, one in started)] if fork else []
                with there:  # open in that process alone, so that the end of either is noticed
                    process = context.Process(target=_work, args=(there, work, ours), daemon=True)
                    _start(process)
                started.append((process, here))
        yield [here for _, here in started]
    finally:
        for one, _ in started:
            one.kill()
        for one, here in started:
            one.join()
            here.close()


def _start(process: BaseProcess) -> None:
    try:
        process.start()
    except BlockingIOError:  # as many as are allowed
        raise Died from None


@contextmanager
def _interrupts_later(*, anew: bool) -> Iterator[None]:
    """A Ctrl-C goes to every process of a terminal: those that are started within leave it to this one."""
    if sys.platform == "win32":
        yield
        return
    if anew:
        from multiprocessing.resource_tracker import ensure_running

        ensure_running()  # when it begins, it lets them through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, work: Callable[[Any], Any], inherited: list[Connection]) -> None:
    """Answers until whoever asks is gone. Of an error nothing is printed: its words may be a patient's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in inherited:
        one.close()
    with connection, suppress(Exception):
        while True:
            connection.send(work(connection.recv()))


def _tell(connection: Connection, question: object) -> None:
    try:
        connection.send(question)
    except OSError:
        raise Died from None


def _heard(connection: Connection) -> Any:
    try:
        return connection.recv()
    except (EOFError, OSError):
        raise Died from None
