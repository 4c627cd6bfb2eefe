"""What of a filing may be at the endpoint although no answer came: looked for, as more may refer to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from adapter.ledger.facts import Standing
from adapter.ledger.filings import Filings
from adapter.push.plan import PlannedFiling
from adapter.routes.route import Route
from mappings.identity import Identity
from profiles.wire import Resource

NO_ANSWER = ("sending", "unknown")

AT_WORK = dt.timedelta(minutes=5)
"""For so long an endpoint may still be at work on a request (failure matrix 3.2, 425)."""


def find_unanswered(
    planned: Iterable[PlannedFiling], filings: Filings, route: Route
) -> Mapping[Identity, Sequence[Resource]]:
    """What is there of filings that change something and had no answer. Raises `EndpointError`."""
    waiting = [one for one in planned if one.outcome == "file"]
    standings = filings.standings([one.filing.filing_id for one in waiting]) if waiting else {}
    items = [
        change.item
        for one in waiting
        if (standing := standings.get(one.filing.filing_id)) and standing.state in NO_ANSWER
        if any(change.server_id is not None for change in one.changes)
        for change in one.changes
        if change.server_id is None
    ]
    return route.find(items) if items else {}


def unsettled(one: PlannedFiling, standing: Standing | None) -> bool:
    """Whether more of a filing may be at the endpoint than the ledger knows, or something else.

    It had no answer, was filed in part, or what is there was not what was expected.
    """
    if standing is None or standing.state in ("filed", "unchanged"):
        return False
    in_part = any(change.server_id is not None for change in one.changes)
    return in_part or standing.state in (*NO_ANSWER, "conflict")


def addresses(found: Mapping[Identity, Sequence[Resource]]) -> dict[str, str]:
    """Where the one resource of each identity stands: `urn:uuid:…` → `Type/id`."""
    alone = ((identity.urn, holders[0]) for identity, holders in found.items() if len(holders) == 1)
    return {urn: f"{resource['resourceType']}/{resource['id']}" for urn, resource in alone}
