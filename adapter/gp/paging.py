"""The pages of a search or a history: followed as long as they lead on, and stopped where they do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from adapter.errors import Conflict, PagesBroken, Refused
from mappings.elements import objects
from profiles.wire import Resource

_MOST_PAGES = 10_000
"""Pages of one search, far more than any that we ask for."""

_WITHHELD = frozenset({"data-awaiting-filing", "data-in-transit", "confidential-items"})
"""Warnings that something of the record is not shown (GP boundary, section 5.3)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One resource of a page; a history tells by `resource` None that it was deleted.

    What is `named` alone is there, or was, and the page has nothing of it. What was `read` by itself, and not
    on a page, is as it stands now. What is `untimely` may have been deleted, with no row that says so.
    """

    server_id: str
    resource: Resource | None
    named: bool = False
    read: bool = False
    untimely: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What one page holds. `total` is how many matches there are over all pages, as far as the server says.

    What is missing from an `incomplete` answer may be there all the same. There may be rows that are
    `unnamed`: they do not say what they are about. `notes` tell in words what was left out of the page,
    without a word of its content.
    """

    rows: tuple[Row, ...]
    total: int | None = None
    last: bool = True
    incomplete: bool = False
    unnamed: bool = False
    notes: tuple[str, ...] = ()


def pages(
    first: Resource,
    resource_type: str,
    own: Callable[[str], str | None],
    follow: Callable[[str], Resource],
) -> Iterator[Page]:
    """The pages from the first one on, each fetched by `follow` when it is asked for.

    `own` makes a link absolute, and is None for one that leads to another host: credentials must not follow
    it. Raises `PagesBroken` where `next` goes round in a circle, repeats a page, leads to another host or has
    expired; what came before was good. Any other error of `follow` is passed on.
    """
    bundle, followed, shown = first, set[str](), set[int]()
    while True:
        following, nameless = _next(bundle)
        page = _page(bundle, resource_type, last=not following, nameless=nameless)
        ids = hash(tuple((row.server_id, version_of(row.resource)) for row in page.rows))
        if page.rows and ids in shown:
            raise PagesBroken("the endpoint's pages repeat themselves")
        shown.add(ids)
        yield page
        if following is None:
            return
        if following in followed or len(followed) == _MOST_PAGES:
            raise PagesBroken("the endpoint's pages go round in a circle, or never end")
        followed.add(following)
        address = own(following)
        if address is None:
            raise PagesBroken("the endpoint's next page is on another host; not followed")
        try:
            bundle = follow(address)
        except (Conflict, Refused) as error:
            if error.status in (404, 410):
                raise PagesBroken("the endpoint's next page is gone", status=error.status) from None
            raise


def _next(bundle: Resource) -> tuple[str | None, bool]:
    """Where the next page is, and whether there should be one that has no address."""
    for link in objects(bundle, "link"):
        if link.get("relation") == "next":
            url = link.get("url")
            return (url, False) if isinstance(url, str) and url else (None, True)
    return None, False


def _page(bundle: Resource, resource_type: str, *, last: bool, nameless: bool) -> Page:
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    unnamed = False
    withheld = nameless or _withholds(bundle.get("meta"))
    for entry in objects(bundle, "entry"):
        resource = entry.get("resource")
        deleted = _deleted(entry, resource_type)
        if deleted is not None:
            rows.append(Row(deleted, None))
        elif not isinstance(resource, dict):
            if (server_id := _named(entry, resource_type)) is not None:
                rows.append(Row(server_id, None, named=True))
            else:
                left_out["that name no resource"] += 1
                unnamed = True
        elif resource.get("resourceType") == "OperationOutcome":
            withheld = withheld or _tells_of_a_gap(resource)
        elif resource.get("resourceType") != resource_type or _mode(entry) not in (None, "match"):
            left_out["of another kind than was asked for"] += 1
        elif not isinstance(resource.get("id"), str):
            left_out["without an id"] += 1
        else:
            rows.append(Row(resource["id"], resource))
    notes = [f"{number} rows {what} were left out" for what, number in left_out.items()]
    if nameless:
        notes.append("the endpoint names a next page without an address")
    elif withheld:
        notes.append("the endpoint says that not everything is shown yet")
    total = bundle.get("total")
    known = total if isinstance(total, int) else None
    return Page(tuple(rows), known, last, withheld, unnamed, tuple(notes))


def _deleted(entry: Resource, resource_type: str) -> str | None:
    """The id of what an entry of a history says was deleted."""
    request = entry.get("request")
    deleted = isinstance(request, dict) and request.get("method") == "DELETE"
    return _named(entry, resource_type) if deleted else None


def _named(entry: Resource, resource_type: str) -> str | None:
    """The id of what an entry is about, by the addresses in it."""
    request, response = entry.get("request"), entry.get("response")
    for address in (
        entry.get("fullUrl"),
        request.get("url") if isinstance(request, dict) else None,
        response.get("location") if isinstance(response, dict) else None,
    ):
        found = re.search(rf"\b{resource_type}/([A-Za-z0-9.-]{{1,64}})", str(address))
        if found:
            return found[1]
    return None


def _mode(entry: Resource) -> Any:
    search = entry.get("search")
    return search.get("mode") if isinstance(search, dict) else None


def _tells_of_a_gap(outcome: Resource) -> bool:
    """Whether the server says, beside the rows, that some are missing."""
    return any(
        issue.get("severity") in ("error", "fatal")
        or issue.get("code") in ("incomplete", "suppressed")
        or any(coding.get("code") in _WITHHELD for coding in objects(issue.get("details") or {}, "coding"))
        for issue in objects(outcome, "issue")
    )


def _withholds(meta: Any) -> bool:
    return isinstance(meta, dict) and any(tag.get("code") in _WITHHELD for tag in objects(meta, "tag"))


def version_of(resource: Resource | None) -> str:
    """As text, whatever an endpoint counts by; empty where there is none."""
    meta = resource.get("meta") if resource else None
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return "" if version is None else str(version)
