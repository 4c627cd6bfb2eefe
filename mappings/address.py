"""Where a literal reference leads: it may be relative, absolute, or lead to one version of the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mappings.binding import references
from profiles.wire import Resource

_LITERAL = re.compile(
    r"(?P<base>.*/)?(?P<address>(?P<type>[A-Z][A-Za-z]*)/[A-Za-z0-9.-]{1,64})(/_history/.*)?"
)


def address_at(base: str, reference: str, *, of: str | None = None) -> str | None:
    """The `Type/id` that a reference (FHIR R4, 2.3.0.1) has at the server with that base URL.

    The text itself where it leads to another server; None for what is no address, such as a `urn:uuid:`, or
    is none `of` that type.
    """
    found = _LITERAL.fullmatch(reference)
    if found is None or of not in (None, found["type"]):
        return None
    own = found["base"] in (None, "", "/") or _place(found["base"]) == _place(base)
    return found["address"] if own else reference


def with_own_relative(resource: Resource, base: str) -> Resource:
    """The resource, with its references to the same server as `Type/id`, in place, as most servers have them.

    FHIR holds both for the same (2.3.0.1). What leads to one version, or away, stays as it is.
    """
    for reference in references(resource):
        text = reference.get("reference")
        address = address_at(base, text) if isinstance(text, str) and "/_history/" not in text else None
        if address is not None:
            reference["reference"] = address
    return resource


def _place(url: str) -> tuple[str, str]:
    """A server's host and path: its name has no case, and a proxy before it may speak another scheme."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    host = re.sub(r":(80|443)$", "", parts.netloc.lower())
    return host, parts.path.rstrip("/")
