"""Of which patients an endpoint does not tell, though it tells of others: by row, until it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapter.gp.paging import Row
from adapter.gp.several import Withheld
from adapter.pull.flags import where
from adapter.pull.patients import Patients
from adapter.pull.report import PullReport


class WithheldPatients:
    """Those of one round. `forget` (`Seen.forget`) has Patients read in full as if nobody had seen them.

    What changes meanwhile is passed by. So they are forgotten, and not kept while anything of them is
    withheld: whoever is new is read in full, at last when all of it is told.
    """

    def __init__(self, patients: Patients, forget: Callable[..., object], report: PullReport) -> None:
        self._patients = patients
        self._forget = forget
        self._report = report
        self._addresses: set[str] = set()

    def add(self, kind: str, one: Withheld) -> None:
        """Note that nothing of a type is told of a patient."""
        if one.patient not in self._addresses:
            self._addresses.add(one.patient)
            self._forget([one.patient], stay_settled=True)  # they may be as they were
        self._report.withheld(where(self._patients.place(one.patient)), kind, one.error)

    def others(self, patients: Sequence[str]) -> list[str]:
        """The patients of whom everything was told."""
        return [address for address in patients if address not in self._addresses]

    def to_keep(self, kind: str, rows: Sequence[Row]) -> list[Row]:
        """The rows without the Patients who are to stay new."""
        return [row for row in rows if kind != "Patient" or f"Patient/{row.server_id}" not in self._addresses]
