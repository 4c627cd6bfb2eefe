"""The form of SNOMED CT identifiers and expressions, which is all that can be judged without a release."""

from __future__ import annotations

import re

from stdnum import verhoeff

_DIGITS = re.compile(r"[1-9][0-9]{5,17}")
_CONCEPT_PARTITIONS = ("00", "10")
"""Short and long format of a concept identifier (SNOMED CT Release File Specification)."""

_TERM = re.compile(r"\|[^|]*\|")
_VALUE = re.compile(r'"[^"]*"|#[-+]?[0-9.]+')
_EXPRESSION = re.compile(r"[0-9\s:,=+(){}<]+")


def fault(identifier: str) -> str | None:
    """What is wrong with the form of a concept identifier, or None.

    Products and ingredients of dm+d have identifiers of the same form. Whether such a concept exists, and is
    active, this does not say.
    """
    if not _DIGITS.fullmatch(identifier):
        return "a SNOMED CT identifier has 6 to 18 digits and does not begin with 0"
    if not verhoeff.is_valid(identifier):
        return "the check digit of the SNOMED CT identifier is wrong (Verhoeff)"
    if identifier[-3:-1] not in _CONCEPT_PARTITIONS:
        return "a SNOMED CT identifier, but not of a concept (partition 00 or 10)"
    return None


def is_well_formed(code: str) -> bool:
    """Whether a code has the form of a concept identifier or of an expression."""
    return expression_fault(code) is None


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
