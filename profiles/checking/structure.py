"""A snapshot as judges of wire JSON, compiled part by part as a resource asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, TypeAlias

from profiles.checking import faults
from profiles.checking.bindings import known_code, known_unit, plain_binding
from profiles.checking.discriminators import CannotSlice
from profiles.checking.element_rules import (
    ANY_RESOURCE,
    defined_at,
    definition_of,
    place_rules,
    resources,
    simple_value,
)
from profiles.checking.fhirpath.model import RESOURCES
from profiles.checking.findings import Extension, Fault, Findings, Rule
from profiles.checking.judges import (
    Judge,
    Judges,
    Kept,
    Known,
    Shape,
    also,
    beside,
    collected,
    list_of,
    or_null,
    refused,
    resource_within,
    simple,
    sliced_list,
    unusable,
)
from profiles.checking.parts import is_of_one_type, names_of, part_rules
from profiles.checking.primitives import Simple, is_primitive
from profiles.checking.reference_rules import literal_reference
from profiles.checking.remembering import remembering
from profiles.checking.rules import (
    element_has_content,
    expressed,
    kept,
    not_sliced,
    slice_counts,
)
from profiles.checking.slices import NO_SLICE, UNTOLD, Sort, sorting, sorting_by_text
from profiles.checking.snapshots import TYPES, UNUSABLE, Definitions, Element, Type, tree
from profiles.checking.values_around import judged_around
from profiles.wire import Resource

_EXTENSION = f"{TYPES}Extension"
_ELEMENT = f"{TYPES}Element"
_WITHIN = frozenset({"extension", "modifierExtension"})

_COME_AGAIN = frozenset({"CodeableConcept", "Coding", "Meta", "Reference"})
"""Types of which a clinic's records have the same values over and over."""

_BACKBONES = ("BackboneElement", "Element")
"""Types of elements that are described where they stand, and have their path for a name."""

_Makers: TypeAlias = dict[str, Callable[[], Judge]]


class Structures:
    """The compiled definitions, which refer to each other: a datatype is compiled once."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.known_code = known_code(definitions)
        self._compiled: dict[str, Structure] = {}

    def judge(self, url: str) -> Judge:
        """What holds wire JSON against a definition; one that is malformed is told, and nothing meets it.

        Raises `LookupError` where there is none.
        """
        if url in self._compiled:
            return self._compiled[url].judge
        definition = self.definitions.definition(url)
        if definition is None:
            raise LookupError(url)
        try:
            return self.structure(definition).judge
        except UNUSABLE:
            return unusable(url)

    def structure(self, definition: Resource) -> Structure:
        """A definition, compiled as far as it was asked for."""
        url: str = definition["url"]
        if url not in self._compiled:
            self._compiled[url] = Structure(definition, self)
        return self._compiled[url]

    def whole(self, definition: Resource) -> Iterable[Structure]:
        """The definition and those that it refers to, directly or through others, as a whole."""
        needed: dict[str, Structure] = {}
        waiting = [definition]
        while waiting:
            one = waiting.pop()
            if one["url"] not in needed:
                needed[one["url"]] = structure = self.structure(one)
                structure.make()
                waiting += structure.used
        return needed.values()

    def extension(self, item: Any, holder: Any, index: str | int, findings: Findings) -> None:
        """The judge of an extension that a profile does not list: it is held against its own definition."""
        url = item.get("url") if isinstance(item, dict) else None
        definition = self.definitions.definition(url) if isinstance(url, str) else None
        if definition is not None and definition.get("type") != "Extension":
            definition = None
        if isinstance(url, str):
            findings.extensions.append(Extension(url, definition, holder, int(index), findings.profile))
        self._apart(definition["url"] if definition else _EXTENSION, item, holder, index, findings)

    def beside(self, value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        """The judge of what stands beside a simple value."""
        self._apart(_ELEMENT, value, holder, name, findings)

    def _apart(self, url: str, value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        around, findings.profile = findings.profile, url
        self.judge(url)(value, holder, name, findings)
        findings.profile = around


class Structure:
    """One profile or type, compiled."""

    def __init__(self, definition: Resource, shared: Structures) -> None:
        self._shared = shared
        self._definitions = shared.definitions
        self.profile: str = definition["url"]
        self.used: list[Resource] = []
        """The definitions of the datatypes and extensions that were asked for."""
        self.invariants: set[tuple[str, str, str]] = set()
        """The expression, the type and the key of each invariant that FHIRPath judges (see `invariant`)."""
        self._root = tree(definition)
        self._type: str = definition["type"]
        self._kind: str = definition["kind"]
        self._shapes: dict[str, Shape] = {}
        self._lazy: list[Judges] = []
        self.shape = self._object(self._root, self._type)
        self.judge = self.shape.judge()

    def make(self) -> None:
        """Compile all that the snapshot describes, whether a resource has asked for it or not."""
        for judges in self._lazy:  # which gets longer meanwhile
            judges.make()

    # ── Objects ──────────────────────────────────────────────────────────────────────────────────────

    def _object(self, part: Element, code: str) -> Shape:
        """The shape of an object whose elements the snapshot lists."""
        name = part.key
        if name not in self._shapes:
            known = Known()
            makers, required = self._parts(part, known)
            if code in RESOURCES:
                is_this = Simple(lambda value: isinstance(value, str) and value == code)
                makers["resourceType"] = partial(simple, is_this, lambda _: faults.OTHER_RESOURCE)
                known["resourceType"] = frozenset({code})
                required.append("resourceType")
            rules = [*self._type_rules(code), *part_rules(part, self.profile)]
            invariants = [*self._type_invariants(part, code)]
            self._shapes[name] = Shape(
                self._judges(makers, refused(faults.UNKNOWN)),
                known,
                required,
                rules,
                invariants,
                [element_has_content(self.profile)],
            )
        return self._shapes[name]

    def _judges(self, makers: _Makers, other: Judge) -> Judges:
        self._lazy.append(Judges(makers, other))
        return self._lazy[-1]

    def _type_rules(self, code: str) -> Iterator[Rule]:
        """What holds for the type wherever it occurs, beside its invariants."""
        if code == "Coding":
            yield self._shared.known_code
        if code == "Quantity":
            yield known_unit
        if code == "Reference":
            yield literal_reference

    def _type_invariants(self, part: Element, code: str) -> Iterator[Kept]:
        if part is self._root:
            yield from self._invariants(part.raw, self._type)
        elif code not in RESOURCES and (definition := self._definitions.definition(TYPES + code)):
            yield from self._invariants(definition["snapshot"]["element"][0], code)

    def _invariants(self, raw: Resource, type_name: str) -> Iterator[Kept]:
        for one in expressed(raw):
            self.invariants.add((one["expression"], type_name, one["key"]))
            yield kept(one, type_name)

    # ── Parts ────────────────────────────────────────────────────────────────────────────────────────

    def _parts(self, part: Element, known: Known) -> tuple[_Makers, list[str]]:
        """What makes the judge of each element by its JSON name, and the names that have to be there.

        With a judge, what is known to be right for it becomes `known`.
        """
        makers: _Makers = {}
        required = []
        for one in part.parts.values():
            for name, type_, narrowed in names_of(one):
                makers[name] = partial(self._named, name, narrowed, type_, known)
                known[name] = frozenset()
                if narrowed.most == 0:
                    makers[f"_{name}"] = partial(refused, faults.PROHIBITED)
                    continue
                if is_primitive(type_.code):
                    makers[f"_{name}"] = lambda: beside(self._shared.beside)
                told_by_slices = narrowed.many and any(each.least for each in narrowed.slices.values())
                if (
                    narrowed.least > 0
                    and (not narrowed.is_choice or is_of_one_type(narrowed))
                    and not told_by_slices
                ):
                    required.append(name)
        return makers, required

    def _named(self, name: str, part: Element, type_: Type, known: Known) -> Judge:
        """The judge of an element under its JSON name."""
        if part.most == 0:
            return refused(faults.PROHIBITED)
        judge = self._list(part, type_) if part.many else self._value(part, type_)
        if not is_primitive(type_.code):
            return judge
        invariants = [*self._invariants(part.raw, type_.code)]
        coded = type_.code == "code" and plain_binding(name, part, self._definitions, self.profile)
        if invariants or coded:
            return also(judge, [coded] if coded else [], invariants)
        if name == "id" and not (part.path.count(".") == 1 and self._kind == "resource"):
            return collected(*simple_value(part, type_.code, self._definitions))
        if not part.many:
            judge, known[name] = self._simple(part, type_.code)
            return judge
        return judge

    def _simple(self, part: Element, code: str) -> tuple[Judge, AbstractSet[str]]:
        """The judge of a simple value, and the texts that it would have nothing to say of."""
        return judged_around(*simple_value(part, code, self._definitions), code, defined_at(part))

    def _list(self, part: Element, type_: Type) -> Judge:
        least, most = max(part.least, 1), part.most
        if part.name in _WITHIN:
            return self._extensions(part)
        item = partial(self._item, type_)
        if not part.slices:
            return list_of(item(part), least, most)
        try:
            sort = sorting(part, slice_counts(part, self.profile), self._definitions)
        except CannotSlice:
            return list_of(item(part), least, most, [partial(not_sliced, f"the slices of {part.path}")])
        makers: _Makers = {name: partial(item, one) for name, one in part.slices.items()}
        return self._sliced(sort, makers, item(part), least, most)

    def _item(self, type_: Type, part: Element) -> Judge:
        judge = self._value(part, part.types[0] if part.types else type_)
        return or_null(judge) if is_primitive(type_.code) else judge

    def _extensions(self, part: Element) -> Judge:
        """The extensions that the snapshot lists, by their URL; any other is judged apart."""
        makers: _Makers = {}
        names: dict[str, str] = {}
        for name, one in part.slices.items():
            url = next((url for type_ in one.types for url in type_.profiles), None)
            own = one.parts["url"].fixed() if "url" in one.parts else None
            definition = self._definitions.definition(url) if url else None
            if own is not None:
                names[own] = name
                makers[name] = partial(_judge_of_many, partial(self._object, one, "Extension"))
            elif url is not None:
                names[url.partition("|")[0]] = name
                if definition is not None:
                    makers[name] = partial(_judge_of_many, partial(self._defined, definition))
        sort = sorting_by_text("url", names, slice_counts(part, self.profile))
        return self._sliced(sort, makers, self._shared.extension, max(part.least, 1), part.most)

    def _sliced(self, sort: Sort, makers: _Makers, other: Judge, least: int, most: int | None) -> Judge:
        slices = self._judges(makers, other)
        slices[NO_SLICE] = slices[UNTOLD] = other
        return sliced_list(sort, slices, least, most)

    def _value(self, part: Element, type_: Type) -> Judge:
        """The judge of one value of a part, whose rules are those of its type and those of its place."""
        if is_primitive(type_.code):
            return self._simple(part, type_.code)[0]
        if part.reuses:
            part = self._root.at(part.reuses)
            type_ = part.types[0]
        if type_.code in RESOURCES or type_.code in ANY_RESOURCE:
            return self._resource(part, type_.code)
        shape = (
            self._object(part, type_.code)
            if part.parts
            else self._defined(definition_of(type_, self._definitions))
        )
        invariants = [*self._invariants(part.raw, part.path if type_.code in _BACKBONES else type_.code)]
        rules = [*place_rules(part, type_, self._definitions, self.profile)]
        if rules or invariants:
            shape = shape.with_rules(rules, invariants, element_has_content(self.profile))
        return remembering(shape.judge()) if type_.code in _COME_AGAIN else shape.judge()

    def _resource(self, part: Element, code: str) -> Judge:
        profiles = resources(part, self._definitions)
        words = f"should be a {' or '.join(profiles)}"
        said = self._object(part, code).judge() if part.parts else None
        return resource_within(profiles, Fault("error", "type", "type", words, self.profile), said)

    def _defined(self, definition: Resource) -> Shape:
        """The shape of a datatype, or of a profile on one."""
        if all(one is not definition for one in self.used):
            self.used.append(definition)
        return self._shared.structure(definition).shape


def _judge_of_many(shape: Callable[[], Shape]) -> Judge:
    return remembering(shape().judge())
