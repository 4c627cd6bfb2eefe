"""Answers searches with Bundles, page by page."""

from __future__ import annotations

import secrets
import sys
from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from adapter.sandbox.bundles import bundle_of, page_length, whole_number
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.policy import Policy
from adapter.sandbox.search import understand
from adapter.sandbox.store import Store
from profiles.wire import Resource

_MOST_KEPT = 200
"""Searches whose further pages are kept; the oldest is forgotten, and its `next` link is then a 410."""


class Searchsets:
    """Searches, and the pages of those that found more than one page holds.

    What was found is kept as it was when the search ran, so that no page misses or repeats a match. The
    `next` link names the kept search, not its parameters: they may be a patient's, and it is fetched by GET.
    """

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store = store
        self._policy = policy
        self._kept: OrderedDict[str, tuple[str, array[int]]] = OrderedDict()

    def search(self, resource_type: str, pairs: Sequence[tuple[str, str]], asked: Asked) -> Answer:
        given = dict(pairs)
        if "_search" in given:
            return self._further_page(given, asked)
        query = understand(resource_type, pairs, base=asked.base, strict=asked.strict, lapses=asked.lapses)
        address = f"{asked.base}/{resource_type}"
        links = {"self": f"{address}?{urlencode(query.used)}" if query.used else address}
        count, offset = self._bounds(query.options, asked)
        if count == 0 or query.options.get("_summary") == "count":
            return Answer(200, resource=bundle_of("searchset", query.count(self._store), links, []))
        found = query.find(self._store, most=count + 1)
        if offset or len(found) > count:
            found = query.find(self._store)
        if len(found) > offset + count:
            name = self._keep(address, found)
            links["next"] = _link(address, name, count, offset + count)
            if "next-without-filters" in asked.lapses:
                links["next"] = f"{address}?{urlencode({'_count': count, '_offset': offset + count})}"
        total = None if query.options.get("_total") == "none" else len(found)
        return self._page(found[offset : offset + count], total, links, asked)

    def _further_page(self, given: Mapping[str, str], asked: Asked) -> Answer:
        name = given["_search"]
        if name not in self._kept:
            raise Refusal(410, "expired", "This search is no longer kept: search again.")
        address, found = self._kept[name]
        count, offset = self._bounds(given, asked)
        links = {"self": _link(address, name, count, offset)}
        if offset + count < len(found):
            links["next"] = _link(address, name, count, offset + count)
        return self._page(found[offset : offset + count], len(found), links, asked)

    def _bounds(self, options: Mapping[str, str], asked: Asked) -> tuple[int, int]:
        everything = "ignore-count" in asked.lapses
        count = sys.maxsize - 1 if everything else page_length(options, self._policy)
        return count, whole_number(options, "_offset", 0)

    def _keep(self, address: str, found: Sequence[int]) -> str:
        name = secrets.token_urlsafe(12)
        self._kept[name] = address, array("q", found)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return name

    def _page(
        self, found: Sequence[int], total: int | None, links: Mapping[str, str], asked: Asked
    ) -> Answer:
        entries: list[Resource] = [
            {
                "fullUrl": f"{asked.base}/{version.reference}",
                "resource": msgspec.Raw(version.body or b"null"),
                "search": {"mode": "match"},
            }
            for version in self._store.at(found)
        ]
        return Answer(200, resource=bundle_of("searchset", total, links, entries))


def _link(address: str, name: str, count: int, offset: int) -> str:
    return f"{address}?{urlencode({'_search': name, '_count': count, '_offset': offset})}"
