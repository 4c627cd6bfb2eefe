"""Asking once for all patients whether anything of a type changed, and when the answer can be believed."""

from __future__ import annotations

import datetime as dt

from adapter.errors import EndpointError
from adapter.gp.client import GpClient
from adapter.pull.change_query import TOLERANCE, instant
from adapter.pull.offered import Offered


class Counts:
    """Asks one endpoint how many resources were updated since, whichever patient's they are.

    Only where it states that a type can be searched by `_lastUpdated`; and not again in this pull once it has
    answered with anything but a number.
    """

    def __init__(self, client: GpClient, offered: Offered) -> None:
        self._client = client
        self._offered = offered
        self._answers = True

    def nothing_since(self, resource_type: str, since: dt.datetime, newest: dt.datetime) -> bool:
        """Whether nothing was updated `since`. `newest` is when what was seen last of the type was updated.

        That one has to be counted too, or 0 is not believed (decision 0017).
        """
        return (
            self._offered.updated(resource_type)
            and self._count(resource_type, since) == 0
            and (self._count(resource_type, newest - TOLERANCE) or 0) > 0
        )

    def _count(self, resource_type: str, since: dt.datetime) -> int | None:
        """How many there are; None where the endpoint does not say so."""
        if not self._answers:
            return None
        # whoever ignores _summary shows one row of somebody's at most
        parameters = {"_lastUpdated": f"ge{instant(since)}", "_summary": "count", "_count": "1"}
        try:
            page = next(self._client.search_pages(resource_type, parameters))
        except EndpointError:
            self._answers = False
            return None
        self._answers = not page.rows and not page.incomplete and page.total is not None
        return page.total if self._answers else None
