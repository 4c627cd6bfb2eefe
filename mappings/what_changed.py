"""What two versions of a resource say differently: by words, and by FHIR's own names where there is no word.

Nothing that differs is left out. A difference counts as said by a word only if the word would be another
without it: whatever mapping or table of words there is, what it passes by has a row by its own name. Of an
element of very many parts, that row says only that there is more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mappings.in_words import by_elements, by_mapper, title
from mappings.plain_text import in_short
from profiles.wire import Resource

_Leaves: TypeAlias = dict[tuple[str | int, ...], Any]
"""What stands in an element, by the path to it."""

_SET_BY_SERVERS = ("resourceType", "id", "text", "language")
"""Elements of no content, or of content that a server may set or rewrite by itself; so is most of `meta`."""

_WHOSE = ("identifier", "subject", "for", "encounter")
"""What says whose a resource is, and which: the row says so too."""

_BESIDE: Mapping[str, tuple[str, ...]] = {
    "system": ("code", "value"),
    "reference": ("display",),
    "code": ("unit",),
}
"""Part of an element → parts beside which it tells people nothing; a change of it is told all the same."""

_MISSING = object()
_ANOTHER = "another"

_MOST = 10_000
"""Leaves read at most to find out what no word of a resource says, at some four microseconds each."""

_MORE = "more that is not shown here: see the line in in_ndjson"
_MORE_GONE = "more that is not shown here"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said differently; `word` tells a word from the path of a FHIR element."""

    what: str
    before: str
    after: str
    word: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What a person would call the resource, and what differs; all that it says, if it is new or gone."""

    title: str
    differences: tuple[Difference, ...]


def told(before: Resource | None, after: Resource | None) -> Told:
    """What changed between two versions, of which one may be None; nothing is raised, whatever they are like.

    A mapper's words are used only if it reads both: words that are missing for want of a reader did not
    change.
    """
    try:
        return _told(before, after)
    except RecursionError:
        sides = ("", _MORE) if after is not None else (_MORE_GONE, "")
        return Told("", (Difference("nested too deeply", *sides, word=False),))


def _told(before: Resource | None, after: Resource | None) -> Told:
    versions = [one for one in (before, after) if one is not None]
    read = [by_mapper(one) for one in versions]
    mapped = None not in read
    said = [_Said(one, words if mapped else None) for one, words in zip(versions, read, strict=True)]
    old, new = (said[0] if before is not None else None), (said[-1] if after is not None else None)
    earlier, later = ({} if one is None else one.words for one in (old, new))
    differences = [
        Difference(word, earlier.get(word, ""), later.get(word, ""))
        for word in dict.fromkeys((*earlier, *later))
        if earlier.get(word) != later.get(word)
    ]
    if before is not None and new is not None:
        differences += _without_words(before, new)
    elif (only := old or new) is not None:
        differences += _beside_words(only, gone=new is None)
    return Told(title(later or earlier), tuple(differences))


class _Said:
    """The words of a resource, and whether they would be others; only so often, as each time it is read.

    `mapped` is what its mapper reads, None if that is not to be used.
    """

    def __init__(self, resource: Resource, mapped: dict[str, str] | None) -> None:
        self.resource = resource
        self.by_elements = by_elements(resource)
        # what the elements say wins: the practice changes those, and not what only a mapper reads
        self.words = {**(mapped or {}), **self.by_elements}
        self._mapped = mapped is not None
        self._whole = len(resource) + (len(_leaves(resource)) if mapped is not None else 0)
        self._left = _MOST
        self._of_element: dict[str, dict[str, str]] = {}

    def can_tell(self, asked: int, leaves: int) -> bool:
        """Whether to ask that often about an element of so many leaves; else an element may be smaller."""
        work = asked * (leaves + self._whole)
        if work > self._left:
            return False
        self._left -= work
        return True

    def would_be_others(self, changed: Resource, name: str, unreadable: bool) -> bool:
        """Whether the words are others where one element is; `unreadable` where its mapper cannot say."""
        # the other elements say the same
        if name not in self._of_element:
            self._of_element[name] = _words_of(self.resource, name)
        if _words_of(changed, name) != self._of_element[name]:
            return True
        if not self._mapped:
            return False
        read = by_mapper(changed)
        return unreadable if read is None else {**read, **self.by_elements} != self.words


def _words_of(resource: Resource, name: str) -> dict[str, str]:
    kind = {"resourceType": resource.get("resourceType")}
    return by_elements({**kind, name: resource[name]}, name) if name in resource else {}


def _without_words(before: Resource, said: _Said) -> Iterator[Difference]:
    """What differs and could be put back without any word of the later version being another."""
    after = said.resource
    old, new = _content(before), _content(after)
    for name in dict.fromkeys((*old, *new)):
        earlier, later = _leaves(old.get(name, _MISSING)), _leaves(new.get(name, _MISSING))
        differing = [
            path
            for path in dict.fromkeys((*earlier, *later))
            if _differ(earlier.get(path, _MISSING), later.get(path, _MISSING))
        ]
        what = f"{after.get('resourceType')}.{name}"
        if not said.can_tell(len(differing), max(len(earlier), len(later))):
            yield Difference(what, "", _MORE, word=False)
            continue
        unsaid = []
        for path in differing:
            put_back = _with(after, name, later, path, earlier.get(path, _MISSING))
            if not said.would_be_others(put_back, name, unreadable=False):
                unsaid.append(path)
        if unsaid:
            yield Difference(what, _as_text(earlier, unsaid), _as_text(later, unsaid), word=False)


def _beside_words(said: _Said, *, gone: bool) -> Iterator[Difference]:
    """What a resource says that could be something else without any word of it being another."""
    resource, texts = said.resource, set(said.by_elements.values())
    for name, value in _content(resource).items():
        if name in _WHOSE:
            continue
        leaves = _leaves(value)
        asked = [
            path
            for path, leaf in leaves.items()
            if not _is_beside(path, leaves) and not (path[-1:] == ("display",) and str(leaf) in texts)
        ]
        if said.can_tell(len(asked), len(leaves)):
            unsaid = []
            for path in asked:
                another = _replaced(resource, (name, *path), _ANOTHER)
                # what a mapper cannot read once it is another, it reads
                if not said.would_be_others(another, name, unreadable=True):
                    unsaid.append(path)
            text = _as_text(leaves, unsaid)
        else:
            unsaid, text = asked, _MORE_GONE if gone else _MORE
        if unsaid:
            what = f"{resource.get('resourceType')}.{name}"
            yield Difference(what, text if gone else "", "" if gone else text, word=False)


def _content(resource: Resource | None) -> Resource:
    found = {name: value for name, value in (resource or {}).items() if name not in _SET_BY_SERVERS}
    meta = found.pop("meta", None)
    labels = meta.get("security") if isinstance(meta, dict) else None
    return {**found, "meta": {"security": labels}} if labels else found


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> _Leaves:
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    if not parts or not value:
        return {} if value is _MISSING else {path: value}
    return {place: leaf for name, part in parts for place, leaf in _leaves(part, (*path, name)).items()}


def _differ(one: Any, other: Any) -> bool:
    """1.0 and 1.00 are equal numbers, but not the same measurement."""
    return one is not other and (one != other or str(one) != str(other))


def _is_beside(path: tuple[str | int, ...], leaves: _Leaves) -> bool:
    return bool(path) and any((*path[:-1], name) in leaves for name in _BESIDE.get(str(path[-1]), ()))


def _replaced(value: Any, path: tuple[str | int, ...], leaf: Any) -> Any:
    """The value with another leaf at the end of a path that is in it; what lies beside the path is shared."""
    if not path:
        return leaf
    one = value.copy()
    one[path[0]] = _replaced(value[path[0]], path[1:], leaf)
    return one


def _with(
    resource: Resource, name: str, leaves: _Leaves, path: tuple[str | int, ...], value: Any
) -> Resource:
    """The resource with one thing in one of its elements as another; without it if that is missing."""
    others = {place: leaf for place, leaf in leaves.items() if place != path}
    if value is not _MISSING:
        others[path] = value
    rest = {key: held for key, held in resource.items() if key != name}
    if name == "meta":
        meta = resource.get(name)
        held = meta if isinstance(meta, dict) else {}
        return {**rest, name: {**held, **(_built(others) if others else {"security": []})}}
    return {**rest, name: _built(others)} if others else rest


def _built(leaves: _Leaves) -> Any:
    if () in leaves:
        return leaves[()]
    parts: dict[str | int, _Leaves] = {}
    for (name, *path), leaf in leaves.items():
        parts.setdefault(name, {})[tuple(path)] = leaf
    if all(isinstance(name, int) for name in parts):
        return [_built(parts[name]) for name in sorted(parts, key=int)]
    return {str(name): _built(part) for name, part in parts.items()}


def _as_text(leaves: _Leaves, paths: list[tuple[str | int, ...]]) -> str:
    return "; ".join(
        f"{label}: {in_short(leaves[path])}" if (label := _label(path, leaves)) else in_short(leaves[path])
        for path in paths
        if path in leaves
    )


def _label(path: tuple[str | int, ...], leaves: _Leaves) -> str:
    """The path as FHIR writes it, without the numbers of lists that have one item."""
    label = ""
    for length, name in enumerate(path):
        if isinstance(name, str):
            label += f".{name}"
        elif any(
            len(one) > length and one[:length] == path[:length] and one[length] != name for one in leaves
        ):
            label += f"[{name}]"
    return label.removeprefix(".")
