"""Invariants: each FHIRPath expression becomes one Python function that says whether an element keeps it.

What a result means is what it means to the HL7 validator (`FHIRPathEngine.convertToBoolean` and
`InstanceValidator.checkInvariant`, 6.9): an empty result breaks the invariant, and so does data that
FHIRPath has no answer for; a result that is no boolean keeps it. `memberOf()` and `conformsTo()` are not
judged: an invariant whose answer hangs on them counts as kept, and `translation.judged` says which these are.
"""

from __future__ import annotations

from functools import cache

from profiles.checking.fhirpath.navigation import Extended
from profiles.checking.fhirpath.scope import Invariant, Resolve, Scope


@cache
def invariant(expression: str, type_name: str, key: str = "") -> Invariant:
    """The function that says whether an element keeps an invariant.

    `type_name` is the element's type, or for an element without a type of its own its path: `Goal`,
    `Goal.target`, `Period`, `string`. The function takes the element's wire JSON (a primitive's value, or
    `Extended` if it has an id or extensions) and its `Scope`. `key` matters only where R4 gives two rules one
    expression (txt-1, txt-2).

    Raises `SyntaxProblem`.
    """
    from profiles.checking.fhirpath.shipped import INVARIANTS  # not needed by what writes it

    if found := INVARIANTS.get((expression, type_name, key)):
        return found
    from profiles.checking.fhirpath.compiling import compiled  # the parser takes long to import

    return compiled(expression, type_name, key)


__all__ = ["Extended", "Invariant", "Resolve", "Scope", "invariant"]
