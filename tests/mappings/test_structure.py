"""The compiled structure: it finds what the library's own models find, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapter.drafts import draft
from adapter.settings import Settings
from fixtures.generate import programme
from mappings.structure import validator
from mappings.typed import faults
from profiles.wire import Resource

FILED = [
    item.body
    for session, participants in programme(20, 2, seed=1)
    for one in draft(session, participants, Settings())
    for item in one.filing.resources
]


def takes(resource: Resource) -> bool:
    """The library's own verdict."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError:
        return False
    return True


def test_what_is_filed_is_found_to_be_right_by_both() -> None:
    assert all(takes(body) and not faults(body) for body in FILED)


_SPOILT = st.one_of(
    st.booleans(),
    st.integers(-2, 3),
    st.text(max_size=5),
    st.just("2026-02-30"),
    st.just([]),
    st.just({}),
    st.just({"plinth": 1}),
    st.just([None]),
)


@given(data=st.data())
def test_both_agree_on_every_spoilt_resource(data: st.DataObject) -> None:
    resource = copy.deepcopy(data.draw(st.sampled_from(FILED)))
    holder, key = data.draw(st.sampled_from(list(_places(resource))))
    match data.draw(st.sampled_from(["spoil", "remove", "rename", "wrap"])):
        case "spoil":
            holder[key] = data.draw(_SPOILT)
        case "remove":
            del holder[key]
        case "wrap":
            holder[key] = [holder[key]]
        case "rename" if isinstance(holder, dict):
            holder["plinth"] = holder.pop(key)
    assert bool(faults(resource)) is not takes(resource)


def test_null_in_place_of_an_element_is_a_fault() -> None:
    """The library takes it for an absent element; in FHIR's JSON there is no such thing."""
    assert faults(FILED[0] | {"comment": None})


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the resource, as what holds it and its key there; the resource's own type is left."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if key != "resourceType":
            yield value, key
            if isinstance(inner, dict | list):
                yield from _places(inner)


@pytest.mark.parametrize("kind", ["Appointment", "Bundle", "Consent", "Parameters", "Patient", "ValueSet"])
def test_every_type_has_a_validator(kind: str) -> None:
    assert validator(kind)
