"""The fields of the clinic's records by name (`Participant.goals[].text`), and other values for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias, get_args, get_origin

from pydantic import ValidationError

from docs.sample_records import Sample
from mappings.instruments import INSTRUMENTS
from mappings.measurement import UCUM_UNITS
from mappings.records import Participant, Session
from mappings.values import Record

Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in a dumped record: names of fields, places in lists."""

_OTHER_TEXTS = ("Other words", "2026-11", "9990000026", "1323941000000101", "other")
"""Tried in turn where a text has a form of its own: text, partial date, NHS number, SNOMED CT id, word."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a record: its field, its place, and the closed list that it is from, if any."""

    field: str
    path: Path
    value: Any
    words: tuple[Any, ...]


def names() -> list[str]:
    """Every field that holds a value and no further record, of the session and of the participant."""
    return list(owners())


@cache
def owners() -> dict[str, type[Record]]:
    """Field → the record that declares it."""
    return {
        name: owner for model in (Session, Participant) for name, owner in _declared(model, model.__name__)
    }


def _declared(model: type[Record], name: str) -> Iterator[tuple[str, type[Record]]]:
    for field, info in model.model_fields.items():
        kinds = list(_within(info.annotation))
        own = f"{name}.{field}" + ("[]" if tuple in kinds or frozenset in kinds else "")
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Record)), None)
        if inner is None:
            yield own, model
        else:
            yield from _declared(inner, own)


def _within(annotation: Any) -> Iterator[Any]:
    """The annotation's parts, through unions, lists and constraints, with the kind of list itself."""
    origin = get_origin(annotation)
    if origin in (None, Literal):
        yield annotation
    else:
        yield origin
        for inner in get_args(annotation):
            yield from _within(inner)


def leaves(record: Record, name: str, path: Path = ()) -> Iterator[Leaf]:
    """Every value that is known in a record, with its field's name below `name`."""
    for field in type(record).model_fields:
        words = _words(type(record), field)
        value = getattr(record, field)
        own, here = f"{name}.{field}", (*path, field)
        if isinstance(value, tuple):
            for place, item in enumerate(value):
                yield from _leaf(item, f"{own}[]", (*here, place), words)
        elif isinstance(value, frozenset):
            yield Leaf(f"{own}[]", here, value, words)
        else:
            yield from _leaf(value, own, here, words)


@cache
def _words(model: type[Record], field: str) -> tuple[Any, ...]:
    """The closed list that a field is from, or nothing."""
    kinds = _within(model.model_fields[field].annotation)
    return tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))


def _leaf(value: Any, field: str, path: Path, words: tuple[Any, ...]) -> Iterator[Leaf]:
    if isinstance(value, Record):
        yield from leaves(value, field, path)
    else:
        yield Leaf(field, path, value, words)


def variations(sample: Sample) -> Iterator[tuple[str, Sample]]:
    """The sample with one value changed at a time: the field's name, and the changed sample.

    A value of a closed list is changed to each other word; any other to one other value, and to unknown.
    What cannot be changed alone, since other records name it, is changed together with them. Where a whole
    record is unknown, that is told by the first field which it cannot be without.
    """
    if not sample.varied or "session" in sample.varied:
        for leaf in leaves(sample.session, "Session"):
            for session in _changed(sample.session, leaf):
                yield leaf.field, replace(sample, session=session)
    for leaf in leaves(sample.participant, "Participant"):
        if not sample.varied or leaf.path[0] in sample.varied:
            for participant in _changed(sample.participant, leaf):
                yield leaf.field, replace(sample, participant=participant)
    for field, about in Participant.model_fields.items():
        held = getattr(sample.participant, field)
        optional = about.default is None and isinstance(held, Record)
        if optional and (not sample.varied or field in sample.varied):
            needed = (name for name, info in type(held).model_fields.items() if info.is_required())
            first = next((name for name in needed if f"Participant.{field}.{name}" in owners()), None)
            if first is not None:
                unknown = sample.participant.model_copy(update={field: None})
                yield f"Participant.{field}.{first}", replace(sample, participant=unknown)


def _changed(record: Record, leaf: Leaf) -> Iterator[Any]:
    """Valid records with another value at the leaf."""
    plain = _lists(record.model_dump())
    if leaf.words:
        several = isinstance(leaf.value, frozenset)
        for word in (frozenset(leaf.words[:1]), frozenset()) if several else leaf.words:
            yield from _with(record, plain, leaf, word)
    else:
        others = [*_others(leaf.value), *_named(plain, str(leaf.path[-1]))]
        ways = (
            list(_with(record, plain, leaf, value, together=together))
            for together in (False, True)
            for value in others
        )
        yield from next(filter(None, ways), [])
    yield from _with(record, plain, leaf, None)


def _with(
    record: Record, plain: dict[str, Any], leaf: Leaf, value: Any, *, together: bool = False
) -> Iterator[Any]:
    if value == leaf.value:
        return
    copied = deepcopy(plain)
    if together:
        _replace(copied, str(leaf.path[-1]), leaf.value, value)
    else:
        holder: Any = copied
        for step in leaf.path[:-1]:
            holder = holder[step]
        holder[leaf.path[-1]] = value
    try:
        yield type(record).model_validate(copied)
    except ValidationError:
        return


def _replace(plain: Any, name: str, old: Any, new: Any) -> None:
    """Change every field of that name that has the old value."""
    if isinstance(plain, dict):
        for key, held in plain.items():
            if key == name and held == old:
                plain[key] = new
            else:
                _replace(held, name, old, new)
    elif isinstance(plain, list):
        for item in plain:
            _replace(item, name, old, new)


def _named(plain: Any, name: str) -> Iterator[Any]:
    """The values of every field of that name."""
    for key, held in plain.items() if isinstance(plain, dict) else ():
        if key == name:
            yield held
    for inner in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        yield from _named(inner, name)


_NAMES: tuple[tuple[str, ...], ...] = (tuple(INSTRUMENTS), tuple(UCUM_UNITS))


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield from (value + 1, value - 1)
    elif isinstance(value, dt.datetime):
        yield from (value + dt.timedelta(minutes=7), value - dt.timedelta(minutes=7))
    elif isinstance(value, dt.date):
        yield from (value + dt.timedelta(days=1), value - dt.timedelta(days=1))
    elif known := next((names for names in _NAMES if value in names), None):
        yield from (name for name in reversed(known) if name != value)
    elif isinstance(value, str):
        yield from (_turned(value), *_OTHER_TEXTS)


def _turned(text: str) -> str:
    """The text with its last letter or digit replaced by another, so that its form stays."""
    for place in reversed(range(len(text))):
        if text[place].isalnum():
            first, second = "01" if text[place].isdigit() else "AB" if text[place].isupper() else "ab"
            return text[:place] + (second if text[place] == first else first) + text[place + 1 :]
    return text


def _lists(plain: Any) -> Any:
    """A dumped record with lists, which can be changed, for tuples."""
    if isinstance(plain, dict):
        return {name: _lists(value) for name, value in plain.items()}
    if isinstance(plain, tuple):
        return [_lists(item) for item in plain]
    return plain
