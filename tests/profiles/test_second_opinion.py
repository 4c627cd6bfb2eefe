"""A second opinion, of the library fhir.resources (its R4B classes): what it refuses, the check refuses."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapter.push.drafts import draft
from adapter.settings import Settings
from fixtures.generate import programme
from profiles.check import check
from profiles.wire import Resource


@cache
def filed() -> list[Resource]:
    return [
        item.body
        for session, participants in programme(20, 2, seed=1)
        for one in draft(session, participants, Settings())
        for item in one.filing.resources
    ]


def takes(resource: Resource) -> bool:
    """The library's verdict."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError:
        return False
    return True


def test_what_is_filed_is_right_to_both() -> None:
    assert all(takes(body) and check(body).passed for body in filed())


SPOILT = st.one_of(
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
def test_what_the_library_refuses_is_refused(data: st.DataObject) -> None:
    resource = copy.deepcopy(data.draw(st.sampled_from(filed())))
    holder, key = data.draw(st.sampled_from(list(places(resource))))
    match data.draw(st.sampled_from(["spoil", "remove", "rename", "wrap"])):
        case "spoil":
            holder[key] = data.draw(SPOILT)
        case "remove":
            del holder[key]
        case "wrap":
            holder[key] = [holder[key]]
        case "rename" if isinstance(holder, dict):
            holder["plinth"] = holder.pop(key)
    assume(not takes(resource))
    assert not check(resource).passed


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the resource, as what holds it and its key there; the resource's own type is left."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if key != "resourceType":
            yield value, key
            if isinstance(inner, dict | list):
                yield from places(inner)
