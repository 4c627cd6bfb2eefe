"""The real command as a process of its own, started again like a service, killed, stopped and let go on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from profiles import wire

HOUSE = Path(__file__).parents[2]
_COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]
"""What the console script `fhir-vgc` is."""


class Place:
    """The folder in which every process runs: its settings, its ledger, what the processes print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "ledger.db"
        self.rounds = folder / "rounds.jsonl"
        self.log = folder / "sync.log"
        self.rounds.touch()
        self.log.touch()

    def settle(self, url: str, ways: Mapping[str, str]) -> None:
        """Write the settings; `ways` are how the endpoint is written to and pulled from."""
        settings = {
            "url": url,
            "timeout": 2.0,
            "deadline": 6.0,
            "attempts": 3,
            "patience": 8.0,
            "breaker_rest": 5.0,
            **ways,
        }
        lines = [f"{key} = {wire.dumps(value).decode()}" for key, value in settings.items()]
        (self.folder / "fhir-vgc.toml").write_text(
            "\n".join(
                ['ledger = "ledger.db"', 'metrics_file = "sync.prom"', "[endpoints.practice]", *lines, ""]
            ),
            "utf-8",
        )

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FHIR_VGC_")}
        return {**kept, "PYTHONPATH": str(HOUSE), "HOME": str(self.folder)}

    def run(self, *arguments: str) -> tuple[int, Any]:
        """A command to its end: its exit code, and what it said as `--json`."""
        done = subprocess.run(
            [*_COMMAND, *arguments, "--json"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            timeout=600,
            check=False,
        )
        with self.log.open("ab") as log:
            log.write(done.stderr)
        said = done.stdout.strip()
        return done.returncode, wire.loads(
            said.splitlines()[-1] if b"\n{" in said else said
        ) if said else None

    def held(self) -> bool:
        """Whether a run has the endpoint now, and the ledger can be written."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.ledger, timeout=0.2)) as opened:
            opened.execute("BEGIN IMMEDIATE")
            query = "SELECT count(*) FROM leases WHERE owner IS NOT NULL AND expires_at > ?"
            now = time.strftime("%Y-%m-%d %H:%M:%S.000000", time.gmtime(time.time() + 5))
            (count,) = opened.execute(query, (now,)).fetchone()
            opened.execute("ROLLBACK")
            return bool(count)
        return False

    def ends_leases(self) -> None:
        """As if the time had passed for which a killed process keeps the next one waiting."""
        with closing(sqlite3.connect(self.ledger)) as opened, opened:
            opened.execute("UPDATE leases SET expires_at = '2000-01-01 00:00:00.000000'")


class Process:
    """`fhir-vgc sync --every` in a place; its rounds go to one file, its log to another."""

    def __init__(self, place: Place, every: str) -> None:
        self._began = time.monotonic()
        with place.rounds.open("ab") as rounds, place.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_COMMAND, "sync", "--to", "practice", "--every", every, "--json"],
                cwd=place.folder,
                env=place.environment,
                stdout=rounds,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.memory: list[tuple[float, int]] = []
        """(age in seconds, resident memory in kB), as often as anybody looked."""

    @property
    def age(self) -> float:
        return time.monotonic() - self._began

    @property
    def code(self) -> int | None:
        """Its exit code; None while it lives."""
        return self._process.poll()

    def looks(self) -> None:
        """Note how much memory it has."""
        with suppress(OSError, StopIteration):
            status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
            kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
            self.memory.append((round(self.age, 1), int(kilobytes)))

    def gets(self, number: signal.Signals) -> None:
        if self.code is None:
            self._process.send_signal(number)

    def ends(self, seconds: float) -> int | None:
        """Its exit code once it has ended; None if it has not by then."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def kills(self) -> None:
        self.gets(signal.SIGKILL)
        self._process.wait()


class Rounds:
    """What the processes printed, a line for each round."""

    def __init__(self, place: Place) -> None:
        self._file = place.rounds
        self._read = 0
        self.all: list[dict[str, Any]] = []
        self.broken = 0
        """Lines that a killed process did not finish."""

    def new(self) -> list[dict[str, Any]]:
        """The rounds since this was asked last."""
        with self._file.open("rb") as opened:
            opened.seek(self._read)
            whole, _, _ = opened.read().rpartition(b"\n")
        if not whole:
            return []
        self._read += len(whole) + 1
        found = []
        for line in whole.split(b"\n"):
            try:
                found.append(wire.loads(line))
            except wire.NotJson:
                self.broken += 1
        self.all += found
        return found
