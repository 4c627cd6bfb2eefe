"""The moment that an HTTP header names."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime


def http_date(text: str | None) -> dt.datetime | None:
    """In UTC, which is also what a date without a zone is in; None where it names no moment there is."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return None
