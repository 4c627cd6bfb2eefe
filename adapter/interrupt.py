"""Stopping cleanly: the first interrupt asks, the second one stops at once."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self


class Interrupt:
    """While entered, the first Ctrl-C (or SIGTERM) sets `asked`; the second ends the process with code 130.

    Ending at once loses nothing: what was intended is in the ledger, and the next push looks for it.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            _say(b"\nStopped. The next run looks first for what was under way; it can begin in a minute.\n")
            os._exit(130)
        self.asked = True
        _say(b"\nFinishing what is under way; interrupt again to stop at once.\n")


def _say(words: bytes) -> None:
    # what is interrupted may be in the middle of writing to sys.stderr, which takes no second writer
    with suppress(OSError):
        os.write(2, words)
