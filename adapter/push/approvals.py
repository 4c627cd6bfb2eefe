"""Binding each approval to what it was given for, and holding what was changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from adapter.guards.approval import approval_key, hold_changed, hold_early
from adapter.guards.hold import Hold
from adapter.ledger.approvals import Approvals
from mappings.filing import Filing


def check_approvals(
    filings: Iterable[Filing], approvals: Approvals, now: dt.datetime, *, binding: bool
) -> dict[str, Hold]:
    """Holds by filing id: an approval from the future, or content other than what was approved.

    With `binding`, an approval seen for the first time is bound to what it stands beside; a dry run
    only looks.
    """
    given = {
        (filing.filing_id, approval_key(approval, about)): (approval, digest)
        for filing in filings
        for approval, about, digest in filing.approvals
    }
    bound = approvals.bound(given)
    if binding:
        approvals.bind({one: digest for one, (_, digest) in given.items() if one not in bound}, now)
    holds: dict[str, Hold] = {}
    for one, (approval, digest) in given.items():
        hold = hold_early(approval, now) or (
            hold_changed(approval) if bound.get(one, digest) != digest else None
        )
        if hold is not None:
            holds.setdefault(one[0], hold)
    return holds
