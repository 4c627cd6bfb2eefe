"""A user name and a password with each request (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from adapter.access import Basic as BasicSettings
from adapter.gp.auth.secret import secret


class Basic:
    """Reads the password at each attempt."""

    def __init__(self, settings: BasicSettings) -> None:
        self._settings = settings

    def headers(self, method: str, path: str) -> dict[str, str]:
        password = secret("password", self._settings.password_file, self._settings.password_env)
        pair = f"{self._settings.user}:{password.get_secret_value()}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def renew(self, refused: Mapping[str, str]) -> bool:
        return False

    def check(self) -> None:
        self.headers("", "")
