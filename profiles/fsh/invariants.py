"""Makes `profiles/checking/fhirpath/shipped.py`: each invariant of the definitions at hand, as Python."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import ModuleType

from profiles.checking.fhirpath import invariant
from profiles.checking.fhirpath.compiling import NAMES, source
from profiles.checking.fhirpath.corrections import corrected
from profiles.checking.fhirpath.python_code import Untranslatable
from profiles.checking.snapshots import EVERY_RESOURCE, TYPES, Package
from profiles.checking.structure import Structures
from profiles.fsh.cache import HOUSE
from profiles.wire import Resource

MODULE = HOUSE / "profiles" / "checking" / "fhirpath" / "shipped.py"

_HEAD = '''\
"""The invariants of our profiles, UK Core and R4, from FHIRPath: made by `make profiles`, never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

'''

_TYPES = """
if TYPE_CHECKING:
    from profiles.checking.fhirpath.scope import Invariant, Scope
"""


def module() -> str:
    """The text of the module: a function for each expression and type, and the table that leads to it."""
    functions: dict[tuple[str, str], str] = {}
    texts: list[str] = []
    table: list[str] = []
    for expression, type_name, key in sorted(needed(), key=lambda one: (one[2], one[1], one[0])):
        judged = corrected(expression, key)
        if (judged, type_name) not in functions:
            name = _name(key, type_name, functions.values())
            try:
                text = source(name, expression, type_name, key)
            except Untranslatable:
                continue
            functions[judged, type_name] = name
            texts.append(f"# {key} ({type_name}): {' '.join(judged.split())}\n{text}")
        table.append(f"    ({expression!r}, {type_name!r}, {key!r}): {functions[judged, type_name]},\n")
    body = "\n\n".join(texts)
    return (
        f"{_HEAD}{_imports(body)}{_TYPES}\n\n{body}\n\n"
        f"INVARIANTS: dict[tuple[str, str, str], Invariant] = {{\n{''.join(table)}}}\n"
        '"""Expression, type name and key of each, with what `invariant` answers for them."""\n'
    )


def _name(key: str, type_name: str, taken: Collection[str]) -> str:
    name = re.sub(r"\W", "_", f"{key}_{type_name}")
    names = itertools.chain([name], (f"{name}_{number}" for number in itertools.count(2)))
    return next(one for one in names if one not in taken)


@contextmanager
def _none_shipped() -> Iterator[None]:
    """Without the functions that are there: they may name what is gone, and are to be made anew."""
    name = "profiles.checking.fhirpath.shipped"
    none, before = ModuleType(name), sys.modules.get(name)
    vars(none)["INVARIANTS"] = {}
    sys.modules[name] = none
    invariant.cache_clear()
    try:
        yield
    finally:
        sys.modules.pop(name)
        if before is not None:
            sys.modules[name] = before
        invariant.cache_clear()


@_none_shipped()
def needed() -> set[tuple[str, str, str]]:
    """Expression, type and key of each invariant of our definitions, of UK Core's and of R4's resources."""
    definitions = Package()
    structures = Structures(definitions)
    found: set[tuple[str, str, str]] = set()
    for url in definitions.urls():
        definition = definitions.definition(url) if "/StructureDefinition/" in url else None
        if definition and (not url.startswith(TYPES) or _is_resource_type(definition)):
            found = found.union(*(one.invariants for one in structures.whole(definition)))
    # asked for where a resource is contained, by the check itself
    every = definitions.definition(EVERY_RESOURCE) or {}
    of_every = every["snapshot"]["element"][0]["constraint"]
    return found | {(one["expression"], every["type"], one["key"]) for one in of_every}


def _is_resource_type(definition: Resource) -> bool:
    return definition["kind"] == "resource" and definition.get("derivation") == "specialization"


def _imports(body: str) -> str:
    """Imports of what the functions name, and of no more."""
    named = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    modules: dict[str, list[str]] = {}
    for name in sorted(named & NAMES.keys() - {"Any"}):
        modules.setdefault(_home(name), []).append(name)
    lines = [f"from {module} import {', '.join(names)}\n" for module, names in sorted(modules.items())]
    return "".join(lines)


def _home(name: str) -> str:
    """The module that a name is imported from."""
    constants = {
        "JSON_NAMES": "profiles.checking.fhirpath.model",
        "UNANSWERABLE": "profiles.checking.fhirpath.values",
        "WITHOUT_VALUE": "profiles.checking.fhirpath.values",
    }
    module: str = constants.get(name) or NAMES[name].__module__
    return module.removeprefix("_")  # `operator` is written in C, as `_operator`


def write() -> None:
    """Write the module."""
    MODULE.write_text(module(), "utf-8")


def outdated() -> bool:
    """Whether the module is not what the definitions give."""
    return not MODULE.is_file() or MODULE.read_text("utf-8") != module()
