"""What a server may choose: the choices of this endpoint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What the specification leaves to the server, in one place.

    `validate`: resources are held against their structure (about 0.1 ms each).
    `transactions`, `batches`: whether such Bundles are carried out; otherwise they are answered 501.
    `conditional_create`: If-None-Exist is heeded; otherwise it is not read at all.
    `update_create`: PUT to an id that is not there creates it; otherwise 405.
    `referential_integrity`: a reference to `Type/id` that is not there is refused, as HAPI does.
    `largest_body`: bytes of one request; more is answered 413.
    `most_entries`: entries of one transaction or batch; more is answered 413.
    `page`, `largest_page`: resources of a search page, unless and at most when `_count` says otherwise.
    """

    validate: bool = True
    transactions: bool = True
    batches: bool = True
    conditional_create: bool = True
    update_create: bool = True
    referential_integrity: bool = True
    largest_body: int = 10_000_000
    most_entries: int = 5_000
    page: int = 50
    largest_page: int = 1_000


USUAL = Policy()
