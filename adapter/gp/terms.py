"""On what terms an endpoint is asked: its rate, its breaker and our authorisation, kept between clients."""

from __future__ import annotations

from urllib.parse import urlsplit

from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.breaker import Breaker
from adapter.gp.rate import Rate
from adapter.settings import Endpoint
from adapter.telemetry.events import BreakerChanged, Tell, unheard


class Terms:
    """One for each endpoint and process, since the endpoint counts all that a process sends.

    Safe to use from several threads. `tell` hears of the breaker and of tokens. Raises `SettingsError`
    as `TlsFiles` does.
    """

    def __init__(self, endpoint: Endpoint, tell: Tell = unheard) -> None:
        self._patience = endpoint.patience
        self.rate = Rate(endpoint.rate)
        self.breaker = Breaker(
            urlsplit(endpoint.url).netloc,
            failures=endpoint.breaker_failures,
            rest=endpoint.breaker_rest,
            changed=lambda state: tell(BreakerChanged(breaker=state)),
        )
        self.authorisation = authorisation_of(
            endpoint, TlsFiles(endpoint.tls), before_request=self.turn, tell=tell
        )

    def turn(self) -> None:
        """Wait until a request may be sent. Raises `NotProcessed` where that takes too long."""
        self.rate.turn(self._patience)
