"""The rules of a profile as hooks in a pydantic-core schema, and the errors that its schemas name.

An object is shown to its hook before it is looked into, so that its rules run even where something in it is
wrong. The hooks change nothing: they only collect, in the `Findings` that the validation has as its context.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import CoreSchema, core_schema

from profiles.checking.findings import Findings, Rule
from profiles.checking.rules import element_has_content

PROHIBITED, ASIDE, BOUND, FIXED = "prohibited", "aside", "bound", "fixed"
"""Errors of the schemas that need more than their name to be told; see `faults`."""

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


def hooked_list(schema: CoreSchema, rules: list[Rule]) -> CoreSchema:
    """The schema of a list with the rules for the list as a whole."""

    def hook(value: Any, info: core_schema.ValidationInfo) -> Any:
        if type(value) is list:
            findings: Findings = info.context  # type: ignore[assignment]
            for rule in rules:
                try:
                    rule(value, findings)
                except Exception as stumbled:
                    findings.stumble(value, stumbled)
        return value

    return core_schema.with_info_before_validator_function(hook, schema)


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


def not_sliced(what: str, value: Any, findings: Findings) -> None:
    """The rule of a list whose slices cannot be told apart here."""
    findings.unjudged.append((value, what))


def _within(value: Any, info: core_schema.ValidationInfo) -> Any:
    if type(value) is dict:
        info.context.nested.append(value)  # type: ignore[union-attr]
    return value


RESOURCE_WITHIN = core_schema.with_info_before_validator_function(_within, core_schema.dict_schema())
"""A resource in a resource: collected, and held against its own profile afterwards."""
