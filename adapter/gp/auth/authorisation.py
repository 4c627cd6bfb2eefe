"""What every way of authorising a request offers to the client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Authorisation(Protocol):
    """Safe to use from several threads."""

    def headers(self, method: str, path: str) -> dict[str, str]:
        """The headers that authorise one attempt of one request to the endpoint itself.

        `path` is below the endpoint's base, such as `/Patient/_search`. Raises `NotAuthorised` where there is
        no token or no secret, so nothing was sent.
        """

    def renew(self, refused: Mapping[str, str]) -> bool:
        """Told that an attempt with these headers was answered 401: whether another attempt has a point."""

    def check(self) -> None:
        """Look whether the secret is there and of use; nobody is asked. Raises `NotAuthorised` if not."""


class Nobody:
    """No headers: whoever asks is let in, or is known by the client certificate."""

    def headers(self, method: str, path: str) -> dict[str, str]:
        return {}

    def renew(self, refused: Mapping[str, str]) -> bool:
        return False

    def check(self) -> None:
        pass
