"""The form of SNOMED CT and dm+d codes, which is all of them that can be judged without a release."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import verhoeff

_DIGITS = re.compile(r"[1-9][0-9]{5,17}")
_PRODUCT = re.compile(r"[0-9]{6,18}")
_CONCEPT_PARTITIONS = ("00", "10")
"""Short and long format of a concept identifier (SNOMED CT Release File Specification)."""

_TERM = re.compile(r"\|[^|]*\|")
_VALUE = re.compile(r'"[^"]*"|#[-+]?[0-9.]+')
_EXPRESSION = re.compile(r"[0-9\s:,=+(){}<]+")


def fault(identifier: str) -> str | None:
    """What is wrong with the form of a concept identifier, or None; not whether it exists and is active."""
    if not _DIGITS.fullmatch(identifier):
        return "a SNOMED CT identifier has 6 to 18 digits and does not begin with 0"
    if not verhoeff.is_valid(identifier):
        return "the check digit of the SNOMED CT identifier is wrong (Verhoeff)"
    if identifier[-3:-1] not in _CONCEPT_PARTITIONS:
        return "a SNOMED CT identifier, but not of a concept (partition 00 or 10)"
    return None


@lru_cache(maxsize=4096)
def expression_fault(code: str) -> str | None:
    """The same for what may also be a post-coordinated expression (SNOMED CT compositional grammar).

    Of an expression the signs and every identifier are looked at, not the order in which they stand.
    """
    if not re.search(r"[:=+|]", code):
        return fault(code)
    bare = _VALUE.sub("", _TERM.sub("", code))
    identifiers = re.findall(r"[0-9]+", bare)
    if not _EXPRESSION.fullmatch(bare) or not identifiers:
        return "neither a SNOMED CT identifier nor an expression"
    return next((found for found in map(fault, identifiers) if found), None)


def product_fault(code: str) -> str | None:
    """The same for a product of dm+d: most of its identifiers are of SNOMED CT, but not all of them."""
    return None if _PRODUCT.fullmatch(code) else "a dm+d identifier has 6 to 18 digits"
