"""The one place that decides whether a request is sent again, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import tenacity

from adapter.errors import (
    AnswerTooLarge,
    EndpointError,
    NotAuthorised,
    NotBegun,
    NotProcessed,
    OutcomeUnknown,
    Stopped,
    Unreachable,
)

_Answer = TypeVar("_Answer")

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STILL_AT_IT_WAIT = 300.0
"""Seconds before the same request is sent again after a 425 that does not say when (NHS Notify)."""

PATIENCE_AT_THE_END = 5.0
"""Seconds that a request is put off for once the run is to end: a service that takes long is killed."""

_ENDPOINT_IS_BUSY = frozenset((429, 503))
"""A Retry-After with one of these is about the endpoint, with any other about the one request."""


def should_repeat(error: BaseException, *, harmless: bool) -> bool:
    """Whether a request may be sent again after this error.

    What was certainly not processed may always be repeated. After an unknown outcome only a harmless request
    may (a read, a search, an update bound to a version): an unsafe one must be settled by looking (failure
    matrix 3.1, 3.2). An open circuit, or an answer larger than we read, is not mended by asking again.
    """
    if isinstance(error, Stopped | AnswerTooLarge):
        return False
    if isinstance(error, NotProcessed | Unreachable):
        return True
    return harmless and isinstance(error, OutcomeUnknown)


def pause_for_all(error: EndpointError) -> float | None:
    """Seconds for which nobody should ask this endpoint anything; None where only this request waits."""
    return error.retry_after if error.status in _ENDPOINT_IS_BUSY else None


def is_too_fast(error: EndpointError) -> bool:
    """Whether the endpoint refused the request because there are too many, not because it is ill.

    429; or 503 with a Retry-After, where its OperationOutcome names that as the reason (R4 issue-type).
    """
    by_name = error.status == 503 and error.retry_after is not None and error.issue == "throttled"
    return error.status == 429 or by_name


def repeatedly(
    send: Callable[[], _Answer],
    *,
    harmless: bool,
    attempts: int,
    patience: float,
    sleep: Callable[[float], None] = tenacity.nap.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> _Answer:
    """Call `send`, again where that is safe, at most `attempts` times; raises the last error.

    Waits as long as the endpoint asks for, otherwise exponentially with full jitter. Gives up at once where
    the next attempt would begin more than `patience` seconds after the first, and where `sleep` raises
    `NotBegun`.
    """
    jitter = tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)
    started = clock()
    last: BaseException | None = None

    def remember(state: tenacity.RetryCallState) -> None:
        nonlocal last
        last = _error(state)

    def wait(state: tenacity.RetryCallState) -> float:
        error = _error(state)
        if error is not None and error.retry_after is not None:
            return error.retry_after
        if error is not None and error.status == 425:
            return STILL_AT_IT_WAIT
        return jitter(state)

    def stop(state: tenacity.RetryCallState) -> bool:
        error = _error(state)
        # whoever has locked a resource is done by the second time, or is at something longer
        most = min(attempts, 2) if error is not None and error.status == 409 else attempts
        return state.attempt_number >= most or clock() - started + state.upcoming_sleep > patience

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: should_repeat(error, harmless=harmless)),
        stop=stop,
        wait=wait,
        before_sleep=remember,
        sleep=sleep,
        reraise=True,
    )
    try:
        return retrying(send)
    except NotBegun:
        if last is None:
            raise
        raise last from None  # a write of which nobody knows what came of it stays one


def once_renewed(send: Callable[[], _Answer], renew: Callable[[], bool]) -> _Answer:
    """Call `send`, and once more after a 401 if `renew` finds another authorisation to show.

    A 401 comes before anything is processed, so a write may be sent again.
    """
    try:
        return send()
    except NotAuthorised as error:
        if error.status != 401 or not renew():
            raise
    return send()


def _error(state: tenacity.RetryCallState) -> EndpointError | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, EndpointError) else None
