"""The route into a folder: each filing as a transaction Bundle on disk, for whoever carries it further."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from adapter.errors import SettingsError, Unreachable
from adapter.interrupt import Interrupt
from adapter.ledger.learnt import NOTHING
from adapter.routes.bundle import transaction
from adapter.routes.route import Answer, Entry
from mappings.filing import FiledResource
from mappings.identity import Identity
from profiles.wire import Resource, pretty


class FolderRoute:
    """Writes `<filing id>.json` files, named by nothing that tells who the patient is.

    Nobody's record can be read in a folder, so patients stay logical references by NHS number, and whoever
    files the bundle makes sure of the patient. A filing that changes is written whole, in place of its file.
    """

    sees_records = False
    base = ""
    looks_first = False
    creates_once = True
    on_time = False
    connections = 1

    def __init__(self, folder: Path) -> None:
        self.learnt = NOTHING
        self._folder = folder
        self._written = 0

    @property
    def requests(self) -> Mapping[str, int]:
        return {"read": 0, "write": self._written}

    def permit(self, asked: Callable[[], object]) -> None:
        pass  # a filing is one file, and whoever calls has asked before it

    def heed(self, interrupt: Interrupt) -> None:
        pass  # a folder keeps nobody waiting

    def share(self, processes: int) -> None:
        pass  # a folder has no rate

    def prepare(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"folder {self._folder}: {error.strerror}") from None

    def patients(self, nhs_numbers: Sequence[str]) -> dict[str, list[Resource]]:
        return {number: [] for number in nhs_numbers}

    def find(self, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        return {item.identity: [] for item in items}

    def read(self, resource_type: str, server_id: str) -> Resource | None:
        return None

    def versions(self, resource: Resource) -> list[Resource] | None:
        return [resource]

    def send(self, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        file = self._folder / f"{filing_id}.json"
        try:
            _write(file, pretty(transaction(entries)))
        except OSError as error:
            raise Unreachable(f"folder {self._folder}: {error.strerror}") from None
        self._written += 1
        return [Answer(200 if entry.server_id else 201, entry.identity.value, None) for entry in entries]

    def anew(self) -> FolderRoute:
        return FolderRoute(self._folder)

    def close(self) -> None:
        pass


def _write(file: Path, text: str) -> None:
    """All of the file or none of it, for its owner alone."""
    partial = file.with_suffix(".partial")
    descriptor = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
