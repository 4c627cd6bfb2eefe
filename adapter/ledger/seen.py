"""Rows of the ledger about what pulls saw of the programme's patients, and what of it we wrote ourselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Engine, and_, select, union, update

from adapter.ledger.brought_back import add
from adapter.ledger.cursors import Cursor, move
from adapter.ledger.doubts import doubt
from adapter.ledger.leases import Lease
from adapter.ledger.schema import filed, forgotten, resources, seen, settled
from adapter.ledger.settling import end
from adapter.ledger.upsert import upsert
from mappings.identity import Identity
from profiles import wire
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Sighting:
    """A resource as it was when it was last seen; without a body it is gone from the patient's record.

    `patient` is the address of the server's Patient. On a Patient alone stand `registered`, the organisation
    that kept the record when it was first seen, and `flagged`, whether a person may have to look at it. A
    Patient that is there and is another person by now has a digest, and no body: who that is, is not kept.
    """

    resource_type: str
    server_id: str
    patient: str | None
    version: str | None
    digest: str
    body: Resource | None
    registered: str | None = None
    flagged: bool = False

    @property
    def anothers(self) -> bool:
        """Whether a Patient is there, and another person than the clinic's."""
        return self.body is None and self.digest != ""


@dataclass(frozen=True, slots=True)
class Written:
    """A resource that this ledger wrote or meant to write; without `server_id` no answer came yet.

    What was `joined` holds words of the practice's as well.
    """

    identity: Identity
    filing_id: str
    server_id: str | None
    version: str | None
    answered_at: dt.datetime | None
    joined: bool = False


_FEW = 1_000
"""Values in one statement: SQLite takes 32,766 as a rule, PostgreSQL 65,535."""


def _few(values: Collection[str]) -> Iterator[list[str]]:
    left = iter(values)
    while some := list(islice(left, _FEW)):
        yield some


class Seen:
    """What was seen at one endpoint."""

    def __init__(self, engine: Engine, endpoint: str) -> None:
        self._engine = engine
        self._endpoint = endpoint

    def of(self, resource_type: str, server_ids: Collection[str]) -> dict[str, Sighting]:
        """What is known of these resources, by their ids at the server; those never seen are absent."""
        found = self._sightings(resource_type, seen.c.server_id.in_(server_ids))
        return {one.server_id: one for one in found}

    def known(self, resource_type: str, server_ids: Collection[str]) -> set[str]:
        """Which of these ids, of however many, were seen and not forgotten."""
        found: set[str] = set()
        with self._engine.connect() as connection:
            for some in _few(server_ids):
                query = select(seen.c.server_id).where(
                    seen.c.endpoint == self._endpoint,
                    seen.c.resource_type == resource_type,
                    seen.c.server_id.in_(some),
                    ~forgotten,
                )
                found.update(connection.execute(query).scalars())
        return found

    def forget(self, patients: Collection[str], lease: Lease, *, stay_settled: bool = False) -> None:
        """Forget these Patients, however many, by their addresses, but not which organisation kept them.

        What was seen in their records stays, and with `stay_settled` what a person said of them, until they
        are seen to be another than then. Raises `LeaseLost` once another run may write.
        """
        with self._engine.begin() as connection:
            lease.confirm(connection)
            for some in _few([address.removeprefix("Patient/") for address in patients]):
                connection.execute(
                    update(seen)
                    .where(
                        seen.c.endpoint == self._endpoint,
                        seen.c.resource_type == "Patient",
                        seen.c.server_id.in_(some),
                    )
                    .values(version=None, digest="", body=None, flagged=False)
                )
                if not stay_settled:
                    end(connection, self._endpoint, some)

    def flagged(self) -> Iterator[Sighting]:
        """The Patients that a person may have to look at."""
        return self._sightings("Patient", seen.c.flagged.is_not(False))

    def unsettled(self) -> Iterator[Sighting]:
        """Those of them that nobody has seen to as they are now."""
        return self._sightings("Patient", and_(seen.c.flagged.is_not(False), ~settled))

    def _sightings(self, resource_type: str, condition: ColumnElement[bool]) -> Iterator[Sighting]:
        query = select(seen).where(
            seen.c.endpoint == self._endpoint, seen.c.resource_type == resource_type, condition
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield Sighting(
                    row.resource_type,
                    row.server_id,
                    row.patient,
                    row.version,
                    row.digest,
                    None if row.body is None else wire.loads(row.body),
                    row.registered,
                    row.flagged is not False,
                )

    def there(self, resource_type: str, patients: Sequence[str]) -> dict[str, bool]:
        """What was seen in these patients' records, by id, and whether it was there when seen last."""
        query = select(seen.c.server_id, seen.c.body.is_not(None)).where(
            seen.c.endpoint == self._endpoint,
            seen.c.resource_type == resource_type,
            seen.c.patient.in_(patients),
        )
        with self._engine.connect() as connection:
            return {server_id: bool(there) for server_id, there in connection.execute(query)}

    def filed(self, resource_type: str, filing_ids: Collection[str]) -> dict[str, list[Resource]]:
        """What the clinic meant by all that these filings wrote of a type, by filing id."""
        query = select(resources.c.filing_id, resources.c.body).where(
            resources.c.endpoint == self._endpoint,
            resources.c.resource_type == resource_type,
            resources.c.filing_id.in_(filing_ids),
        )
        found: dict[str, list[Resource]] = {}
        with self._engine.connect() as connection:
            for filing_id, body in connection.execute(query):
                found.setdefault(filing_id, []).append(wire.loads(body))
        return found

    def written(self, resource_type: str, filing_ids: Collection[str]) -> list[Written]:
        """What these filings wrote, or meant to write."""
        return self._written(resource_type, resources.c.filing_id.in_(filing_ids))

    def written_at(
        self, resource_type: str, server_ids: Collection[str], values: Collection[str]
    ) -> list[Written]:
        """What this ledger wrote at these ids, or under identities of these values, in whatever filing."""
        return self._written(
            resource_type, resources.c.server_id.in_(server_ids), resources.c.value.in_(values)
        )

    def _written(self, resource_type: str, *conditions: ColumnElement[bool]) -> list[Written]:
        """What meets any of these conditions, each of which has an index of its own: SQLite would use one."""
        query = union(
            *(
                select(
                    resources.c.system,
                    resources.c.value,
                    resources.c.filing_id,
                    resources.c.server_id,
                    resources.c.version,
                    resources.c.answered_at,
                    resources.c.merged.is_not(None),
                ).where(
                    resources.c.endpoint == self._endpoint,
                    resources.c.resource_type == resource_type,
                    condition,
                )
                for condition in conditions
            )
        )
        with self._engine.connect() as connection:
            return [
                Written(Identity(system, value), *rest) for system, value, *rest in connection.execute(query)
            ]

    def written_since(self, moment: dt.datetime) -> dict[str, list[Written]]:
        """What the endpoint was sent since, by our clock, and answered for, by type of resource."""
        columns = ("resource_type", "system", "value", "filing_id", "server_id", "version", "answered_at")
        # found first: of tens of thousands, few were filed since
        lately = select(filed.c.filing_id).where(
            filed.c.endpoint == self._endpoint, filed.c.filed_at >= moment
        )
        query = select(*(resources.c[name] for name in columns)).where(
            resources.c.endpoint == self._endpoint,
            resources.c.filing_id.in_(lately),
            resources.c.answered_at >= moment,
            resources.c.outcome.in_(("created", "updated")),
        )
        found: dict[str, list[Written]] = {}
        with self._engine.connect() as connection:
            for kind, system, value, *rest in connection.execute(query):
                found.setdefault(kind, []).append(Written(Identity(system, value), *rest))
        return found

    def meant(self, identity: Identity) -> tuple[Resource, Resource | None]:
        """What the clinic meant by a resource (bound to no server), and what was left of that in a merge."""
        query = select(resources.c.body, resources.c.merged).where(
            resources.c.endpoint == self._endpoint, resources.c.value == identity.value
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one()
        return wire.loads(row.body), None if row.merged is None else wire.loads(row.merged)

    def registered(self, patients: Sequence[str]) -> dict[str, str]:
        """The organisation that kept each record when it was first seen, by the address of the Patient."""
        query = select(seen.c.patient, seen.c.registered).where(
            seen.c.endpoint == self._endpoint,
            seen.c.resource_type == "Patient",
            seen.c.patient.in_(patients),
            seen.c.registered.is_not(None),
        )
        with self._engine.connect() as connection:
            return {row.patient: row.registered for row in connection.execute(query)}

    def keep(
        self,
        sightings: Iterable[Sighting],
        run_id: str,
        now: dt.datetime,
        moved: Iterable[Cursor] = (),
        lease: Lease | None = None,
        changes: Sequence[bytes] = (),
        lost: Collection[str] = (),
    ) -> None:
        """Keep what one page brought and then move cursors past what was kept: all of it, or nothing.

        `changes` are those among it, to be told again until a workbook has them; `lost` are the filings of
        which something is gone, or back at an earlier version. A Patient that is another now is settled no
        more. With a lease, raises `LeaseLost` once another run may write.
        """
        sightings = [*sightings]
        patients = {one.server_id for one in sightings if one.resource_type == "Patient"}
        rows = [
            {
                "endpoint": self._endpoint,
                "resource_type": one.resource_type,
                "server_id": one.server_id,
                "patient": one.patient,
                "version": one.version,
                "digest": one.digest,
                "body": None if one.body is None else wire.dumps(one.body),
                "registered": one.registered,
                "flagged": one.flagged,
                "seen_at": now,
            }
            for one in sightings
        ]
        with self._engine.begin() as connection:
            if lease is not None:
                lease.confirm(connection)
            upsert(connection, seen, rows, replace=True)
            for some in _few(patients):
                end(connection, self._endpoint, some)
            add(connection, self._endpoint, changes)
            for some in _few(lost):
                doubt(connection, self._endpoint, some, now)
            for cursor in moved:
                move(connection, self._endpoint, cursor, run_id, now)
