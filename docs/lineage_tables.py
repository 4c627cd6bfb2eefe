"""The tables that say where the elements of a profile come from, and what stays with the clinic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from docs.element_names import without_slices
from docs.lineage import READERS, Lineage, observed
from docs.markdown import code, file_name, joined, listed, table
from docs.record_fields import names, owners
from docs.workbook_columns import columns
from mappings.records import Participant, Session
from mappings.values import Record
from profiles import outline
from profiles.wire import Resource

_MANY = 4
"""With more fields than this, an element's fields are told by their records, without further words."""

_GATE = frozenset(
    {
        "Participant.attendance.status",
        "Participant.consents[].kind",
        "Participant.consents[].status",
        "Participant.agreement_override",
    }
)
"""The fields by which it is decided what of a patient's part may be written at all."""

_SELF_EVIDENT = re.compile(r"meta\.|extension|identifier\b|section.*(title|code|text)$|.*\.system$")
"""Elements whose unchanging value the table of elements, or their own name, gives already."""

_SLICE_OF_A_LIST = re.compile(r"(?<!xtension):[^.]+")
"""A slice that is not an extension: what is in any slice of a list is there."""


def where_it_comes_from(name: str, definition: Resource) -> Iterator[str]:
    """The mapping table of one profile, and what of it is always the same."""
    lineage = observed().get(name)
    if lineage is None:
        yield "The adapter sends no resource of this profile.\n"
        return
    order = _order(definition)
    yield from _presence(name, lineage)
    yield from _records(name, lineage)
    told = sorted(
        (one for one in lineage.held if lineage.sources.get(one) and _is_told(one, lineage)), key=order
    )
    rows = [row for element in told for row in _rows(element, lineage)]
    yield from table(("element", "field of the record", "in the workbook", "read back"), *rows)
    yield from _beside(lineage, definition, order)


def reached() -> set[str]:
    """Every field that changes an element of some resource, or whether there is one."""
    return {
        field
        for lineage in observed().values()
        for fields in (*lineage.sources.values(), lineage.presence)
        for field in fields
    }


def stays() -> Iterator[str]:
    """The fields that reach no resource, by the record that has them."""
    yield (
        "These fields of the clinic's records change no resource. They are for running the clinic, for "
        "finding the right patient and for deciding whether anything may be written; a record system never "
        "gets them. That is seen, not promised: each was changed in records in which everything is known, "
        "and no resource changed.\n"
    )
    left = [field for field in names() if field not in reached()]
    for place, fields in _by_record(left).items():
        yield f"## `{place}`\n"
        if words := _words(owners()[fields[0]]):
            yield f"{words}\n"
        yield from table(
            ("field", "in the workbook", "what it is"),
            *((f"`{field.rpartition('.')[2]}`", _columns([field]), _note(field)) for field in fields),
        )


# ── Before the table ─────────────────────────────────────────────────────────────────────────────────


def _presence(name: str, lineage: Lineage) -> Iterator[str]:
    place, _ = READERS[name]
    own = sorted(lineage.presence - _GATE, key=names().index)
    said = []
    if place.endswith("[]"):
        said.append(f"One for each of `{place}`.")
    if own:
        said.append(f"Whether there is one depends on {joined(map(code, own))}.")
    if lineage.presence & _GATE:
        said.append("It is written only where the patient's agreement and attendance allow it.")
    if said:
        yield " ".join(said) + "\n"


def _records(name: str, lineage: Lineage) -> Iterator[str]:
    """What the records that are read back from such resources say of themselves."""
    place, _ = READERS[name]
    fields = {field for _, field in lineage.returned if field.startswith(place)}
    own = {owners()[field] for field in fields} - {Session, Participant}
    told = [(record.__name__, _words(record)) for record in sorted(own, key=lambda one: one.__name__)]
    said = [f"- **{name}**: {words}" for name, words in told if words]
    yield from (*said, "") if said else ()


def _words(record: type[Record]) -> str:
    """The first paragraph that a record says of itself."""
    return " ".join((record.__dict__.get("__doc__") or "").partition("\n\n")[0].split())


# ── The table ────────────────────────────────────────────────────────────────────────────────────────


def _is_told(element: str, lineage: Lineage) -> bool:
    """Whether a field decides what stands there, and not only whether it stands there."""
    about_a_section = element.startswith("section") and element.endswith((".title", ".code", ".code.text"))
    return len(lineage.held[element]) > 1 and not about_a_section


def _order(definition: Resource) -> Callable[[str], int]:
    """Where an element, or the one that holds it, stands in the profile."""
    places = {line.id: place for place, line in enumerate(outline.lines(definition))}

    def place_of(element: str) -> int:
        name = element
        while name and name not in places:
            name = name.rpartition(".")[0]
        return places.get(name, len(places))

    return place_of


def _rows(element: str, lineage: Lineage) -> Iterator[tuple[str, ...]]:
    every = names()
    fields = sorted(lineage.sources[element], key=every.index)
    back = [field for field in fields if (element, field) in lineage.returned]
    if len(fields) > _MANY:
        grouped = _by_record(fields).items()
        told = [f"`{place}`: {listed(field.rpartition('.')[2] for field in own)}" for place, own in grouped]
        yield (
            _shown(element),
            "<br>".join(told),
            _sheets(fields),
            "yes" if back == fields else ", ".join(map(code, back)),
        )
        return
    for place, field in enumerate(fields):
        yield (
            "" if place else _shown(element),
            f"`{field}`",
            _columns([field]),
            "yes" if field in back else "",
        )


def _by_record(fields: Iterable[str]) -> dict[str, list[str]]:
    """The fields by the record that they are in."""
    grouped: dict[str, list[str]] = {}
    for field in fields:
        grouped.setdefault(field.rpartition(".")[0], []).append(field)
    return grouped


def _shown(element: str) -> str:
    """The element as it is written on the page: an open section by its title."""
    titled = re.sub(r"[(](.*?)[)]", r" “\1”", element)
    return f"`{titled}`"


def _columns(fields: Iterable[str]) -> str:
    every = (f"{sheet}.{column.name}" for field in fields for sheet, column in columns().get(field, ()))
    return listed(dict.fromkeys(every))


def _sheets(fields: Iterable[str]) -> str:
    every = (sheet for field in fields for sheet, _ in columns().get(field, ()))
    return f"{listed(dict.fromkeys(every))}"


def _note(field: str) -> str:
    return "; ".join(dict.fromkeys(column.note for _, column in columns().get(field, ())))


# ── After the table ──────────────────────────────────────────────────────────────────────────────────


def _beside(lineage: Lineage, definition: Resource, order: Callable[[str], int]) -> Iterator[str]:
    """What no field decides: links, what is always the same, and what is never sent."""
    for element in sorted(lineage.links, key=order):
        targets = sorted(lineage.links[element])
        if len(targets) > _MANY:
            yield f"- {_shown(element)} leads to resources of the same filing, of any profile."
        else:
            linked = joined(f"[{one}]({file_name(one)})" for one in targets)
            yield f"- {_shown(element)} leads to {linked} of the same filing."
    fixed = {line.id for line in outline.lines(definition) if line.fixed}
    said = [
        element
        for element in sorted(lineage.held, key=order)
        if element not in fixed and not _SELF_EVIDENT.match(element)
    ]
    always = [one for one in said if len(lineage.held[one]) == 1]
    if always:
        yield f"- Always the same, where they are there: {', '.join(_held(one, lineage) for one in always)}."
    otherwise = [one for one in said if one not in always and not lineage.sources.get(one)]
    if otherwise:
        told = ", ".join(_held(one, lineage) for one in otherwise)
        yield f"- By what may be written of the session, and by no one field: {told}."
    unsent = _unsent(lineage, definition)
    if unsent:
        yield f"- Never sent by the adapter, though the profile speaks of them: {listed(unsent)}."
    yield ""


def _held(element: str, lineage: Lineage) -> str:
    """The element with what it holds; systems and canonical URLs are left to the table of elements."""
    every = {
        " / ".join(f"`{value}`" for value in values if not str(value).startswith("http"))
        for values in lineage.held[element]
    }
    held = " or ".join(sorted(filter(None, every)))
    return f"{_shown(element)} ({held})" if held else _shown(element)


def _unsent(lineage: Lineage, definition: Resource) -> Sequence[str]:
    seen = {
        name for element in (*lineage.held, *lineage.links) for name in (element, without_slices(element))
    }
    spoken = {element["id"].partition(".")[2] for element in definition["differential"]["element"]}
    return [
        line.id
        for line in outline.lines(definition)
        if line.must_support
        and line.id in spoken
        and line.max != "0"
        and not any(
            f"{element}.".startswith((f"{name}.", f"{name}:"))
            for element in seen
            for name in (line.id, _SLICE_OF_A_LIST.sub("", line.id))
        )
    ]
