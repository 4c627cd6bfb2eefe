"""Which extension an element has to have before an invariant asks anything of it.

A profile for several instruments has a rule for each; of one element, most of them ask nothing.
"""

from __future__ import annotations

import re

_TEXT = r"'[^'\\]*'"
_CONDITION = re.compile(
    rf"extension\.where\(url = ({_TEXT}) and "
    rf"(value = {_TEXT}|\(value = {_TEXT}(?: or value = {_TEXT})*\))\)\.exists\(\) implies "
)
_NESTED = re.compile(r"\([^()]*\)")


def condition(expression: str) -> tuple[str, tuple[str, ...]] | None:
    """The extension's URL and the texts of its value, of which it says one; None where there is no condition.

    `a implies b implies c` is `(a implies b) implies c` (FHIRPath, "Operator Precedence"): no condition.
    """
    found = _CONDITION.match(expression)
    if found is None:
        return None
    rest, outside = "", re.sub(_TEXT, "", expression[found.end() :])
    while rest != outside:
        rest, outside = outside, _NESTED.sub("", outside)
    if "implies" in outside:
        return None
    return found[1][1:-1], tuple(text[1:-1] for text in re.findall(_TEXT, found[2]))
