"""One installation of fhir-vgc as its users have it: a folder, a ledger, and the command as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from adapter.ledger.ledger import Ledger
from adapter.push.report import PushReport
from mappings.records import Participant, Session
from profiles import wire
from tests.peers.machine import Machine
from tests.push import clinic

_HOUSE = Path(__file__).parents[2]
_COMMAND = "import sys; sys.argv[0] = 'fhir-vgc'; from cli.main import main; main()"


class Installation:
    """In a folder of its own, with the endpoint `peer` at this URL; the sessions are imported already."""

    def __init__(
        self, folder: Path, url: str, sessions: list[tuple[Session, tuple[Participant, ...]]], **ways: str
    ) -> None:
        folder.mkdir()
        lines = [f'{key} = "{value}"' for key, value in {"url": url, **ways}.items()]
        (folder / "fhir-vgc.toml").write_text("\n".join(["[endpoints.peer]", "live = false", *lines]))
        self._folder, self._sessions, self._ways = folder, sessions, ways
        self.ledger = str(folder / "ledger.db")
        with Ledger(self.ledger) as ledger:
            for session, people in sessions:
                ledger.imports.keep(session, people, [], clinic.at(12))

    def push(self) -> subprocess.Popen[str]:
        """The command, started; it ends with its books as JSON."""
        return self._started("push", "--to", "peer")

    def keeps_ours(self) -> int:
        """Somebody has the clinic's side stand in each conflict that waits; how many there were."""
        out, _ = self._started("conflicts", "list").communicate(timeout=60)
        waiting = [one["conflict"] for one in wire.loads(out)["conflicts"]]
        for one in waiting:
            choice = self._started("conflicts", "resolve", one, "--keep", "ours", "--by", "Col Abernethy")
            out, err = choice.communicate(timeout=60)
            assert choice.returncode == 0, out + err
        return len(waiting)

    def _started(self, *command: str) -> subprocess.Popen[str]:
        environment = {"PYTHONPATH": str(_HOUSE), "FHIR_VGC_LEDGER": self.ledger, "HOME": str(self._folder)}
        return subprocess.Popen(
            [sys.executable, "-c", _COMMAND, *command, "--json"],
            cwd=self._folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def pushed(self, url: str) -> PushReport:
        """The same from beginning to end, within this process, with the endpoint at this URL."""
        report = Machine(url, self.ledger, **self._ways).push_all(self._sessions)
        assert report.balanced
        return report

    def in_conflict(self) -> set[str]:
        """The ids of the filings that a person has to look at."""
        with Ledger(self.ledger) as ledger:
            standings = ledger.filings("peer").standings()
        return {key for key, one in standings.items() if one.state == "conflict"}

    def answered_for(self) -> set[str]:
        """Where the resources stand that the endpoint told us of."""
        with Ledger(self.ledger) as ledger:
            filings = ledger.filings("peer")
            return {one.reference for one in filings.receipts_of(list(filings.standings())) if one.server_id}


def books(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What the push says when it has ended: everybody is counted once in it."""
    out, err = process.communicate(timeout=300)
    assert process.returncode in (0, 3), out + err
    told: dict[str, Any] = wire.loads(out)
    assert sum(told["filings"].values()) == told["participants"]
    return told
