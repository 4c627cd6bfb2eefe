"""Which route `--to` means: a named endpoint, a URL, or a folder."""

from __future__ import annotations

import re
from pathlib import Path

from adapter.errors import SettingsError
from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.routes.route import Route
from adapter.settings import Settings, endpoint
from adapter.telemetry.events import Tell, unheard


def choose_route(settings: Settings, to: str, tell: Tell = unheard) -> tuple[str, Route]:
    """The route, whose requests `tell` hears of, and the name that the ledger knows its endpoint by.

    A folder is one that exists, or a path that can be nothing else. Raises `SettingsError`.
    """
    if to not in settings.endpoints and "://" not in to:
        folder = Path(to)
        if folder.is_dir() or _is_path(to):
            return f"folder:{folder.resolve()}", FolderRoute(folder)
        if _ADDRESS.match(to):
            raise SettingsError(f"--to {to}: an address begins with https:// (or http:// on this machine)")
    name, found = endpoint(settings, to)
    return name, RestRoute(found, tell)


def with_records(route: Route) -> RestRoute:
    """The route to where records can be read. Raises `SettingsError` for a folder."""
    if not isinstance(route, RestRoute):
        raise SettingsError("a folder holds no records: there is nothing to bring back from it")
    return route


_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)|[\w.-]+:\d+(/|$)")
"""What somebody types who leaves out `http://`."""


def _is_path(to: str) -> bool:
    return to.startswith((".", "/", "~")) or (("/" in to or "\\" in to) and not _ADDRESS.match(to))
