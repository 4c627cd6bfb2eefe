"""Which route `--to` means: a named endpoint, a URL, or a folder."""

from __future__ import annotations

from pathlib import Path

from adapter.routes.folder import FolderRoute
from adapter.routes.rest import RestRoute
from adapter.routes.route import Route
from adapter.settings import Settings, endpoint


def choose_route(settings: Settings, to: str) -> tuple[str, Route]:
    """The route, and the name that the ledger knows its endpoint by.

    A folder is told from a name by existing, or by a path separator in it. Raises `SettingsError`.
    """
    if to not in settings.endpoints and "://" not in to:
        folder = Path(to)
        if folder.is_dir() or "/" in to or "\\" in to:
            return f"folder:{folder.resolve()}", FolderRoute(folder)
    name, found = endpoint(settings, to)
    return name, RestRoute(found)
