"""Rows of the ledger as they are written of a filing and its resources."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adapter.ledger.facts import State
from adapter.ledger.standing import DONE
from mappings.filing import FiledResource, Filing
from profiles import wire


def filing_row(
    endpoint: str,
    filing: Filing,
    patient: str | None,
    state: State,
    reason: str | None,
    run_id: str,
    now: dt.datetime,
) -> dict[str, Any]:
    """Where a filing stands at an endpoint, and why; it waits since now unless it does already."""
    return {
        "endpoint": endpoint,
        "filing_id": filing.filing_id,
        "session_id": filing.session_id,
        "row": filing.row,
        "patient": patient,
        "state": state,
        "reason": reason,
        "digest": filing.digest,
        "run_id": run_id,
        "changed_at": now,
        "waiting_since": None if state in DONE else now,
    }


def filed_row(endpoint: str, filing: Filing, patient: str | None, now: dt.datetime) -> dict[str, Any]:
    """A filing that is in a record, and the approval that it was filed under."""
    return {
        "endpoint": endpoint,
        "filing_id": filing.filing_id,
        "session_id": filing.session_id,
        "session_date": filing.session_date,
        "row": filing.row,
        "patient": patient,
        "approved_at": filing.approval and filing.approval.at,
        "filed_at": now,
    }


def resource_row(endpoint: str, filing_id: str, item: FiledResource) -> dict[str, Any]:
    """A resource as it is meant, which no answer has come to."""
    return {
        "endpoint": endpoint,
        "system": item.identity.system,
        "value": item.identity.value,
        "filing_id": filing_id,
        "resource_type": item.resource_type,
        "digest": item.digest,
        "body": wire.dumps(item.body),
        "server_id": None,
        "version": None,
        "outcome": None,
        "answered_at": None,
        "merged": None,
    }
