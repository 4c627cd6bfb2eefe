"""Tokens that we ask for: kept while they live, asked for anew before they end, never in a burst."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from adapter.errors import NotAuthorised
from adapter.gp.auth.token_endpoint import Granted

EARLY = 60.0
"""Seconds before its end that a token is no longer used; half its life, where that is less."""

REST = 60.0
"""Seconds for which a server is left alone that failed twice, or whose new token was refused as well."""

_PAUSE = 1.0
"""Seconds between the two tries."""


class Tokens:
    """Bearer tokens from `ask`, which raises `NotAuthorised` where it gets none.

    `secret` looks whether what they are asked for with is of use.

    One thread asks while the others wait for what it gets. A request that fails is repeated once: some
    servers answer 400 or 500 now and then. After that, whoever needs a token is told the same for a minute,
    so that a thousand filings without a token are not two thousand requests.
    """

    def __init__(
        self,
        ask: Callable[[], Granted],
        secret: Callable[[], None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._secret, self._clock = ask, secret, clock
        self._lock = threading.Lock()
        self._granted: Granted | None = None
        self._until = 0.0
        self._replaced_at: float | None = None
        self._failed: tuple[float, str] | None = None

    def headers(self, method: str, path: str) -> dict[str, str]:
        with self._lock:
            if self._granted is None or self._clock() >= self._until:
                self._granted = None
                self._granted = self._new()
            return _header(self._granted)

    def renew(self, refused: Mapping[str, str]) -> bool:
        with self._lock:
            if self._granted is None or _header(self._granted) != refused:
                # another thread was told before us
                return True
            now = self._clock()
            if self._replaced_at is not None and now - self._replaced_at < REST:
                return False
            self._granted, self._replaced_at = None, now
            return True

    def check(self) -> None:
        self._secret()

    def _new(self) -> Granted:
        if self._failed is not None and self._clock() < self._failed[0]:
            raise NotAuthorised(self._failed[1])
        try:
            try:
                granted = self._ask()
            except NotAuthorised:
                time.sleep(_PAUSE)
                granted = self._ask()
        except NotAuthorised as error:
            self._failed = (self._clock() + REST, str(error))
            raise
        self._until = self._clock() + max(granted.seconds - EARLY, granted.seconds / 2)
        return granted


def _header(granted: Granted) -> dict[str, str]:
    return {"Authorization": f"Bearer {granted.token.get_secret_value()}"}
