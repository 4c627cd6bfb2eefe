"""What an endpoint has lost that was set back to an earlier state: nothing there says that it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapter.gp.paging import Row, version_of
from adapter.ledger.cursors import Cursor
from adapter.ledger.seen import Seen, Written
from adapter.pull.change_query import ChangeQuery, updated
from adapter.pull.landmarks import shown
from adapter.pull.patients import Patients
from adapter.pull.report import PullReport
from adapter.pull.walked import Walked


class Losses:
    """One round's view of them; `cursors` are those that it began with."""

    def __init__(
        self,
        query: ChangeQuery,
        patients: Patients,
        seen: Seen,
        cursors: Mapping[str, Cursor],
        report: PullReport,
    ) -> None:
        self._query = query
        self._patients = patients
        began = [one.began for one in cursors.values() if one.began is not None]
        self._written: Mapping[str, Sequence[Written]] = seen.written_since(min(began)) if began else {}
        self._report = report

    def was_set_back(self, cursor: Cursor, walked: Walked) -> bool:
        """Whether the newest row that was seen is not there as it was, nor in a version after that.

        What was seen before it and is lost as well then shows nowhere but in a comparison of everything. The
        row may have gone to where it is not asked for, and is read; where that is refused, nobody knows.
        """
        if cursor.newest is None or walked.passed:
            return False
        row = self._query.told(cursor.resource_type, cursor.newest.server_id)
        if row is None or (row.resource is not None and shown([row], cursor.newest)):
            return False
        if self._is_stamped_anew(cursor.resource_type, row, cursor.newest.version):
            return False
        self._report.remark(
            f"{cursor.resource_type}: what was seen there last is not there any more. It was deleted, or the"
            " endpoint was set back to an earlier state, as from a backup: everything was compared."
        )
        return True

    def _is_stamped_anew(self, resource_type: str, row: Row, version: str) -> bool:
        """Whether this version is there, and stamped as it is answered: read again, it has another stamp."""
        if row.resource is None or not version_of(row.resource) == version != "":
            return False
        again = self._query.told(resource_type, row.server_id)
        if again is None or again.resource is None or version_of(again.resource) != version:
            return False
        return updated(row.resource) != updated(again.resource)

    def written_since(self, cursor: Cursor, patients: Sequence[str]) -> set[str]:
        """The ids of what was written in these patients' records since the last pull; it has to come back."""
        written = [
            one
            for one in self._written.get(cursor.resource_type, ())
            if cursor.began and one.answered_at and one.answered_at >= cursor.began
        ]
        if not written:
            return set()
        homes, asked = self._patients.homes({one.filing_id for one in written}), set(patients)
        return {str(one.server_id) for one in written if homes.get(one.filing_id) in asked}
