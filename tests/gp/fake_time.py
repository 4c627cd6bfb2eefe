"""A monotonic clock that a test moves; sleeping moves it too."""

from __future__ import annotations


class FakeTime:
    """Seconds."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
