"""Simple values whose rule is about what stands around them, which is looked at for these values alone."""

from __future__ import annotations

import hashlib
import re
from binascii import Error, a2b_base64
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from profiles.checking import faults
from profiles.checking.faults import Wrong
from profiles.checking.findings import Findings, walk
from profiles.checking.judges import Judge, simple
from profiles.checking.primitives import Simple

_ANY_URI = "urn:ietf:rfc:3986"
"""The system of an identifier whose value is a URI (R4, identifier-registry)."""


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+._-]*:.")


def judged_around(
    values: Simple, wrong: Callable[[Any], Wrong], code: str, path: str
) -> tuple[Judge, AbstractSet[str]]:
    """The judge of a simple value of a type, where R4 defines it (`path`), and which texts it need not see.

    It is as `simple`, and what has a rule of what is around it is never among those texts.
    """
    judge = simple(values, wrong)
    if code == "canonical":
        return _either(lambda value: value.startswith("#"), _inside, judge), values.known
    if path == "Identifier.system":
        if not isinstance(values.known, frozenset):
            return _either(_ANY_URI.__eq__, _of_any_uri, judge), values.known
        return _either(_ANY_URI.__eq__, _both(judge, _of_any_uri), judge), values.known - {_ANY_URI}
    if path in _OF_DATA:
        return _both(judge, _OF_DATA[path]), values.known
    return judge, values.known


def _either(is_special: Callable[[str], bool], special: Judge, other: Judge) -> Judge:
    def judge(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        chosen = special if value.__class__ is str and is_special(value) else other
        chosen(value, holder, name, findings)

    return judge


def _both(judge: Judge, more: Judge) -> Judge:
    def both(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        judge(value, holder, name, findings)
        more(value, holder, name, findings)

    return both


def _inside(value: str, holder: Any, name: str | int, findings: Findings) -> None:
    """A canonical URL that is a fragment leads to something in the resource (references.html#canonical)."""
    findings.looks_around += 1
    within = (one.get("id") for one, _ in walk(findings.scope.root) if isinstance(one, dict))
    if value[1:] not in within:
        findings.wrong(holder, name, faults.NOT_INSIDE)


def _of_any_uri(_value: str, holder: Any, _name: str | int, findings: Findings) -> None:
    uri = holder.get("value")
    if isinstance(uri, str) and not _SCHEME.match(uri):
        findings.wrong(holder, "value", faults.NO_URI)


def _size(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
    data = _data(holder)
    if data is not None and isinstance(value, int) and value != len(data):
        findings.wrong(holder, name, faults.OTHER_SIZE)


def _hash(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
    data, digest = _data(holder), _bytes(value)
    if (
        data is not None
        and digest is not None
        and digest != hashlib.sha1(data, usedforsecurity=False).digest()
    ):
        findings.wrong(holder, name, faults.OTHER_HASH)


def _data(attachment: Any) -> bytes | None:
    return _bytes(attachment.get("data"))


def _bytes(value: Any) -> bytes | None:
    try:
        return a2b_base64(value) if isinstance(value, str) else None
    except (Error, ValueError):
        return None


_OF_DATA = {"Attachment.size": _size, "Attachment.hash": _hash}
