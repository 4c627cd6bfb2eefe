"""A bearer token that another program keeps fresh, in a file or the environment (RFC 6750)."""

from __future__ import annotations

from collections.abc import Mapping

from adapter.endpoint import Endpoint
from adapter.gp.auth.secret import secret, token_of


class Bearer:
    """Reads the token at each attempt: it may change during a run."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._file, self._variable = endpoint.token_file, endpoint.token_env

    def headers(self, method: str, path: str) -> dict[str, str]:
        # not guarded: whatever program puts a short-lived token there chooses the file's mode
        text = secret("token", self._file, self._variable, guarded=False)
        return {"Authorization": f"Bearer {token_of(text, 'the bearer token').get_secret_value()}"}

    def renew(self, refused: Mapping[str, str]) -> bool:
        return self.headers("", "") != refused

    def check(self) -> None:
        self.headers("", "")
