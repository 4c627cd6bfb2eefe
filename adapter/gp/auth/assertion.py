"""A client's signed word that it is itself (private_key_jwt, RFC 7523)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import jwt

from adapter.access import Client
from adapter.errors import NotAuthorised
from adapter.gp.auth.keys import SHORTEST_RSA, signing_key
from adapter.gp.auth.secret import secret

LIFE = 300
"""Seconds until an assertion ends: the longest that SMART allows, and what the NHS API platform shows."""


class Assertions:
    """Signs a new assertion for each attempt, with the key that the settings' file holds then."""

    def __init__(self, client: Client, algorithm: str, *, clock: Callable[[], float] = time.time) -> None:
        self._client, self._algorithm, self._clock = client, algorithm, clock

    def sign(self, audience: str) -> str:
        """The assertion for this token endpoint. Raises `NotAuthorised` where the key cannot sign it.

        It says no `iat`: a server whose clock is a little behind would take it for one from the future.
        """
        client = self._client
        pem = secret("key", client.key_file, client.key_env)
        key = signing_key(pem.get_secret_value().encode(), self._algorithm)
        if key is None:
            kind = "P-384" if self._algorithm == "ES384" else f"RSA (at least {SHORTEST_RSA} bits)"
            place = client.key_file or client.key_env
            raise NotAuthorised(
                f"key {place}: {self._algorithm} needs a private key of {kind} in PEM, not encrypted"
            )
        claims = {
            "iss": client.client_id,
            "sub": client.client_id,
            "aud": audience,
            "jti": str(uuid.uuid4()),
            "exp": int(self._clock()) + LIFE,
        }
        return jwt.encode(claims, key, algorithm=self._algorithm, headers={"kid": client.key_id})
