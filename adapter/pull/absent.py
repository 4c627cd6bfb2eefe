"""What a complete answer does not show any more: it is read, and only what is then not there is gone."""

from __future__ import annotations

from collections.abc import Sequence, Set

from adapter.errors import EndpointError
from adapter.gp.several import Withheld, may_be_of_one
from adapter.ledger.seen import Seen, Sighting
from adapter.pull.change_query import ChangeQuery
from adapter.pull.changes import Comparison
from adapter.pull.taking import Taking
from adapter.pull.walked import Walked
from adapter.pull.withheld import WithheldPatients


class Absent:
    """Of one round. Of who is withheld nothing is looked for."""

    def __init__(
        self,
        query: ChangeQuery,
        seen: Seen,
        comparison: Comparison,
        taking: Taking,
        withheld: WithheldPatients,
    ) -> None:
        self._query = query
        self._seen = seen
        self._comparison = comparison
        self._taking = taking
        self._withheld = withheld

    def look_for(self, kind: str, patients: Sequence[str], walked: Walked) -> None:
        """What of a type was in these patients' records, and was not shown; incomplete if it is not told."""
        if not walked.complete or kind == "Patient":
            return
        patients = self._withheld.others(patients)
        seen = self._seen.there(kind, patients)
        expected = {server_id for server_id, there in seen.items() if there}
        expected |= {
            one.server_id
            for one in self._comparison.written(kind, patients)
            if one.server_id is not None and seen.get(one.server_id, True)
        }
        self.look_at(kind, expected, walked)

    def look_at(self, kind: str, expected: Set[str], walked: Walked) -> None:
        """What of these ids was not shown, as it stands now; incomplete if it is not told."""
        rows = [self._query.told(kind, server_id) for server_id in sorted(expected - walked.shown)]
        self._taking.take(kind, [row for row in rows if row is not None])
        walked.complete &= None not in rows

    def look_for_patients(self, patients: Sequence[str], walked: Walked) -> None:
        """Keep that a Patient who was not shown is gone, so that whoever looks next knows it."""
        for address in self._withheld.others(patients):
            if address[8:] in walked.shown:
                continue
            try:
                row = self._query.current("Patient", address[8:])
            except EndpointError as error:
                if not may_be_of_one(error):
                    raise
                self._withheld.add("Patient", Withheld(address, error))
                continue
            if row.resource is None:
                self._taking.keep([(Sighting("Patient", row.server_id, address, None, "", None), None)])
            else:
                self._taking.take("Patient", [row])
