"""The typed face: `fhir.resources` (its R4B classes, for FHIR R4) as a second opinion on a resource.

It knows element names, types, cardinalities and choice types; it loses decimals and checks no bindings, so
the resource itself stays wire JSON and nothing is ever written from these models.
"""

from __future__ import annotations

from pydantic import ValidationError

from mappings.structure import validator
from profiles.wire import Resource


def faults(resource: Resource) -> tuple[str, ...]:
    """What is wrong with the resource's structure, as `path: reason`; empty when nothing is.

    The reasons hold no content of the resource.
    """
    kind = resource.get("resourceType")
    try:
        compiled = validator(str(kind))
    except (KeyError, LookupError, ValueError):
        return (f"resourceType: {kind!r} is not a FHIR R4 resource",)
    try:
        compiled.validate_python(resource)
    except ValidationError as error:
        return tuple(
            f"{kind}.{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}"
            for detail in error.errors(include_input=False, include_url=False)
        )
    return ()
