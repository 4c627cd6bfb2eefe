"""Keeps every version of every resource in one SQLite database, with what each can be found by."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from adapter.errors import SettingsError
from adapter.sandbox.dates import instant
from adapter.sandbox.index import index
from adapter.sandbox.version import Version
from profiles import wire
from profiles.wire import Resource

_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA wal_autocheckpoint = 10000;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -65536;
"""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
    row INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL,
    sequence INTEGER NOT NULL, version INTEGER NOT NULL, updated TEXT NOT NULL, deleted INTEGER NOT NULL,
    UNIQUE (type, id));
CREATE INDEX IF NOT EXISTS resource_updated ON resource (type, updated, sequence);
CREATE TABLE IF NOT EXISTS version (
    sequence INTEGER PRIMARY KEY, row INTEGER NOT NULL, version INTEGER NOT NULL, updated TEXT NOT NULL,
    method TEXT NOT NULL, body BLOB);
CREATE INDEX IF NOT EXISTS version_row ON version (row, version);
CREATE TABLE IF NOT EXISTS found (
    type TEXT NOT NULL, parameter TEXT NOT NULL, value TEXT NOT NULL, qualifier TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (type, parameter, value, qualifier, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS found_row ON found (row);
CREATE TABLE IF NOT EXISTS refers (
    target TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (target, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refers_row ON refers (row);
"""
_VERSION = "SELECT r.type, r.id, v.version, v.updated, v.method, v.body, v.sequence FROM "

_PAST = (
    "version v JOIN resource r USING (row)"
    " WHERE v.updated >= ?1 AND (?2 IS NULL OR r.type = ?2) AND (?3 IS NULL OR r.id = ?3)"
)


class Store:
    """The resources of one endpoint, in a file or in memory; may be used from several threads, one at a time.

    `clock` gives the time of each commit; `meta.lastUpdated` never goes back, even if the clock does.
    `new_id` gives each new resource its id. Raises `SettingsError` where the file is none of ours or in use.
    """

    def __init__(
        self,
        path: str | Path = ":memory:",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._clock = clock
        self.new_id = new_id
        self._lock = threading.RLock()
        self._depth = 0
        self._database = _open(path)
        ((latest,),) = self.rows("SELECT max(updated) FROM version")
        self._latest: str = latest or ""
        self._now = self._latest
        self._behind = timedelta()

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the writes inside or none of them, with one `lastUpdated`; an inner one joins the outer."""
        with self._lock:
            if self._depth == 0:
                self._database.execute("BEGIN IMMEDIATE")
                self._latest = max(self._latest, instant(self._clock()))
                self._now = instant(datetime.fromisoformat(self._latest) - self._behind)
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._database.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._database.execute("COMMIT")

    @contextmanager
    def late(self, seconds: float) -> Iterator[None]:
        """Writes inside are stamped so many seconds ago, as slow commits of some servers are."""
        with self._lock:
            self._behind = timedelta(seconds=seconds)
            try:
                yield
            finally:
                self._behind = timedelta()

    def current(self, resource_type: str, resource_id: str) -> Version | None:
        """The newest version, which may be a deletion; None if there never was one."""
        query = "resource r JOIN version v USING (sequence) WHERE r.type = ? AND r.id = ?"
        return next(iter(self.versions(query, [resource_type, resource_id])), None)

    def version(self, resource_type: str, resource_id: str, number: int) -> Version | None:
        query = "resource r JOIN version v USING (row) WHERE r.type = ? AND r.id = ? AND v.version = ?"
        return next(iter(self.versions(query, [resource_type, resource_id, number])), None)

    def holds(self, resource_type: str, resource_id: str) -> bool:
        """Whether a resource is there now."""
        query = "SELECT 1 FROM resource WHERE type = ? AND id = ? AND NOT deleted"
        return bool(self.rows(query, [resource_type, resource_id]))

    def write(self, resource: Resource, method: str, targets: Iterable[str] = ()) -> Version:
        """A new version of the resource, which has its `id`; `meta` is stamped with version and time.

        `targets` are what it refers to, as `Type/id`.
        """
        with self.transaction():
            resource_type, resource_id = resource["resourceType"], resource["id"]
            row, number = self._known(resource_type, resource_id)
            meta = {**resource.get("meta", {}), "versionId": str(number), "lastUpdated": self._now}
            stamped = (
                {"resourceType": resource_type, "id": resource_id, "meta": meta} | resource | {"meta": meta}
            )
            row, version = self._add(row, resource_type, resource_id, number, method, wire.dumps(stamped))
            self._database.executemany(
                "INSERT INTO found VALUES (?, ?, ?, ?, ?)",
                [(resource_type, *values, row) for values in index(stamped)],
            )
            self._database.executemany(
                "INSERT OR IGNORE INTO refers VALUES (?, ?)", [(target, row) for target in targets]
            )
            return version

    def delete(self, resource_type: str, resource_id: str) -> Version:
        """Marks a resource that is there as deleted."""
        with self.transaction():
            row, number = self._known(resource_type, resource_id)
            return self._add(row, resource_type, resource_id, number, "DELETE", None)[1]

    def referrers(self, resource_type: str, resource_id: str) -> list[str]:
        """Who refers to a resource, as `Type/id`; never the resource itself."""
        target = f"{resource_type}/{resource_id}"
        rows = self.rows(
            "SELECT r.type || '/' || r.id FROM refers f JOIN resource r USING (row) WHERE f.target = ?",
            [target],
        )
        return [reference for (reference,) in rows if reference != target]

    def history(
        self,
        resource_type: str | None = None,
        resource_id: str | None = None,
        *,
        since: str = "",
        before: int | None = None,
        most: int = -1,
    ) -> list[Version]:
        """Versions of a resource, a type or all, newest first; `before` is a sequence number."""
        return self.versions(
            f"{_PAST} AND (?4 IS NULL OR v.sequence < ?4) ORDER BY v.sequence DESC LIMIT ?5",
            [since, resource_type, resource_id, before, most],
        )

    def count_history(self, resource_type: str | None, resource_id: str | None, since: str) -> int:
        ((count,),) = self.rows(f"SELECT count(*) FROM {_PAST}", [since, resource_type, resource_id])  # noqa: S608
        return int(count)

    def versions(self, rest: str, arguments: Sequence[Any] = ()) -> list[Version]:
        """The versions that a query over `resource r` and `version v` selects."""
        return [Version(*row) for row in self.rows(_VERSION + rest, arguments)]

    def everything(self, resource_type: str | None = None) -> list[Version]:
        """What is there now, of one type or of all, in the order in which it came."""
        where = "NOT r.deleted AND (?1 IS NULL OR r.type = ?1)"
        return self.versions(
            f"resource r JOIN version v USING (sequence) WHERE {where} ORDER BY r.row", [resource_type]
        )

    def at(self, sequences: Iterable[int]) -> list[Version]:
        """The versions with these sequence numbers, in their order."""
        query = "version v JOIN resource r USING (row) WHERE v.sequence = ?"
        return [version for sequence in sequences for version in self.versions(query, [sequence])]

    def rows(self, query: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, arguments).fetchall()

    def _known(self, resource_type: str, resource_id: str) -> tuple[int | None, int]:
        """The row of a resource, if it has one, and the number of its next version."""
        query = "SELECT row, version + 1 FROM resource WHERE type = ? AND id = ?"
        for row, number in self.rows(query, [resource_type, resource_id]):
            return row, number
        return None, 1

    def _add(
        self,
        row: int | None,
        resource_type: str,
        resource_id: str,
        number: int,
        method: str,
        body: bytes | None,
    ) -> tuple[int, Version]:
        """Makes a version the current one, and forgets what the one before was found by; tells the row."""
        if row is not None:
            self._database.execute("DELETE FROM found WHERE row = ?", (row,))
            self._database.execute("DELETE FROM refers WHERE row = ?", (row,))
        ((sequence, row),) = self._database.execute(
            "INSERT INTO version (row, version, updated, method, body)"
            " VALUES (coalesce(?, (SELECT ifnull(max(row), 0) + 1 FROM resource)), ?, ?, ?, ?)"
            " RETURNING sequence, row",
            (row, number, self._now, method, body),
        ).fetchall()
        self._database.execute(
            "INSERT OR REPLACE INTO resource (row, type, id, sequence, version, updated, deleted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row, resource_type, resource_id, sequence, number, self._now, body is None),
        )
        return row, Version(resource_type, resource_id, number, self._now, method, body, sequence)


def _open(path: str | Path) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            database.executescript(_PRAGMAS + _SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
    except sqlite3.Error as error:
        raise SettingsError(f"{Path(path).name} cannot hold the endpoint's resources: {error}") from None
    return database
