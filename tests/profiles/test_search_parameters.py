"""Our search parameters find what they say, and take no name that R4 has given away."""

from __future__ import annotations

import fhirpathpy
import pytest
from fhirpathpy.models import models

from adapter.sandbox.parameters import parameters_of
from profiles import shipped, wire
from profiles.definitions import BASE
from profiles.wire import Resource

EXAMPLES: list[Resource] = [
    wire.loads(content)
    for path, content in shipped.files().items()
    if path.startswith("example/") and not path.endswith(".index.json")
]
SEARCHES = [
    pytest.param(one, base, id=f"{one['code']} of {base}")
    for one in shipped.definitions("SearchParameter")
    for base in one["base"]
]


@pytest.mark.parametrize(("search", "base"), SEARCHES)
def test_a_search_finds_an_example(search: Resource, base: str) -> None:
    (expression,) = (part for part in search["expression"].split(" | ") if part.startswith(f"{base}."))
    examples = [example for example in EXAMPLES if example["resourceType"] == base]
    assert any(fhirpathpy.evaluate(example, expression, model=models["r4"]) for example in examples)


@pytest.mark.parametrize(("search", "base"), SEARCHES)
def test_a_search_has_a_name_that_r4_does_not_use_there(search: Resource, base: str) -> None:
    assert search["url"] == f"{BASE}/SearchParameter/VGC-{search['code']}"
    assert search["code"] not in parameters_of(base)
