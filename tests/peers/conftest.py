"""The real servers as fixtures: each is started at most once a run, and only if a test asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.peers.servers import PEERS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that only `make test-peers` runs it."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("peers")


@pytest.fixture(scope="session")
def hapi() -> Iterator[str]:
    """The base URL of HAPI's JPA server."""
    with PEERS["hapi"].at_hand() as url:
        yield url


@pytest.fixture(scope="session")
def medplum() -> Iterator[str]:
    """The base URL of Medplum's router."""
    with PEERS["medplum"].at_hand() as url:
        yield url


@pytest.fixture(scope="session")
def oidc() -> Iterator[str]:
    """The issuer's URL of the OAuth2 server."""
    with PEERS["oidc"].at_hand() as url:
        yield url


@pytest.fixture(scope="session")
def validator() -> Iterator[str]:
    """The URL of the official validator."""
    with PEERS["validator"].at_hand() as url:
        yield url


@pytest.fixture(params=["hapi", "medplum"])
def endpoint(request: pytest.FixtureRequest) -> str:
    """The base URL of each FHIR server in turn; other tests write there too, so tell your patients apart."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL server, where its user may create databases."""
    with PEERS["postgresql"].at_hand() as url:
        yield url


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database, for one test alone."""
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
