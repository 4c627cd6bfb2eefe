"""The rules of a profile as hooks in a pydantic-core schema, and the errors that its schemas name.

An object is shown to its hook before it is looked into, so that its rules run even where something in it is
wrong. The hooks change nothing: they only collect, in the `Findings` that the validation has as its context.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import CoreSchema, core_schema

from profiles.checking.findings import Fault, Findings, Rule
from profiles.checking.rules import element_has_content
from profiles.checking.slices import Sort

PROHIBITED, ASIDE, BOUND, FIXED = "prohibited", "aside", "bound", "fixed"
"""Errors of the schemas that need more than their name to be told; see `faults`."""

_SLICE, _ITEM = ":", "::"
"""What an item is wrapped in for the core to choose its slice; `faults` knows them by the colon."""

_NEVER = core_schema.literal_schema([object()])


def hooked(schema: CoreSchema, rules: list[Rule], profile: str, ref: str | None = None) -> CoreSchema:
    """The schema of an object with its rules; and an object is never empty (ele-1)."""
    empty = element_has_content(profile)

    def hook(value: Any, info: core_schema.ValidationInfo) -> Any:
        if type(value) is dict:
            findings: Findings = info.context  # type: ignore[assignment]
            if len(value) < 2 and (not value or "id" in value):
                findings.fault(value, empty)
            for rule in rules:
                try:
                    rule(value, findings)
                except Exception as stumbled:  # malformed JSON, of which the structure tells
                    findings.stumble(value, stumbled)
        return value

    return core_schema.with_info_before_validator_function(hook, schema, ref=ref)


def hooked_list(schema: CoreSchema, rules: list[Rule], sort: Sort | None = None) -> CoreSchema:
    """The schema of a list with the rules for the list as a whole, and with its items sorted into slices."""

    def hook(value: Any, info: core_schema.ValidationInfo) -> Any:
        if type(value) is list:
            findings: Findings = info.context  # type: ignore[assignment]
            for rule in rules:
                try:
                    rule(value, findings)
                except Exception as stumbled:
                    findings.stumble(value, stumbled)
            if sort is not None:
                named = zip(sort(value, findings), value, strict=True)
                return [{_SLICE: f"{_SLICE}{name}", _ITEM: item} for name, item in named]
        return value

    return core_schema.with_info_before_validator_function(hook, schema)


def sliced(slices: dict[str, CoreSchema]) -> CoreSchema:
    """The schema of the items of a list, by the name that `sort` gives each."""
    choices: dict[Any, CoreSchema] = {
        f"{_SLICE}{name}": core_schema.typed_dict_schema({_ITEM: core_schema.typed_dict_field(item)})
        for name, item in slices.items()
    }
    return core_schema.tagged_union_schema(choices, discriminator=_SLICE)


def collected_id(schema: CoreSchema) -> CoreSchema:
    """The schema of an element's id, which no other element has."""

    def collect(value: Any, info: core_schema.ValidationInfo) -> Any:
        info.context.ids.append(value)  # type: ignore[union-attr]
        return value

    return core_schema.with_info_after_validator_function(collect, schema)


def no_gap(value: Any, findings: Findings) -> None:
    """The rule of a list of simple values: null is for what is beside it."""
    if None in value:
        findings.gaps += 1


def told(schema: CoreSchema, error: str, context: dict[str, Any]) -> CoreSchema:
    """The schema, whose error has a name of ours and says what would be right."""
    return core_schema.custom_error_schema(
        schema, custom_error_type=error, custom_error_message=error, custom_error_context=context
    )


def refused(error: str) -> CoreSchema:
    """A schema that nothing meets."""
    return told(_NEVER, error, {})


def not_sliced(what: str, value: Any, findings: Findings, names: frozenset[str] | None = None) -> None:
    """The rule of a list whose slices cannot be told apart here, or of what holds such an element."""
    if names is None or not names.isdisjoint(value):
        findings.unjudged.append((value, what))


def resource_within(
    profiles: Mapping[str, tuple[str, ...]], profile: str, schema: CoreSchema | None = None
) -> CoreSchema:
    """The schema of a resource in a resource: collected, and held against its own profiles afterwards.

    `profiles` are the types that it may be of, each with the profiles of which it is to meet one; any type
    if there is none. `schema` is what is said of it beside that.
    """
    wrong = Fault("error", "type", "type", f"should be a {' or '.join(profiles)}", profile)

    def within(value: Any, info: core_schema.ValidationInfo) -> Any:
        if type(value) is dict:
            findings: Findings = info.context  # type: ignore[assignment]
            kind = str(value.get("resourceType"))
            if profiles and kind not in profiles:
                findings.fault(value, wrong)
            findings.nested.append((value, profiles.get(kind, ())))
        return value

    return core_schema.with_info_before_validator_function(within, schema or core_schema.dict_schema())
