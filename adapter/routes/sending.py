"""Sending one part of a filing: as a transaction, as a batch, or as a request of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotProcessed, Refused
from adapter.gp.client import GpClient
from adapter.gp.retry import repeatedly
from adapter.routes.bundle import answer_to, answers_each, batch, request_for, transaction
from adapter.routes.route import Answer, Entry
from adapter.routes.strategy import Creates
from mappings.identity import Identity

_NUMBERED = re.compile(r"Bundle\.entry\[(\d{1,3})\]")


def send_transaction(
    client: GpClient, part: Sequence[Entry], creates: Creates
) -> list[Answer | EndpointError]:
    """What was answered to each entry, which is an error where the endpoint has run it as a batch.

    Raises `EndpointError`; a refusal that says which entry it is about names it.
    """
    try:
        return answers_each(part, client.transaction(transaction(part, creates)))
    except Refused as error:
        number = _NUMBERED.search(str(error))
        if number and int(number[1]) < len(part):
            error.args = (f"{part[int(number[1])].body['resourceType']}: {error}",)
        raise


def failed_within(given: Sequence[Answer | EndpointError]) -> bool:
    """Whether a transaction was answered with an error for one entry of it, and so was none."""
    return any(isinstance(one, EndpointError) and one.status is not None for one in given)


def send_batch(
    client: GpClient, part: Sequence[Entry], creates: Creates, endpoint: Endpoint
) -> list[Answer | EndpointError]:
    """Each entry's answer or error. Entries that were answered "not now" are sent again, and only those.

    Raises `EndpointError` where there is no answer to any entry.
    """
    settled: dict[Identity, Answer | EndpointError] = {}

    def left() -> list[Entry]:
        return [e for e in part if isinstance(settled.get(e.identity, NotProcessed("")), NotProcessed)]

    def attempt() -> EndpointError | None:
        sending = left()
        try:
            given = answers_each(sending, client.transaction(batch(sending, creates)))
        except EndpointError as error:
            return error
        settled.update({entry.identity: one for entry, one in zip(sending, given, strict=True)})
        busy = [one for one in given if isinstance(one, NotProcessed)]
        if busy:
            raise max(busy, key=lambda one: one.retry_after or 0.0)
        return None

    broken: EndpointError | None
    try:
        broken = repeatedly(
            attempt,
            harmless=False,
            attempts=endpoint.attempts,
            patience=endpoint.patience,
            sleep=client.terms.sleep,
        )
    except NotProcessed as error:
        broken = error
    if broken is not None and not settled:
        raise broken
    for entry in left():
        settled[entry.identity] = broken or NotProcessed("an entry was put off")
    return [settled[entry.identity] for entry in part]


def send_single(client: GpClient, entry: Entry, creates: Creates) -> Answer:
    """Raises `EndpointError`."""
    return answer_to(entry, client.write(request_for(entry, creates)))
