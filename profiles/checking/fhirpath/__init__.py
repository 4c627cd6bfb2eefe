"""Invariants: each FHIRPath expression becomes one Python function that says whether an element keeps it.

What a result means is what it means to the HL7 validator (`FHIRPathEngine.convertToBoolean` and
`InstanceValidator.checkInvariant`, 6.9): an empty result breaks the invariant, and so does data that
FHIRPath has no answer for; a result that is no boolean keeps it. `memberOf()` and `conformsTo()` are not
judged: an invariant whose answer hangs on them counts as kept, and `judged` says which these are.
"""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from profiles.checking.fhirpath import collection, narrative, navigation, text
from profiles.checking.fhirpath.corrections import corrected
from profiles.checking.fhirpath.model import JSON_NAMES
from profiles.checking.fhirpath.navigation import Extended
from profiles.checking.fhirpath.python_code import Untranslatable
from profiles.checking.fhirpath.translation import SyntaxProblem, judged, translation
from profiles.checking.fhirpath.values import CannotEvaluate
from profiles.wire import Resource

Resolve: TypeAlias = Callable[[str], Resource | None]
"""A literal reference to the resource that it names, where that is in the Bundle or contained."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an element is: `%resource`, `%rootResource` (the same unless contained), and `resolve()`."""

    resource: Resource
    root: Resource
    resolve: Resolve


Invariant: TypeAlias = Callable[[Any, Scope], bool]

_NAMES: dict[str, Any] = {
    **{
        name: found
        for module in (navigation, text, collection)
        for name, found in vars(module).items()
        if not name.startswith("_")
    },
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "JSON_NAMES": JSON_NAMES,
    "allowed": narrative.allowed,
    "says_something": narrative.says_something,
}

_UNANSWERABLE = (CannotEvaluate, AttributeError, TypeError, KeyError, ValueError, ArithmeticError)
"""The last five: JSON that is not of R4's shape, which the check of the structure has reported already."""


@cache
def invariant(expression: str, type_name: str, key: str = "") -> Invariant:
    """The function that says whether an element keeps an invariant.

    `type_name` is the element's type, or for an element without a type of its own its path: `Goal`,
    `Goal.target`, `Period`, `string`. The function takes the element's wire JSON (a primitive's value, or
    `Extended` if it has an id or extensions) and its `Scope`. `key` matters only where R4 gives two rules one
    expression (txt-1, txt-2).

    Raises `SyntaxProblem`.
    """
    text = corrected(expression, key)
    try:
        body = translation(text, type_name)
    except Untranslatable:
        return _evaluated(text, type_name)
    source = f"def invariant(e, s):\n try:\n  return {body}\n except UNANSWERABLE:\n  return False\n"
    names = {**_NAMES, "UNANSWERABLE": _UNANSWERABLE, "__builtins__": builtins}
    # the text is made by `translation` from a parsed tree; what the expression says is in it only as literals
    exec(compile(source, f"<invariant {key or expression}>", "exec"), names)  # noqa: S102
    made: Invariant = names["invariant"]
    return made


def compiles(expression: str, type_name: str, key: str = "") -> bool:
    """Whether an expression becomes Python; else `fhirpathpy` evaluates it, a thousand times as slowly."""
    try:
        translation(corrected(expression, key), type_name)
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


__all__ = [
    "Extended",
    "Invariant",
    "Resolve",
    "Scope",
    "SyntaxProblem",
    "compiles",
    "invariant",
    "judged",
]
