"""SMART Backend Services (SMART App Launch 2.2): where tokens are given is read at the endpoint."""

from __future__ import annotations

from adapter.access import Client
from adapter.errors import NotAuthorised
from adapter.gp.auth.assertion import Assertions
from adapter.gp.auth.token_endpoint import AuthorisationServer, Granted
from adapter.section import check_address

SCOPE = "system/*.rs"


class SmartBackend:
    """Asks for tokens at `token_url`, or else where `base` + `/.well-known/smart-configuration` says."""

    def __init__(self, base: str, client: Client, server: AuthorisationServer) -> None:
        self._base, self._client, self._server = base, client, server
        self._algorithm = client.algorithm or "RS384"
        self._assertions = Assertions(client, self._algorithm)
        self._found: str | None = None

    def check(self) -> None:
        """Raises `NotAuthorised` where the key cannot sign."""
        self._assertions.sign(self._base)

    def ask(self) -> Granted:
        url = self._client.token_url or self._found or self._discovered()
        # kept only if it works: what moved is looked for again
        self._found = None
        granted = self._server.grant(url, self._assertions, self._client.scope or SCOPE)
        self._found = url
        return granted

    def _discovered(self) -> str:
        place = f"{self._base}/.well-known/smart-configuration"
        document = self._server.document(place)
        url = document.get("token_endpoint")
        if not isinstance(url, str):
            raise NotAuthorised(f"{place}: it names no token_endpoint; set client.token_url")
        try:
            check_address("token_endpoint", url)
        except ValueError as error:
            raise NotAuthorised(f"{place}: {error}") from None
        offered = document.get("token_endpoint_auth_signing_alg_values_supported")
        if isinstance(offered, list) and self._algorithm not in offered:
            ours = {"RS384", "ES384"} & {str(name) for name in offered}
            raise NotAuthorised(
                f"{place}: it does not take {self._algorithm} (client.algorithm);"
                f" of ours it takes {', '.join(sorted(ours)) or 'none'}"
            )
        return url
