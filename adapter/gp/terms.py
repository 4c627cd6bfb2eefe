"""On what terms an endpoint is asked: its rate, its breaker and our authorisation, kept between clients."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotBegun
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.breaker import Breaker
from adapter.gp.rate import Rate
from adapter.gp.retry import PATIENCE_AT_THE_END, is_too_fast, pause_for_all
from adapter.telemetry.events import BreakerChanged, Tell, unheard


class Terms:
    """One for each endpoint and process, since the endpoint counts all that a process sends.

    Safe to use from several threads. `tell` hears of the breaker and of tokens. Raises `SettingsError`
    as `TlsFiles` does.
    """

    def __init__(self, endpoint: Endpoint, tell: Tell = unheard) -> None:
        self._patience = endpoint.patience
        self.asked_to_end: Callable[[], bool] = lambda: False
        """Whether somebody waits for the run to end."""
        self.rate = Rate(endpoint.rate, sleep=self.sleep)
        self.breaker = Breaker(
            urlsplit(endpoint.url).netloc,
            failures=endpoint.breaker_failures,
            rest=endpoint.breaker_rest,
            changed=lambda state: tell(BreakerChanged(breaker=state)),
        )
        self.authorisation = authorisation_of(
            endpoint, TlsFiles(endpoint.tls), before_request=self.turn, tell=tell
        )

    def sleep(self, seconds: float) -> None:
        """Put a request off; raises `NotBegun` where that takes too long by the time the run is to end."""
        # a signal sets no event, since that could lock up the thread that waits for it
        while seconds > PATIENCE_AT_THE_END:
            if self.asked_to_end():
                raise NotBegun("the run was asked to end first")
            time.sleep(1.0)
            seconds -= 1.0
        time.sleep(seconds)

    def turn(self) -> float:
        """Wait until a request may be sent; when that is. Raises `NotProcessed` where that takes too long.

        Raises `NotBegun` as `sleep` does.
        """
        return self.rate.turn(self._patience)

    def heard(self, error: EndpointError, sent: float) -> None:
        """Keep to what the endpoint asks of us all with its answer to the request that had this turn."""
        if is_too_fast(error):
            self.rate.refused(sent)
        if seconds := pause_for_all(error):
            self.rate.pause(seconds)
