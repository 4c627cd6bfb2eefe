"""Builds the Bundles that answer searches and histories, page by page."""

from __future__ import annotations

import secrets
import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from adapter.sandbox.dates import stretch
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.policy import Policy
from adapter.sandbox.search import Query, understand
from adapter.sandbox.store import Store, Version
from profiles.wire import Resource

_MOST_SEARCHES = 200
"""Searches whose further pages are kept; the oldest is forgotten, and its `next` link is then 410."""


class Listings:
    """Answers searches and histories with Bundles."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self.store = store
        self.policy = policy
        self._searches: OrderedDict[str, tuple[str, array[int]]] = OrderedDict()

    def search(self, resource_type: str, pairs: Sequence[tuple[str, str]], asked: Asked) -> Answer:
        """A searchset. Where there are more pages, what was found is kept as it is now: they are stable.

        The `next` link names the kept search, not its parameters: they may be a patient's, and a link is
        fetched by GET.
        """
        given = dict(pairs)
        if "_search" in given:
            return self._next(given, asked)
        query = understand(resource_type, pairs, base=asked.base, strict=asked.strict, lapses=asked.lapses)
        address = f"{asked.base}/{resource_type}"
        own = f"{address}?{urlencode(query.used)}" if query.used else address
        count, offset = self._count(query.options), _number(query.options, "_offset", 0)
        if "ignore-count" in asked.lapses:
            count = sys.maxsize - 1
        if count == 0 or query.options.get("_summary") == "count":
            return Answer(200, resource=_bundle("searchset", query.count(self.store), {"self": own}))
        found = query.run(self.store, count + 1) if not offset else []
        if not offset and len(found) <= count:
            return Answer(200, resource=self._page(found, len(found), {"self": own}, query, asked))
        everything = query.sequences(self.store)
        page = self._versions(everything[offset : offset + count])
        links = {"self": own}
        if offset + count < len(everything):
            links["next"] = self._keep(address, everything, count, offset + count)
            if "next-without-filters" in asked.lapses:
                links["next"] = f"{address}?" + urlencode({"_count": count, "_offset": offset + count})
        return Answer(200, resource=self._page(page, len(everything), links, query, asked))

    def _next(self, given: dict[str, str], asked: Asked) -> Answer:
        kept = self._searches.get(given["_search"])
        if kept is None:
            raise Refusal(410, "expired", "This search is no longer kept: search again.")
        address, sequences = kept
        count, offset = self._count(given), _number(given, "_offset", 0)
        links = {"self": self._link(address, given["_search"], count, offset)}
        if offset + count < len(sequences):
            links["next"] = self._link(address, given["_search"], count, offset + count)
        page = self._versions(sequences[offset : offset + count])
        return Answer(200, resource=self._page(page, len(sequences), links, None, asked))

    def _keep(self, address: str, sequences: list[int], count: int, offset: int) -> str:
        name = secrets.token_urlsafe(12)
        self._searches[name] = address, array("q", sequences)
        if len(self._searches) > _MOST_SEARCHES:
            self._searches.popitem(last=False)
        return self._link(address, name, count, offset)

    @staticmethod
    def _link(address: str, name: str, count: int, offset: int) -> str:
        return f"{address}?" + urlencode({"_search": name, "_count": count, "_offset": offset})

    def _versions(self, sequences: Iterable[int]) -> list[Version]:
        return [
            version
            for sequence in sequences
            for version in self.store.versions(
                "version v JOIN resource r USING (row) WHERE v.sequence = ?", [sequence]
            )
        ]

    def _count(self, options: Any) -> int:
        return min(_number(options, "_count", self.policy.page), self.policy.largest_page)

    def _page(
        self, versions: list[Version], total: int, links: dict[str, str], query: Query | None, asked: Asked
    ) -> Resource:
        without_total = query is not None and query.options.get("_total") == "none"
        bundle = _bundle("searchset", None if without_total else total, links)
        if versions:
            bundle["entry"] = [
                {
                    "fullUrl": f"{asked.base}/{version.reference}",
                    "resource": msgspec.Raw(version.body or b"null"),
                    "search": {"mode": "match"},
                }
                for version in versions
            ]
        return bundle

    def history(
        self,
        resource_type: str | None,
        resource_id: str | None,
        pairs: Sequence[tuple[str, str]],
        asked: Asked,
    ) -> Answer:
        """A history Bundle of one resource, one type or everything, newest first; deletes are entries too."""
        if "no-history" in asked.lapses:
            raise Refusal(404, "not-supported", "This endpoint has no history.")
        if resource_type and resource_id and self.store.current(resource_type, resource_id) is None:
            raise Refusal(404, "not-found", f"There is no {resource_type} with this id.")
        given = dict(pairs)
        try:
            since = stretch(given["_since"])[0] if "_since" in given else ""
        except ValueError:
            raise Refusal(400, "invalid", "_since is an instant.") from None
        count = max(self._count(given), 1)
        before = _number(given, "_before", 0) or None
        versions = self.store.history(resource_type, resource_id, since=since, before=before, most=count + 1)
        address = "/".join(filter(None, [asked.base, resource_type, resource_id, "_history"]))
        links = {"self": f"{address}?{urlencode(given)}" if given else address}
        if len(versions) > count:
            versions.pop()
            further = {**given, "_count": count, "_before": versions[-1].sequence}
            links["next"] = f"{address}?{urlencode(further)}"
        total = self.store.count_history(resource_type, resource_id, since=since)
        bundle = _bundle("history", total, links)
        if versions:
            bundle["entry"] = [_past(version, asked.base) for version in versions]
        return Answer(200, resource=bundle)


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


def _bundle(kind: str, total: int | None, links: dict[str, str]) -> Resource:
    bundle: Resource = {"resourceType": "Bundle", "type": kind}
    if total is not None:
        bundle["total"] = total
    bundle["link"] = [{"relation": relation, "url": url} for relation, url in links.items()]
    return bundle


def _number(options: Any, name: str, otherwise: int) -> int:
    text = options.get(name)
    if text is None:
        return otherwise
    if not text.isdecimal():
        raise Refusal(400, "invalid", f"{name} is a number.")
    return int(text)
