"""Whether an endpoint still shows the newest row that was seen there: one that was set back does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from adapter.gp.paging import Row, version_of
from adapter.ledger.cursors import Landmark
from adapter.pull.change_query import TOLERANCE, updated


def later(*landmarks: Landmark | None) -> Landmark | None:
    """The newest of these, or None."""
    known = [landmark for landmark in landmarks if landmark is not None]
    return max(known, key=lambda landmark: landmark.moment, default=None)


def newest_of(rows: Iterable[Row]) -> Landmark | None:
    """The newest of these rows that say a time."""
    stamped = ((row, updated(row.resource)) for row in rows if row.resource is not None)
    return later(
        *(Landmark(moment, row.server_id, version_of(row.resource)) for row, moment in stamped if moment)
    )


def shown(rows: Iterable[Row], landmark: Landmark | None) -> bool:
    """Whether the landmark is among these rows, or what has become of it since: a version after it, its end.

    A server that was set back may give its id and its version to something else, at another time.
    """
    return landmark is not None and any(
        row.server_id == landmark.server_id and (row.resource is None or _follows(row, landmark))
        for row in rows
    )


def still_asked_for(landmark: Landmark | None, since: dt.datetime | None) -> Landmark | None:
    """The landmark, if whoever asks for what was updated `since` is to be shown it."""
    return landmark if landmark and since and landmark.moment >= since else None


def _follows(row: Row, landmark: Landmark) -> bool:
    moment = None if row.resource is None else updated(row.resource)
    if moment is None:
        return True  # it does not say
    version, before = version_of(row.resource), landmark.version
    if version == before != "":
        return _same(moment, landmark.moment)
    if version.isdecimal() and before.isdecimal():
        return int(version) > int(before)  # it may be stamped before it
    return moment >= landmark.moment


def _same(moment: dt.datetime, other: dt.datetime) -> bool:
    """Whether both are one stamp, of which a search may show the seconds and a read their parts."""
    whole = not (moment.microsecond and other.microsecond)
    return moment == other or (whole and abs(moment - other) <= TOLERANCE)
