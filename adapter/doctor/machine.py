"""The doctor's look at this machine: the ledger's database, its disk, and where changes are written."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from adapter.doctor.finding import Finding
from adapter.errors import LedgerError
from adapter.ledger.health import examine
from adapter.ledger.schema import SCHEMA
from adapter.settings import FILE_NAME, Settings, without_secrets

_TIGHT, _SCARCE = 100_000_000, 1_000_000_000
"""Bytes: below the first nothing should be sent, below the second somebody should make room."""

_RESTORE = (
    "Stop every run. Keep a copy of the file, remove it together with what lies beside it and ends in -wal or"
    " -shm, and put the last backup in its place. That does not know what was dropped or taken off a list"
    " since, and a sync would file it: first import the newest file of every session again, and go through"
    " what was dropped (docs/engineer.md, The ledger)."
)

_MAKE_ROOM = "Make room on the disk: what cannot be written down is not sent."

_FULL = {errno.ENOSPC, errno.EDQUOT}

_DISK_FAILS = ("disk I/O error", "disk is full")
"""What SQLite says where there is no room, of whatever it could not write; the ledger may be well."""


def look_at_settings(settings: Settings, folder: Path, *, named: bool) -> Iterator[Finding]:
    """What the settings say of this machine; `named` where only endpoints that they name are looked at."""
    number = len(settings.endpoints)
    if named and not number:
        found = f"no endpoint is named in them; {FILE_NAME} is looked for in {folder}"
        yield Finding("settings", "warning", found, f"Go to the folder of {FILE_NAME}, or say --to.")
    else:
        told = f"{number} endpoint{'' if number == 1 else 's'}"
        yield Finding("settings", "well", f"they can be read; {told} named in them")
    if (file := settings.metrics_file) is not None and not os.access(file.parent, os.W_OK):
        why = "may not be written to" if file.parent.is_dir() else "is not there"
        todo = "Make it, and writable for this user; or name another place."
        yield Finding("settings", "ill", f"metrics_file {file}: its folder {why}", todo)


def look_at_ledger(target: str) -> Iterator[Finding]:
    """Whether the ledger can be opened, is at this program's schema and in one piece; it is not changed."""
    shown = without_secrets(target)
    if "://" not in target:
        file = Path(target).expanduser()
        yield from _look_at_disk(file)
        try:
            mode = file.stat().st_mode
        except FileNotFoundError:
            yield Finding("ledger", "well", f"{shown} is not there yet: the first import makes it")
            return
        except OSError as error:
            found = f"{shown} cannot be opened: {error.strerror}"
            yield Finding("ledger", "ill", found, "Run this as the user who owns it.")
            return
        if os.name == "posix" and mode & 0o077:
            todo = f"It holds patients' records: say chmod 600 {file}"
            yield Finding("ledger", "warning", f"{shown} may be read by other users of this machine", todo)
    try:
        health = examine(target)
    except LedgerError as error:
        yield Finding("ledger", "ill", str(error), _todo_where_not_opened(target, str(error)))
        return
    if health.damage is not None:
        yield Finding("ledger", "ill", f"{shown} is damaged: {health.damage}", _RESTORE)
    elif health.schema is None:
        yield Finding("ledger", "well", f"{shown} is empty: the first command that needs it makes its tables")
    elif health.schema > SCHEMA:
        found = f"{shown} has schema {health.schema}, this program knows {SCHEMA}: a newer fhir-vgc wrote it"
        yield Finding("ledger", "ill", found, "Update this fhir-vgc. The ledger was not changed.")
    elif health.schema < SCHEMA:
        found = f"{shown} has schema {health.schema}; the next command brings it up to {SCHEMA}"
        yield Finding(
            "ledger", "warning", found, "Make a backup first: an older fhir-vgc cannot read it then."
        )
    else:
        yield Finding("ledger", "well", f"{shown} opens, is in one piece and has schema {SCHEMA}")


def _todo_where_not_opened(target: str, told: str) -> str:
    if "://" in target:
        return "Mend the database."
    if any(words in told for words in _DISK_FAILS):
        return f"{_MAKE_ROOM} If there is room, see whether the disk is sound. Leave the ledger as it is."
    return _RESTORE


def look_at_changes(folder: Path) -> Iterator[Finding]:
    """Whether what the practice changed can be written where it is to be; the folder is not made."""
    try:
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        _try_to_write(nearest)
    except OSError as error:
        found = f"what the practice changed is to be written to {folder}, and cannot be: {error.strerror}"
        todo = "Make room there" if error.errno in _FULL else "Make it writable for this user"
        todo += (
            ", or name another under changes in the settings: what changed is not brought back before that."
        )
        yield Finding("changes", "ill", found, todo)
    else:
        yet = "" if nearest == folder else ", which the first of it makes"
        yield Finding("changes", "well", f"what the practice changed is written to {folder}{yet}")


def _try_to_write(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".fhir-vgc-doctor-") as probe:
        probe.write(bytes(4096))
        probe.flush()
        os.fsync(probe.fileno())


def _look_at_disk(file: Path) -> Iterator[Finding]:
    folder = next((parent for parent in file.absolute().parents if parent.is_dir()), Path("/"))
    try:
        free = shutil.disk_usage(folder).free
        _try_to_write(folder)
    except OSError as error:
        found = f"nothing can be written and kept in {folder}: {error.strerror}"
        todo = "Make it writable for this user, or name another ledger."
        yield Finding("disk", "ill", found, _MAKE_ROOM if error.errno in _FULL else todo)
        return
    told = f"{free / 1e9:,.1f} GB free in {folder}"
    if free < _TIGHT:
        yield Finding("disk", "ill", told, _MAKE_ROOM)
    elif free < _SCARCE:
        yield Finding("disk", "warning", told, "Make room before it is full.")
    else:
        yield Finding("disk", "well", f"{told}, and what is written is kept")
