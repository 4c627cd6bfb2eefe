"""States what this endpoint can do, from the same tables that make it able to."""

from __future__ import annotations

from functools import cache

from adapter.sandbox.parameters import RESOURCE_TYPES, parameters_of
from adapter.sandbox.policy import Policy
from profiles import shipped
from profiles.definitions import GP_ENDPOINT
from profiles.wire import Resource

_INTERACTIONS = (
    "read",
    "vread",
    "update",
    "delete",
    "history-instance",
    "history-type",
    "create",
    "search-type",
)
_DATE = "2026-01-01"


@cache
def capability_statement(base: str, policy: Policy) -> Resource:
    wanted = next(one for one in shipped.definitions("CapabilityStatement") if one["url"] == GP_ENDPOINT)
    # it keeps what it is sent as it was, and so whatever a profile asks for
    profiles = {one["type"]: one["supportedProfile"] for one in wanted["rest"][0]["resource"]}
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _DATE,
        "kind": "instance",
        "instantiates": [GP_ENDPOINT],
        "software": {"name": "fhir-vgc sandbox"},
        "implementation": {
            "description": "An embedded GP endpoint for trying things and for tests",
            "url": base,
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "implementationGuide": wanted["implementationGuide"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    _resource(resource_type, policy, profiles.get(resource_type, []))
                    for resource_type in RESOURCE_TYPES
                ],
                "interaction": [{"code": code} for code in _system_interactions(policy)],
            }
        ],
    }


def _system_interactions(policy: Policy) -> list[str]:
    offered = {"transaction": policy.transactions, "batch": policy.batches, "history-system": True}
    return [code for code, does in offered.items() if does]


def _resource(resource_type: str, policy: Policy, profiles: list[str]) -> Resource:
    parameters = [{"name": name, "type": p.kind} for name, p in parameters_of(resource_type).items()]
    return {
        "type": resource_type,
        **({"supportedProfile": profiles} if profiles else {}),
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": policy.update_create,
        "conditionalCreate": policy.conditional_create,
        "conditionalRead": "not-match",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "logical", *(["enforced"] if policy.referential_integrity else [])],
        "searchParam": [
            {"name": "_id", "type": "token"},
            {"name": "_lastUpdated", "type": "date"},
            *parameters,
        ],
    }
