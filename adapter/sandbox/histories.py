"""Histories: what happened to a resource, to a type, to everything, newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from adapter.sandbox.bundles import bundle_of, page_length, whole_number
from adapter.sandbox.dates import NotADate, stretch
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.policy import Policy
from adapter.sandbox.store import Store
from adapter.sandbox.version import Version
from profiles.wire import Resource


def history(
    store: Store,
    policy: Policy,
    resource_type: str | None,
    resource_id: str | None,
    pairs: Sequence[tuple[str, str]],
    asked: Asked,
) -> Answer:
    """A history Bundle; deletes are entries too. Further pages go on before the last entry of this one."""
    if "no-history" in asked.lapses:
        raise Refusal(404, "not-supported", "This endpoint has no history.")
    if resource_type and resource_id and store.current(resource_type, resource_id) is None:
        raise Refusal(404, "not-found", f"There is no {resource_type} with this id.")
    given = dict(pairs)
    try:
        since = stretch(given["_since"])[0] if "_since" in given else ""
    except NotADate:
        raise Refusal(400, "invalid", "_since is an instant.") from None
    count = max(page_length(given, policy), 1)
    before = whole_number(given, "_before", 0) or None
    versions = store.history(resource_type, resource_id, since=since, before=before, most=count + 1)
    if "newest-version-alone" in asked.lapses and resource_id:
        del versions[1:]
    address = "/".join(filter(None, [asked.base, resource_type, resource_id, "_history"]))
    links = {"self": f"{address}?{urlencode(given)}" if given else address}
    if len(versions) > count:
        versions.pop()
        links["next"] = f"{address}?{urlencode({**given, '_count': count, '_before': versions[-1].sequence})}"
    total = store.count_history(resource_type, resource_id, since=since)
    entries = [_past(version, asked.base) for version in versions]
    return Answer(200, resource=bundle_of("history", total, links, entries))


def _past(version: Version, base: str) -> Resource:
    entry: Resource = {"fullUrl": f"{base}/{version.reference}"}
    if version.body is not None:
        entry["resource"] = msgspec.Raw(version.body)
    # A POST made it at the type's address; the others at its own.
    address = version.type if version.method == "POST" else version.reference
    entry["request"] = {"method": version.method, "url": address}
    status = "204" if version.body is None else "201" if version.version == 1 else "200"
    entry["response"] = {"status": status, "etag": version.etag, "lastModified": version.updated}
    return entry
