"""The ledger keeps the very same promises on PostgreSQL."""
# ruff: noqa: F403

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from adapter.errors import LedgerError
from adapter.ledger.ledger import Ledger
from tests.ledger.conftest import behind, ledger  # noqa: F401
from tests.ledger.examples import NOW, PATIENT, RUN, WHO, filing, resource
from tests.ledger.test_approvals import *
from tests.ledger.test_books import *
from tests.ledger.test_brought_back import *
from tests.ledger.test_claims import *
from tests.ledger.test_conflicts import *
from tests.ledger.test_filings import *
from tests.ledger.test_forgetting import *
from tests.ledger.test_imports import *
from tests.ledger.test_learnt import *
from tests.ledger.test_leases import *
from tests.ledger.test_naming import *
from tests.ledger.test_runs import *
from tests.ledger.test_schema import *
from tests.ledger.test_seen import *
from tests.ledger.test_settling import *


@pytest.fixture
def ledger_target(postgresql: str) -> str:
    return postgresql


def test_the_plain_scheme_is_understood(ledger_target: str) -> None:
    with Ledger(ledger_target.replace("postgresql+psycopg://", "postgresql://")) as opened:
        assert opened.imports.counts() == (0, 0)


def test_the_row_that_the_server_would_repeat_is_not_told(ledger_target: str) -> None:
    """Its error quotes the failing row, with the record in it."""
    item = resource("walk", text="Marjorie, 9990000018")
    object.__setattr__(item, "digest", None)
    with Ledger(ledger_target) as opened, pytest.raises(LedgerError, match="null value in column") as caught:
        opened.filings(WHO).intend([(filing(item), PATIENT, [item])], RUN, NOW)
    assert "resources_pkey" not in str(caught.value)
    assert "Failing row" not in str(caught.value)
    assert "Failing row" not in str(caught.value.__cause__)


def test_a_server_that_stops_is_an_error_of_ours(ledger_target: str) -> None:
    with Ledger(ledger_target) as opened:
        engine = create_engine(ledger_target, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            )
            connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        engine.dispose()
        with pytest.raises(LedgerError, match="the ledger's database says"):
            opened.filings(WHO).settle(filing(), PATIENT, "filed", None, RUN, NOW)
