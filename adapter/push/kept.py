"""What an endpoint keeps of what it is sent: whether that will do, and what else is not as it was sent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from adapter.merge.difference import differences
from mappings.elements import objects
from profiles.wire import Resource

_SAYS_HOW_IT_STANDS = ("status", "intent", "lifecycleStatus")

_INDEX = re.compile(r"\[\d+\]")
_MARKUP = re.compile(r"<[^>]*>|\s+")


def unkept(sent: Resource, back: Resource) -> str | None:
    """What is lost of a resource that nothing can be filed without, in words; None where it will do.

    Whoever is given a Task may take it on at once: its status is theirs.
    """
    kind = sent["resourceType"]
    if _labels(sent) - _labels(back) or _changed("confidentiality", sent, back):
        return "without the confidentiality label that it was sent with"
    if kind != "Task" and says_otherwise(sent, back):
        return "with another status or intent than it was sent with"
    if kind == "Composition" and _sections(back) < _sections(sent):
        return "with fewer sections than it was sent with"
    return None


def says_otherwise(one: Resource, other: Resource) -> bool:
    """Whether another version of a resource has another status or intent."""
    return any(_changed(name, one, other) for name in _SAYS_HOW_IT_STANDS)


def changed(sent: Resource, back: Resource) -> Iterator[str]:
    """What is not as it was sent, in words; what was added, and where links lead, does not count.

    A moment may come back in another time zone, a number with other digits, a narrative with other markup.
    """
    for one in differences(sent, back):
        if (
            one.before is not None
            and not one.path.endswith(".reference")
            and not _same(one.before, one.after)
        ):
            yield f"{_INDEX.sub('', one.path)} is not as it was sent"


def _changed(name: str, sent: Resource, back: Resource) -> bool:
    return name in sent and sent[name] != back.get(name)


def _labels(resource: Resource) -> set[tuple[str, str]]:
    meta = resource.get("meta")
    labels = objects(meta, "security") if isinstance(meta, dict) else ()
    return {(str(label.get("system")), str(label.get("code"))) for label in labels}


def _sections(resource: Resource) -> int:
    inner = list(objects(resource, "section"))
    return len(inner) + sum(map(_sections, inner))


def _same(sent: Any, back: Any) -> bool:
    if not (isinstance(sent, str) and isinstance(back, str)):
        return bool(sent == back)
    if sent.startswith("<"):
        return _MARKUP.sub("", unescape(sent)) == _MARKUP.sub("", unescape(back))
    try:
        return dt.datetime.fromisoformat(sent) == dt.datetime.fromisoformat(back)
    except (TypeError, ValueError):
        return False
