"""What holds across the entries of a Bundle: what they are called, and where its links may lead.

Source: bundle.html of R4, as far as the official validator looks at it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from profiles.checking.documents import judge_document
from profiles.checking.fhirpath.model import RESOURCES
from profiles.checking.findings import Fault, Findings
from profiles.checking.linked import Linked, of_bundle, references, resource_of, type_of
from profiles.checking.primitives import SCHEME
from profiles.checking.references import objects
from profiles.checking.searches import judge_search
from profiles.wire import Resource

_ANSWERS = {"batch-response", "transaction-response"}
_WITHOUT_FULL_URL = {"batch", "transaction", *_ANSWERS}
_PAGED = {"history", "searchset"}
_NOT_PAGED = {"collection", "document", "message", *_WITHOUT_FULL_URL}

_PAGES = {"first", "last", "next", "previous"}

_RESTFUL = re.compile(
    r"https?://(?:[A-Za-z0-9\\.:%$_-]*/)*?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}"
    r"(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
"""What looks like the URL of a resource on a server (references.html#regex)."""

_OF_OLDER_SYSTEMS = ("http://hl7.org/fhir/v2/", "http://hl7.org/fhir/v3/")
"""How canonical URLs begin that do not end with the id of their definition."""

_STYLE_OF_HL7 = "https://hl7.org/fhir/fhir.css"

_NO_FULL_URL = of_bundle("cardinality", "fullUrl", "is required, except in a transaction or a batch")
_NEEDED = of_bundle("cardinality", "fullUrl", "is required, since the resource refers to another")
_NOT_ABSOLUTE = of_bundle("format", "fullUrl", "should be absolute: a URL, or urn:uuid: and a UUID")
_WITHOUT_ID = of_bundle("value", "fullUrl", "is a URL on a server, where the resource has an id")
_OF_ANOTHER = of_bundle("value", "fullUrl", "does not end with the type and the id of the resource")
_CANONICAL = of_bundle("value", "fullUrl", "is the resource's canonical URL, and does not end with its id")
_TWICE = of_bundle("value", "relation", "another link has this relation too")
_NO_PAGES = of_bundle("value", "relation", "only a search set or a history has pages")
_STYLE_ELSEWHERE = of_bundle("reference", "stylesheet", "a stylesheet from outside the Bundle", "warning")
_NO_STYLE = of_bundle("reference", "stylesheet", "leads to nothing in the Bundle")

_SIGNATURE = "a digital signature"


def judge_bundle(bundle: Resource, linked: Linked, findings: Findings) -> None:
    """Say what is wrong with a Bundle as a whole; the references in its entries are `linked`'s to judge."""
    kind = str(bundle.get("type"))
    for entry in objects(bundle.get("entry")):
        for fault in _of_full_url(entry, kind):
            findings.fault(entry, fault, "fullUrl")
    _judge_links(bundle, kind, linked, findings)
    if kind == "searchset":
        judge_search(bundle, findings)
    elif kind in ("document", "message"):
        judge_document(bundle, linked, findings)
    if "signature" in bundle:
        findings.unjudged.append((bundle, _SIGNATURE))


def _of_full_url(entry: Resource, kind: str) -> Iterator[Fault]:
    url, resource = entry.get("fullUrl"), resource_of(entry)
    if "fullUrl" not in entry and "_fullUrl" not in entry:
        if kind not in _WITHOUT_FULL_URL:
            yield _NO_FULL_URL
        elif kind not in _ANSWERS and resource is not None and any(references(resource)):
            yield _NEEDED
    if not isinstance(url, str):
        return
    if not SCHEME.match(url):
        yield _NOT_ABSOLUTE
    if resource is None:
        return
    own, type_ = resource.get("id"), type_of(resource)
    if not (isinstance(own, str) and url.endswith(f"/{type_}/{own}")) and _is_restful(url):
        yield _OF_ANOTHER if isinstance(own, str) else _WITHOUT_ID
    is_canonical = resource.get("url") == url and not url.startswith(_OF_OLDER_SYSTEMS)
    if is_canonical and not (url.endswith(f"/{own}") and _is_restful(url)):
        yield _CANONICAL


def _is_restful(url: str) -> bool:
    found = _RESTFUL.fullmatch(url)
    return found is not None and found[1] in RESOURCES


def _judge_links(bundle: Resource, kind: str, linked: Linked, findings: Findings) -> None:
    seen = set()
    for link in objects(bundle.get("link")):
        relation, url = str(link.get("relation")), str(link.get("url"))
        if kind in _NOT_PAGED and relation in _PAGES:
            findings.fault(link, _NO_PAGES, "relation")
        elif relation in seen and (relation == "self" or (kind in _PAGED and relation in _PAGES)):
            findings.fault(link, _TWICE, "relation")
        elif kind == "document" and relation == "stylesheet" and url != _STYLE_OF_HL7:
            if SCHEME.match(url):
                findings.fault(link, _STYLE_ELSEWHERE, "url")
            elif not linked.named(url):
                findings.fault(link, _NO_STYLE, "url")
        seen.add(relation)
