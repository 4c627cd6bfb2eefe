"""Takes out of a snapshot what it carries over from the base, and the official validator objects to."""

from __future__ import annotations

from profiles.wire import Resource

_BINDABLE = frozenset(
    (
        "code", "Coding", "CodeableConcept", "string", "uri",
        "Quantity", "Age", "Count", "Distance", "Duration", "MoneyQuantity", "SimpleQuantity",
    )
)  # fmt: skip
"""Types that may have a binding (FHIR R4, invariant eld-11), with those that are kinds of Quantity."""


def cleaned(definition: Resource) -> Resource:
    """The StructureDefinition without the base's examples and mappings, or bindings of types that are gone.

    Examples of the core specification are at addresses that the validator refuses in a profile; its mappings
    (to HL7 v2, RIM …) take much space and say nothing of ours; and a choice that is narrowed to `date` keeps
    the binding that was for its codes. What the differential itself says stays.
    """
    if "snapshot" not in definition:
        return definition
    said = {element["id"]: element for element in definition["differential"]["element"]}
    elements = [
        _cleaned(element, said.get(element["id"], {})) for element in definition["snapshot"]["element"]
    ]
    mapped = any("mapping" in element for element in elements)
    kept = {name: value for name, value in definition.items() if name != "mapping" or mapped}
    return {**kept, "snapshot": {**definition["snapshot"], "element": elements}}


def _cleaned(element: Resource, said: Resource) -> Resource:
    left_out = {name for name in ("example", "mapping") if name not in said}
    types = {one["code"] for one in element.get("type", ())}
    if "binding" not in said and types and not types & _BINDABLE:
        left_out.add("binding")
    return {name: value for name, value in element.items() if name not in left_out}
