"""A server that is set back: what was written since its backup is lost, and nobody there knows of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from adapter.sandbox.store import Store


class Backup:
    """What a store held at one moment."""

    def __init__(self, store: Store, kept: sqlite3.Connection) -> None:
        self._store = store
        self._kept = kept
        with store._lock:
            store._database.backup(kept)

    def restore(self) -> None:
        """Set the store back; its clock goes on."""
        with self._store._lock:
            self._kept.backup(self._store._database)


@contextmanager
def backup(store: Store) -> Iterator[Backup]:
    """A backup of this moment."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        yield Backup(store, kept)
    finally:
        kept.close()
