"""The one place that decides whether a request is sent again, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity

from adapter.errors import NotProcessed, OutcomeUnknown, Unreachable

_Answer = TypeVar("_Answer")

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0


def should_repeat(error: BaseException, *, harmless: bool) -> bool:
    """Whether a request may be sent again after this error.

    What was certainly not processed may always be repeated. After an unknown outcome only a harmless request
    (a read, a search) may: an unsafe one must be settled by looking (failure matrix 3.1, 3.2).
    """
    if isinstance(error, NotProcessed | Unreachable):
        return True
    return harmless and isinstance(error, OutcomeUnknown)


def repeatedly(
    send: Callable[[], _Answer],
    *,
    harmless: bool,
    attempts: int,
    sleep: Callable[[float], None] = tenacity.nap.sleep,
) -> _Answer:
    """Call `send`, again where that is safe, at most `attempts` times; raises the last error.

    Waits as long as the endpoint asks for, otherwise exponentially with full jitter.
    """
    jitter = tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None)
        return float(asked) if asked is not None else jitter(state)

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: should_repeat(error, harmless=harmless)),
        stop=tenacity.stop_after_attempt(attempts),
        wait=wait,
        sleep=sleep,
        reraise=True,
    )
    return retrying(send)
