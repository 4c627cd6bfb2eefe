"""What pulls saw is found by the ids that an endpoint gives, of however many patients."""

from __future__ import annotations

from sqlalchemy import Engine, event

from adapter.ledger.ledger import Ledger
from adapter.ledger.seen import Sighting
from tests.ledger.examples import NOW, OTHER, RUN, WHO

MANY = [f"p{number}" for number in range(3_000)]


def test_however_many_are_asked_for_no_statement_has_more_values_than_a_database_takes(
    ledger: Ledger,
) -> None:
    values: list[int] = []

    def count(_connection: object, _cursor: object, _statement: str, given: object, *_rest: object) -> None:
        values.append(len(given) if isinstance(given, tuple | dict) else 0)

    event.listen(Engine, "before_cursor_execute", count)
    patients = [Sighting("Patient", one, f"Patient/{one}", None, "seen", None) for one in MANY[::2]]
    try:
        with ledger.leases.taken(WHO, RUN) as lease:
            seen = ledger.seen(WHO)
            seen.keep(patients, RUN, NOW, lease=lease)
            assert seen.known("Patient", MANY) == set(MANY[::2])
            assert ledger.seen(OTHER).known("Patient", MANY) == set()
            seen.forget([f"Patient/{one}" for one in MANY[1:]], lease)
            assert seen.known("Patient", MANY) == {MANY[0]}
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert max(values) <= 1_010
