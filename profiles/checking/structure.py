"""A snapshot as one pydantic-core schema: structure in its Rust core, the other rules as hooks on its way.

Every object gets a hook before it is looked into, so that the rules of an object run even where something in
it is wrong; the hooks only collect, and the places of what they collect are found out afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, core_schema

from profiles.checking.bindings import binding, known_code, known_unit, listed_codes, plain_binding
from profiles.checking.discriminators import CannotSlice, type_of
from profiles.checking.fhirpath.model import RESOURCES
from profiles.checking.findings import Findings, Rule
from profiles.checking.hooks import (
    ASIDE,
    BOUND,
    FIXED,
    PROHIBITED,
    collected_id,
    hooked,
    hooked_list,
    no_gap,
    not_sliced,
    refused,
    resource_within,
    sliced,
    told,
)
from profiles.checking.primitives import is_primitive, primitive
from profiles.checking.rules import (
    by_its_type,
    choice,
    closed_choice,
    expressed,
    fhirpath_rule,
    has_value,
    missing_slices,
    one_type,
    refers_to,
    slice_counts,
    slice_of_choice,
)
from profiles.checking.slices import Counts, Sort, slice_of, sorting
from profiles.checking.snapshots import TYPES, Definitions, Element, Type, choice_name, tree
from profiles.wire import Resource

_WITHIN = frozenset({"extension", "modifierExtension"})

_ANY_RESOURCE = ("Resource", "DomainResource")

_BACKBONES = ("BackboneElement", "Element")
"""Types of elements that are described where they stand, and have their path for a name."""

Fields = dict[str, core_schema.TypedDictField]


class Schemas:
    """The compiled definitions, each of which refers to the others by name: a datatype is compiled once."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.known_code = known_code(definitions)
        self._compiled: dict[str, Structure] = {}

    def validator(self, definition: Resource) -> SchemaValidator:
        """The validator of wire JSON against a definition; give it `Findings` as its context.

        Raises `ValueError` for a definition without a snapshot.
        """
        root = self._structure(definition).schema
        schemas = [schema for one in self.structures(definition) for schema in one.schemas.values()]
        return SchemaValidator(core_schema.definitions_schema(root, schemas))

    def structures(self, definition: Resource) -> Iterable[Structure]:
        """The compiled definition, and those that it refers to, directly or through others."""
        needed: dict[str, Structure] = {}
        waiting = [definition]
        while waiting:
            one = waiting.pop()
            if one["url"] not in needed:
                needed[one["url"]] = self._structure(one)
                waiting += needed[one["url"]].used
        return needed.values()

    def _structure(self, definition: Resource) -> Structure:
        url: str = definition["url"]
        if url not in self._compiled:
            self._compiled[url] = Structure(definition, self)
        return self._compiled[url]


class Structure:
    """One profile or type, compiled."""

    def __init__(self, definition: Resource, shared: Schemas) -> None:
        self._shared = shared
        self._definitions = shared.definitions
        self.profile: str = definition["url"]
        self.schemas: dict[str, CoreSchema] = {}
        """The objects that the snapshot describes, by name."""
        self.used: list[Resource] = []
        """The definitions of the datatypes and extensions that these refer to."""
        self.invariants: set[tuple[str, str, str]] = set()
        """The expression, the type and the key of each invariant that FHIRPath judges (see `invariant`)."""
        self._root = tree(definition)
        self._type: str = definition["type"]
        self._kind: str = definition["kind"]
        self.schema = self._object(self._root, self._type)

    # ── Objects ──────────────────────────────────────────────────────────────────────────────────────

    def _object(self, part: Element, code: str) -> CoreSchema:
        """A reference to the schema of an object whose elements the snapshot lists."""
        name = part.key
        if name not in self.schemas:
            self.schemas[name] = core_schema.any_schema()  # what refers to it meanwhile refers by name
            rules = [*self._type_rules(part, code), *self._part_rules(part)]
            fields = self._fields(part)
            if code in RESOURCES:
                fields["resourceType"] = _field(core_schema.literal_schema([code]), required=True)
            schema = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
            may_be_empty = not any(field["required"] for field in fields.values())
            if rules or may_be_empty:
                self.schemas[name] = hooked(schema, rules, self.profile, ref=name)
            else:
                schema["ref"] = name
                self.schemas[name] = schema
        return core_schema.definition_reference_schema(name)

    def _type_rules(self, part: Element, code: str) -> list[Rule]:
        """What holds for the type wherever it occurs."""
        rules = []
        if code == "Coding":
            rules.append(self._shared.known_code)
        if code == "Quantity":
            rules.append(known_unit)
        if code == "Reference":
            rules.append(one_type)
        definition = self._definitions.definition(TYPES + code)
        if definition is not None and part is not self._root and code not in RESOURCES:
            rules += self._invariants(definition["snapshot"]["element"][0], code)
        return rules

    def _part_rules(self, part: Element) -> Iterator[Rule]:
        """What an object's parts ask of the object that holds them."""
        for one in part.parts.values():
            if one.slices and not one.many and not (one.is_choice and by_its_type(one)):
                names = frozenset(name for name, _, _ in self._names(one))
                yield partial(not_sliced, f"the slices of {one.path}", names=names)
            if one.is_choice and one.most != 0:
                yield from self._choice_rules(one)
            elif one.most != 0 and (missing := missing_slices(one, self.profile)):
                yield missing
            for type_ in one.types:
                if is_primitive(type_.code) and not one.is_choice:
                    yield from self._invariants(one.raw, type_.code, one.name)
                if type_.code == "code" and (coded := plain_binding(one, self._definitions, self.profile)):
                    yield coded
        if part is self._root:
            yield from self._invariants(part.raw, self._type)

    def _choice_rules(self, part: Element) -> Iterator[Rule]:
        base = part.name.removesuffix("[x]")
        names = [choice_name(part, type_.code) for type_ in part.types]
        least = max([part.least, *(one.least for one in part.slices.values())])
        if len(names) > 1 or (least and not _alone(part)):
            yield choice(base, names, least, self.profile)
        if by_its_type(part) and (rule := closed_choice(part, self.profile)):
            yield rule

    def _invariants(self, raw: Resource, type_name: str, below: str = "") -> Iterator[Rule]:
        for one in expressed(raw):
            self.invariants.add((one["expression"], type_name, one["key"]))
            yield fhirpath_rule(one, type_name, below)

    # ── Parts ────────────────────────────────────────────────────────────────────────────────────────

    def _fields(self, part: Element) -> Fields:
        fields: Fields = {}
        for one in part.parts.values():
            for name, type_, narrowed in self._names(one):
                fields.update(self._named(name, narrowed, type_))
        return fields

    def _names(self, part: Element) -> Iterator[tuple[str, Type, Element]]:
        """The JSON names of a part, each with its type and what is said of it in that type."""
        if not part.is_choice:
            yield part.name, part.types[0] if part.types else Type("Element"), part
            return
        for type_ in part.types:
            name = choice_name(part, type_.code)
            narrowed = part.slices.get(slice_of_choice(part, type_.code), part)
            yield name, next((one for one in narrowed.types if one.code == type_.code), type_), narrowed

    def _named(
        self, name: str, part: Element, type_: Type
    ) -> Iterator[tuple[str, core_schema.TypedDictField]]:
        told_by_slices = part.many and any(one.least for one in part.slices.values())
        required = part.least > 0 and (not part.is_choice or _alone(part)) and not told_by_slices
        if part.most == 0:
            yield name, _field(refused(PROHIBITED))
            yield f"_{name}", _field(refused(PROHIBITED))
            return
        schema = self._value(part, type_)
        if name == "id" and not (part.path.count(".") == 1 and self._kind == "resource"):
            schema = collected_id(schema)
        if part.many:
            if is_primitive(type_.code):
                schema = core_schema.nullable_schema(schema)  # beside an extension that says why (R4, JSON)
            schema = self._list(part, schema, type_)
        yield name, _field(schema, required=required)
        if is_primitive(type_.code):
            yield f"_{name}", _field(refused(ASIDE))

    def _list(self, part: Element, item: CoreSchema, type_: Type) -> CoreSchema:
        rules: list[Rule] = []
        sort: Sort | None = None
        if part.name in _WITHIN:
            item = self._extensions(part, rules)
        elif part.slices:
            item, sort = self._sliced(part, item, type_, rules)
        if is_primitive(type_.code):
            rules.append(no_gap)
        schema = core_schema.list_schema(item, min_length=max(part.least, 1), max_length=part.most)
        return hooked_list(schema, rules, sort) if rules or sort else schema

    def _sliced(
        self, part: Element, item: CoreSchema, type_: Type, rules: list[Rule]
    ) -> tuple[CoreSchema, Sort | None]:
        """The items by their slices, and the function that sorts them."""
        try:
            name_of = slice_of(part, self._definitions)
        except CannotSlice:
            rules.append(partial(not_sliced, f"the slices of {part.path}"))
            return item, None
        slices = {
            name: self._value(one, one.types[0] if one.types else type_) for name, one in part.slices.items()
        }
        return sliced({**slices, "": item}), sorting(part, name_of, slice_counts(part, self.profile))

    def _extensions(self, part: Element, rules: list[Rule]) -> CoreSchema:
        """The extensions that the snapshot lists, by their URL; any other is judged apart (`ASIDE`)."""
        choices: dict[Any, CoreSchema] = {}
        names: dict[str, str] = {}
        for name, one in part.slices.items():
            url = next((url for type_ in one.types for url in type_.profiles), None)
            own = one.parts["url"].fixed() if "url" in one.parts else None
            definition = self._definitions.definition(url) if url else None
            if own is not None:
                choices[own] = self._object(one, "Extension")
                names[own] = name
            elif definition is not None and url is not None:
                choices[definition["url"]] = self._defined(definition)
                names[definition["url"]] = name
        if counts := slice_counts(part, self.profile):
            rules.append(partial(_by_url, counts, names))
        if not choices:
            return refused(ASIDE)
        return core_schema.tagged_union_schema(choices, discriminator="url")

    def _value(self, part: Element, type_: Type) -> CoreSchema:
        """The schema of one value of a part, whose rules are those of its type and those of its place."""
        code = type_.code
        if is_primitive(code):
            return self._primitive(part, code)
        if part.reuses:
            part = self._root.at(part.reuses)
            type_ = part.types[0]
            code = type_.code
        if code in RESOURCES or code in _ANY_RESOURCE:
            return resource_within(
                self._resources(part), self.profile, self._object(part, code) if part.parts else None
            )
        schema = self._object(part, code) if part.parts else self._defined(self._definition_of(type_))
        rules = [*self._place_rules(part, type_)]
        return hooked(schema, rules, self.profile) if rules else schema

    def _place_rules(self, part: Element, type_: Type) -> Iterator[Rule]:
        yield from self._invariants(part.raw, part.path if type_.code in _BACKBONES else type_.code)
        if rule := has_value(part, self.profile):
            yield rule
        if rule := binding(part, type_.code, self._definitions, self.profile):
            yield rule
        if type_.targets:
            types = frozenset(type_of(url, self._definitions) for url in type_.targets)
            if not types & {"Resource", "Any"}:
                yield refers_to(types, self.profile)

    def _primitive(self, part: Element, code: str) -> CoreSchema:
        fixed = part.fixed()
        fixed = part.pattern() if fixed is None else fixed
        if fixed is not None:
            return told(core_schema.literal_schema([fixed]), FIXED, {"type": code})
        codes = listed_codes(part, self._definitions) if code == "code" else None
        if codes is not None:
            url, _, _ = part.raw["binding"]["valueSet"].partition("|")
            context = {"url": url, "codes": codes}
            return told(core_schema.literal_schema(codes), BOUND, context)
        return primitive(code, part.raw)

    def _resources(self, part: Element) -> dict[str, tuple[str, ...]]:
        """The types of resource that may stand at a part, each with its profiles; none where any may."""
        found: dict[str, tuple[str, ...]] = {}
        for type_ in part.types:
            if type_.code in _ANY_RESOURCE and not type_.profiles:
                return {}
            for url in type_.profiles:
                of = type_of(url, self._definitions)
                found[of] = (*found.get(of, ()), url)
            if not type_.profiles:
                found[type_.code] = ()
        return found

    def _definition_of(self, type_: Type) -> Resource:
        for url in (*type_.profiles, TYPES + type_.code):
            definition = self._definitions.definition(url)
            if definition is not None:
                return definition
        raise ValueError(f"{self.profile} uses the type {type_.code}, which is not at hand")

    def _defined(self, definition: Resource) -> CoreSchema:
        """A reference to the schema of a datatype, or of a profile on one."""
        if all(one is not definition for one in self.used):
            self.used.append(definition)
        url = definition["url"]
        return core_schema.definition_reference_schema(f"{url}#{definition['snapshot']['element'][0]['id']}")


def _by_url(counts: Counts, names: dict[str, str], items: Any, findings: Findings) -> None:
    """The rule of a list of extensions, which their URLs sort."""
    counts(items, [names.get(item.get("url")) for item in items], findings)


def _alone(part: Element) -> bool:
    return len(part.types) == 1


def _field(schema: CoreSchema, *, required: bool = False) -> core_schema.TypedDictField:
    return core_schema.typed_dict_field(schema, required=required)
