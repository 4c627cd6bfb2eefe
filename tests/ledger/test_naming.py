"""An endpoint that was used by its address is the same endpoint once the settings name it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Engine, Integer, LargeBinary, Table, func, select

from adapter.errors import InUse
from adapter.ledger.ledger import Ledger
from adapter.ledger.schema import Instant, filings, learnt, leases, metadata, runs, workers
from tests.ledger.examples import NOW, RUN

ADDRESS, NAME = "http://127.0.0.1:8090/fhir", "practice"
NEXT_RUN = "0e6f6a1e-7b1c-4c52-8a8e-2d1b8f5f9c33"
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
KEPT = [table for table in metadata.sorted_tables if "endpoint" in table.c]
OF_A_RUN = {"leases", "workers", "claims"}


def value(column: Column[Any], endpoint: str) -> Any:
    """Something that the column takes, and no other endpoint's row has where rows are told apart by it."""
    match column.type:
        case Instant():
            return LONG_AGO
        case Date():
            return LONG_AGO.date()
        case Boolean():
            return True
        case Integer():
            return len(endpoint)
        case LargeBinary():
            return b"{}"
    return endpoint if column.name == "endpoint" else f"{column.name} {len(endpoint)}"[:10]


def keep(engine: Engine, endpoint: str, tables: list[Table]) -> None:
    """A row of each table under the endpoint; what is of a run ended long ago."""
    with engine.begin() as connection:
        for table in tables:
            connection.execute(table.insert().values({c.name: value(c, endpoint) for c in table.columns}))


def rows(engine: Engine, endpoint: str) -> dict[str, int]:
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c.endpoint == endpoint)
            ).scalar_one()
            for table in KEPT
        }
    return {name: count for name, count in counts.items() if count}


def test_all_that_is_kept_under_the_address_goes_to_the_name(ledger: Ledger, behind: Engine) -> None:
    keep(behind, ADDRESS, KEPT)
    with ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
        assert rows(behind, ADDRESS) == {}
        lasting = {table.name: 1 for table in KEPT if table.name not in OF_A_RUN}
        assert rows(behind, NAME) == {**lasting, "leases": 1}
    assert ledger.endpoints() == (NAME,)


def test_a_run_that_failed_under_the_name_before_stands_in_nothings_way(
    ledger: Ledger, behind: Engine
) -> None:
    keep(behind, ADDRESS, KEPT)
    keep(behind, NAME, [runs, learnt])
    with ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
        found = rows(behind, NAME)
    assert (found["runs"], found["learnt"], found["filings"]) == (2, 1, 1)
    assert rows(behind, ADDRESS) == {}


def test_where_both_have_filings_both_are_left_as_they_are(ledger: Ledger, behind: Engine) -> None:
    keep(behind, ADDRESS, KEPT)
    keep(behind, NAME, [filings])
    with ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
        assert rows(behind, ADDRESS) == {table.name: 1 for table in KEPT}
        assert rows(behind, NAME) == {"filings": 1, "leases": 1}


@pytest.mark.failure("3.4", "two runs on one ledger")
@pytest.mark.parametrize("shared", [True, False])
def test_nothing_is_taken_from_a_run_that_has_the_endpoint_by_its_address(
    ledger: Ledger, behind: Engine, *, shared: bool
) -> None:
    ledger.runs.start("sync", ADDRESS, NOW, RUN)
    with ledger.leases.taken(ADDRESS, RUN, shared=shared) as lease:
        keep(behind, ADDRESS, [table for table in KEPT if table not in (leases, workers)])
        before = rows(behind, ADDRESS)
        told = f"{ADDRESS} is in use by run {RUN[:8]} .*nothing was sent"
        with pytest.raises(InUse, match=told), ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
            pass
        lease.require()
        assert (rows(behind, ADDRESS), rows(behind, NAME)) == (before, {})
    with ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
        assert rows(behind, ADDRESS) == {}


def test_an_address_under_which_nothing_is_kept_changes_nothing(ledger: Ledger, behind: Engine) -> None:
    keep(behind, NAME, [table for table in KEPT if table.name not in OF_A_RUN])
    before = rows(behind, NAME)
    with ledger.leases.taken(NAME, NEXT_RUN, address=ADDRESS):
        pass
    assert rows(behind, NAME) == {**before, "leases": 1}
