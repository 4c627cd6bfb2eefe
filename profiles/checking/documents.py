"""What holds for documents and messages: all that they are about is in the Bundle, and nothing else.

Source: documents.html and messaging.html of R4, as far as the official validator looks at them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from profiles.checking.fhirpath.model import RESOURCES
from profiles.checking.findings import Findings
from profiles.checking.linked import TWO, Linked, of_bundle, resource_of, type_of
from profiles.checking.primitives import SCHEME
from profiles.checking.references import objects
from profiles.wire import Resource

_NOT_HERE = of_bundle("reference", "bundle", "leads to nothing in the Bundle, which should hold it")
_ALONE = of_bundle("reference", "unlinked", "nothing leads here from the Composition, and nothing back to it")
_ALONE_IN_MESSAGE = of_bundle(
    "reference", "unlinked", "nothing leads here from the MessageHeader, and nothing back to it", "warning"
)
_BACKWARDS = of_bundle(
    "reference",
    "unlinked",
    "linked only by what it refers to itself, as a Provenance alone may be",
    "warning",
)

_MAY_REFER_BACK = "Provenance"

_URIS = ("Uri", "Url")
"""How the names of elements end that hold a URI, but for `uri` and `url` themselves."""


def judge_document(bundle: Resource, linked: Linked, findings: Findings) -> None:
    """Say what is wrong with a document or a message; what its first entry is, an invariant says."""
    entries = [entry for entry in objects(bundle.get("entry")) if resource_of(entry) is not None]
    first = resource_of(entries[0]) if entries else None
    is_document = bundle.get("type") == "document"
    if first is None or type_of(first) != ("Composition" if is_document else "MessageHeader"):
        return
    for one in _about(first) if is_document else objects(first.get("focus")):
        _judge_reference(one, entries[0], linked, findings)
    found = _Reached(bundle, entries, linked)
    for entry in found.never:
        findings.fault(entry, _ALONE if is_document else _ALONE_IN_MESSAGE)
    for entry in found.backwards if is_document else ():
        if type_of(entry["resource"]) != _MAY_REFER_BACK:
            findings.fault(entry, _BACKWARDS)


def _judge_reference(one: Resource, entry: Resource, linked: Linked, findings: Findings) -> None:
    literal = one.get("reference")
    if not isinstance(literal, str) or not literal or literal[0] == "#":
        return
    found = linked.leads_to(literal, entry)
    is_one = SCHEME.match(literal) or literal.partition("/")[0] in RESOURCES
    if not found and is_one:
        findings.fault(one, _NOT_HERE)
    elif len(found) > 1:
        findings.fault(one, TWO)


def _about(composition: Resource) -> Iterator[Resource]:
    """The references of a Composition to what the document has to hold (documents.html#content)."""
    yield from objects([composition.get(name) for name in ("subject", "encounter", "custodian")])
    yield from objects(composition.get("author"))
    yield from objects([one.get("party") for one in objects(composition.get("attester"))])
    for event in objects(composition.get("event")):
        yield from objects(event.get("detail"))
    sections = objects(composition.get("section"))
    while sections:
        section = sections.pop(0)
        yield from objects([section.get("focus"), *objects(section.get("author"))])
        yield from objects(section.get("entry"))
        sections += objects(section.get("section"))


def _uris(resource: Resource) -> Iterator[str]:
    """The literal references and other URIs in a resource."""
    waiting: list[tuple[str, Any]] = [*resource.items()]
    while waiting:
        name, value = waiting.pop()
        if value.__class__ is list:
            waiting += [(name, inner) for inner in value]
        elif value.__class__ is dict:
            waiting += value.items()
        elif value.__class__ is str and (name in ("reference", "uri", "url") or name.endswith(_URIS)):
            yield value


class _Reached:
    """Which entries are reached from the first one, by their links and against them."""

    def __init__(self, bundle: Resource, entries: list[Resource], linked: Linked) -> None:
        places = {id(entry): at for at, entry in enumerate(entries)}
        self._targets: list[list[int]] = []
        self._sources: list[list[int]] = [[] for _ in entries]
        for at, entry in enumerate(entries):
            led = [linked.leads_to(uri, entry) for uri in dict.fromkeys(_uris(entry["resource"]))]
            self._targets.append(
                [places[id(one[0])] for one in led if len(one) == 1 and id(one[0]) in places]
            )
            for target in self._targets[-1]:
                self._sources[target].append(at)
        self._seen: set[int] = set()
        self._behind: list[tuple[int, int]] = []
        """What refers to something that is reached, by the round in which its turn comes."""
        self._visit(0, -1, 0)
        for one in _styles(bundle, linked):
            self._visit(places[id(one)], -1, 0)
        self.backwards = [entries[at] for at in self._against_links()]
        self.never = [entry for at, entry in enumerate(entries) if at not in self._seen]

    def _against_links(self) -> Iterator[int]:
        """What is found only against its links, in rounds from the first entry to the last."""
        while self._behind:
            turn, at = heappop(self._behind)
            if at not in self._seen:
                yield at
                self._visit(at, at, turn)

    def _visit(self, start: int, at: int, turn: int) -> None:
        """Follow the links from an entry, while entry `at` has its turn."""
        waiting = [start]
        while waiting:
            one = waiting.pop()
            if one in self._seen:
                continue
            self._seen.add(one)
            waiting += self._targets[one]
            for source in self._sources[one]:
                if source not in self._seen:
                    heappush(self._behind, (turn if source > at else turn + 1, source))


def _styles(bundle: Resource, linked: Linked) -> list[Resource]:
    links = [one for one in objects(bundle.get("link")) if one.get("relation") == "stylesheet"]
    return [found[0] for one in links if (found := linked.named(str(one.get("url"))))]
