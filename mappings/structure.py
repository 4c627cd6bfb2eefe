"""The structure of FHIR R4, as R4B of the library fhir.resources knows it, in one validator for each type.

Its models say which elements there are, of which types, how many, and of which choices. The library builds
an object for every element that it looks at; a compiled validator reads wire JSON as it is, in a tenth of the
time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

from fhir.resources.R4B import get_fhir_model_class
from fhir_core.fhirabstractmodel import FHIRAbstractModel
from fhir_core.types import FhirBase
from pydantic import TypeAdapter
from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema

Model: TypeAlias = type[FHIRAbstractModel]


@cache
def validator(resource_type: str) -> SchemaValidator:
    """The validator of wire JSON of this type. Resources within (`contained`) are not looked into.

    Raises `KeyError`, `LookupError` or `ValueError` where there is no such type.
    """
    elements: dict[str, CoreSchema] = {}
    root = _element(get_fhir_model_class(resource_type), elements)
    return SchemaValidator(core_schema.definitions_schema(root, list(elements.values())))


def _element(model: Model, elements: dict[str, CoreSchema]) -> CoreSchema:
    """A reference to the element's schema, since elements hold each other without end (Extension)."""
    name = model.__name__
    if name not in elements:
        elements[name] = core_schema.any_schema()  # what refers to it meanwhile refers by name
        elements[name] = _compiled(model, elements)
    return core_schema.definition_reference_schema(name)


def _compiled(model: Model, elements: dict[str, CoreSchema]) -> CoreSchema:
    fields = {
        field.alias or name: core_schema.typed_dict_field(
            _field(field.annotation, elements), required=field.is_required()
        )
        for name, field in model.model_fields.items()
        if name != "fhir_comments"
    }
    if model.has_resource_base():
        itself = core_schema.literal_schema([model.get_resource_type()])
        fields["resourceType"] = core_schema.typed_dict_field(itself)
    schema = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
    return core_schema.no_info_after_validator_function(_rules(model), schema, ref=model.__name__)


def _field(annotation: Any, elements: dict[str, CoreSchema]) -> CoreSchema:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        (one,) = (kind for kind in inner if kind is not type(None))
        return _field(one, elements)
    if origin is list:
        return core_schema.list_schema(_item(inner[0], elements))
    is_primitive = not (isinstance(annotation, type) and issubclass(annotation, FhirBase))
    if is_primitive:
        return _primitive(annotation)
    if annotation.__name__ == "ResourceType":
        return core_schema.dict_schema()
    return _element(annotation.get_model_klass(), elements)


def _item(annotation: Any, elements: dict[str, CoreSchema]) -> CoreSchema:
    """Primitives in a list may be null, beside an extension that says why (R4, JSON representation)."""
    optional = type(None) in get_args(annotation)
    schema = _field(annotation, elements)
    return core_schema.nullable_schema(schema) if optional else schema


@cache
def _primitive(annotation: Any) -> CoreSchema:
    return TypeAdapter(annotation).core_schema


def _rules(model: Model) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What a field alone cannot say: a value or an extension in its place, and one of a choice."""
    blank = model.model_construct()
    required = [name for name, _ in blank.get_required_fields()]
    choices = [
        (names, any(_must(model, name) for name in names))
        for names in blank.get_one_of_many_fields().values()
    ]

    def hold(element: dict[str, Any]) -> dict[str, Any]:
        for name in required:
            if name not in element and not element.get(f"_{name}"):
                raise PydanticCustomError("missing", "{name} is required", {"name": name})
        for names, must in choices:
            given = sum(name in element for name in names)
            if given > 1 or (must and not given):
                raise PydanticCustomError("choice", "one of {names}", {"names": ", ".join(names)})
        return element

    return hold


def _must(model: Model, name: str) -> bool:
    extra = model.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and extra.get("one_of_many_required") is True
