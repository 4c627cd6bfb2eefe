"""The resource types and search parameters of this endpoint, from the one table in `parameters.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Kind = Literal["token", "reference", "string", "date", "uri"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type, and the element paths that it looks at."""

    name: str
    kind: Kind
    paths: tuple[tuple[str, ...], ...]


_table = tomllib.loads(resources.files("adapter.sandbox").joinpath("parameters.toml").read_text("utf-8"))

RESOURCE_TYPES: tuple[str, ...] = tuple(_table.pop("types").split())
"""What a GP system may be asked to hold; any other type is answered `404 not-supported`."""


@cache
def parameters_of(resource_type: str) -> Mapping[str, Parameter]:
    """The parameters of one resource type, by name."""
    found: dict[str, Parameter] = {}
    for name, row in _table.items():
        paths = tuple(
            tuple(path.split("."))
            for path, types in row["paths"].items()
            if types == "*" or resource_type in types.split()
        )
        if paths:
            found[name] = Parameter(name, row["kind"], paths)
    return found
