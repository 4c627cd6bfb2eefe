"""The NHS API platform's application-restricted access: RS512, a fixed token address, and no scope."""

from __future__ import annotations

from adapter.access import Client
from adapter.gp.auth.assertion import Assertions
from adapter.gp.auth.token_endpoint import AuthorisationServer, Granted


class NhsPlatform:
    def __init__(self, client: Client, server: AuthorisationServer) -> None:
        self._url = client.token_url or ""
        self._assertions, self._server = Assertions(client, "RS512"), server

    def check(self) -> None:
        """Raises `NotAuthorised` where the key cannot sign."""
        self._assertions.sign(self._url)

    def ask(self) -> Granted:
        return self._server.grant(self._url, self._assertions, None)
