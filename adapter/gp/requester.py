"""On whose behalf requests are made: the person who approved what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mappings.records import Staff

_requester: ContextVar[Staff | None] = ContextVar("requester", default=None)


@contextmanager
def on_behalf_of(member: Staff | None) -> Iterator[None]:
    """Requests of this thread within are this person's, as the session's staff list has them.

    None is nobody: an endpoint that wants to know who asks is then not asked about a patient.
    """
    before = _requester.set(member)
    try:
        yield
    finally:
        _requester.reset(before)


def requester() -> Staff | None:
    """Whose the requests of this thread are now."""
    return _requester.get()
