"""What holds for every Reference: its literal reference is one URL, of the type that stands beside it."""

from __future__ import annotations

import re

from profiles.checking.findings import Fault, Findings
from profiles.checking.references import is_search, literal_type
from profiles.checking.snapshots import TYPES
from profiles.wire import Resource

_QUERY = re.compile(r"[A-Za-z]+\?[A-Za-z_][\w.:-]*=[^=&]*(?:&[A-Za-z_][\w.:-]*=[^=&]*)*")

_REFERENCE = f"{TYPES}Reference"
_NO_URL = Fault("error", "format", "reference", "a literal reference is a URL: it has no spaces", _REFERENCE)
_NO_QUERY = Fault("error", "format", "query", "not a search: Patient?identifier=… is one", _REFERENCE)
_NOT_IN_TRANSACTION = Fault(
    "error", "reference", "conditional", "only in a transaction may a search stand for a resource", _REFERENCE
)
_TWO_TYPES = Fault("error", "reference", "type", "refers to another type than it says", _REFERENCE)


def literal_reference(value: Resource, findings: Findings) -> None:
    """The rule of every Reference: the `type` beside a literal reference is the one that it leads to.

    A literal reference is one URL, and a search only in a transaction (http.html#trules).
    """
    literal, said = value.get("reference"), value.get("type")
    if literal and ("?" in literal or " " in literal):
        _searched(value, literal, findings)
    if literal and said and (found := literal_type(literal)) and found != said.rpartition("/")[2]:
        findings.fault(value, _TWO_TYPES)


def _searched(value: Resource, literal: str, findings: Findings) -> None:
    if " " in literal:
        findings.fault(value, _NO_URL, "reference")
    elif is_search(literal) and not findings.scope.in_transaction:
        findings.fault(value, _NOT_IN_TRANSACTION, "reference")
    elif is_search(literal) and not _QUERY.fullmatch(literal):
        findings.fault(value, _NO_QUERY, "reference")
