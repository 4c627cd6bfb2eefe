"""What every table of the settings file has in common: how it is read, and what is never repeated from it."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One table: unknown keys are refused, and no fault repeats a value."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def check_address(name: str, url: str) -> None:
    """Raise `ValueError` unless requests, and secrets with them, may go to this address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(f"{name} must be an http or https address")
    if parts.username or parts.password or parts.query:
        raise ValueError(f"{name} must hold no user name, password or query")
    loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme == "http" and not loopback:
        raise ValueError(f"{name} must be https; http is for this machine only (127.0.0.1)")


def check_one_place(what: str, **places: object) -> None:
    """Raise `ValueError` unless exactly one of these keys says where the secret is."""
    if sum(place is not None for place in places.values()) != 1:
        raise ValueError(f"{what} needs one of {' and '.join(places)}")
