"""FHIRPath that is not in the shipped package: parsed, translated to Python and compiled when it is met.

Importing this module costs more than checking a resource, so nothing imports it before it is needed.
"""

from __future__ import annotations

import builtins
import operator
from copy import deepcopy
from typing import Any

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from profiles.checking.fhirpath import collection, narrative, navigation, text
from profiles.checking.fhirpath.corrections import corrected
from profiles.checking.fhirpath.model import JSON_NAMES
from profiles.checking.fhirpath.navigation import Extended
from profiles.checking.fhirpath.python_code import Untranslatable
from profiles.checking.fhirpath.scope import Invariant, Scope
from profiles.checking.fhirpath.translation import translation
from profiles.checking.fhirpath.values import UNANSWERABLE

NAMES: dict[str, Any] = {
    **{
        name: found
        for module in (navigation, text, collection)
        for name, found in vars(module).items()
        if not name.startswith("_")
    },
    **{name: getattr(operator, name) for name in ("add", "sub", "mul", "lt", "le", "gt", "ge")},
    "JSON_NAMES": JSON_NAMES,
    "UNANSWERABLE": UNANSWERABLE,
    "allowed": narrative.allowed,
    "says_something": narrative.says_something,
}
"""What the Python of an invariant may name."""


def source(name: str, expression: str, type_name: str, key: str = "") -> str:
    """The text of a Python function of this name; the arguments are those of `invariant`.

    Raises `SyntaxProblem`, or `Untranslatable` where only `fhirpathpy` itself evaluates the expression.
    """
    body = translation(corrected(expression, key), type_name)
    return (
        f"def {name}(e: Any, s: Scope) -> bool:\n"
        f"    try:\n        return {body}\n    except UNANSWERABLE:\n        return False\n"
    )


def compiled(expression: str, type_name: str, key: str = "") -> Invariant:
    """As `invariant`, which gives these arguments. Raises `SyntaxProblem`."""
    try:
        text = source("invariant", expression, type_name, key)
    except Untranslatable:
        return _evaluated(corrected(expression, key), type_name)
    names = {**NAMES, "Any": Any, "Scope": Scope, "__builtins__": builtins}
    # the text is made by `translation` from a parsed tree; what the expression says is in it only as literals
    exec(compile(text, f"<invariant {key or expression}>", "exec"), names)  # noqa: S102
    made: Invariant = names["invariant"]
    return made


def compiles(expression: str, type_name: str, key: str = "") -> bool:
    """Whether an expression becomes Python; else `fhirpathpy` evaluates it, a thousand times as slowly."""
    try:
        source("invariant", expression, type_name, key)
    except Untranslatable:
        return False
    return True


def _evaluated(expression: str, type_name: str) -> Invariant:
    evaluate = fhirpathpy.compile(expression, model=models["r4"])

    def invariant(element: Any, scope: Scope) -> bool:
        variables = {"resource": scope.resource, "rootResource": scope.root, "context": element}
        value = element.value if isinstance(element, Extended) else element
        node = ResourceNode.create_node(deepcopy(value), type_name)  # type: ignore[no-untyped-call]
        try:
            found = evaluate(node, variables)
        except Exception:  # the library raises bare exceptions
            return False
        return len(found) > 1 or (bool(found) and found[0] is not False)

    return invariant
