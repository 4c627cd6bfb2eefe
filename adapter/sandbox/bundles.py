"""What the Bundles that answer searches and histories have in common."""

from __future__ import annotations

from collections.abc import Mapping

from adapter.sandbox.outcome import Refusal
from adapter.sandbox.policy import Policy
from profiles.wire import Resource


def bundle_of(kind: str, total: int | None, links: Mapping[str, str], entries: list[Resource]) -> Resource:
    """A Bundle with its links by relation; an element that would be empty is left out."""
    bundle: Resource = {"resourceType": "Bundle", "type": kind}
    if total is not None:
        bundle["total"] = total
    bundle["link"] = [{"relation": relation, "url": url} for relation, url in links.items()]
    if entries:
        bundle["entry"] = entries
    return bundle


def whole_number(options: Mapping[str, str], name: str, otherwise: int) -> int:
    """The number that a parameter asks for; raises `Refusal` 400."""
    text = options.get(name)
    if text is None:
        return otherwise
    if not text.isdecimal():
        raise Refusal(400, "invalid", f"{name} is a number.")
    return int(text)


def page_length(options: Mapping[str, str], policy: Policy) -> int:
    return min(whole_number(options, "_count", policy.page), policy.largest_page)
