"""The small value types that records are made of: text, partial dates, NHS numbers, codes."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from stdnum.gb import nhs

from profiles.checking import snomed

TEXT_LIMIT = 20_000
"""Longest text accepted, in characters (clinic data model, head of the page)."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UK_NAMESPACES = frozenset({"1000000", "1000001"})
"""SNOMED CT UK Clinical Extension and UK Drug Extension (SNOMED International's namespace registry)."""

_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Record(BaseModel):
    """Base of every record: cannot be changed, and refuses a field that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _clean_text(text: str) -> str:
    if found := _FORBIDDEN.search(text):
        raise ValueError(f"control character U+{ord(found.group()):04X} at position {found.start() + 1}")
    if not text.strip():
        raise ValueError("empty text; leave it out where nothing is known")
    return text


def _real_date(text: str) -> str:
    if not _PARTIAL_DATE.fullmatch(text):
        raise ValueError("not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    dt.date.fromisoformat((text + "-01-01")[:10])
    return text


def _valid_nhs_number(text: str) -> str:
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"\d{10}", digits):
        raise ValueError("an NHS number has 10 digits")
    if not nhs.is_valid(digits):
        raise ValueError("the check digit of the NHS number is wrong (modulus 11)")
    return digits


def _valid_snomed(code: str) -> str:
    if words := snomed.fault(code):
        raise ValueError(words)
    partition, namespace = code[-3:-1], code[-10:-3]
    if partition == "10" and namespace not in _UK_NAMESPACES:
        raise ValueError("a SNOMED CT identifier of a foreign extension; only international and UK ones")
    return code


Text: TypeAlias = Annotated[str, Field(max_length=TEXT_LIMIT), AfterValidator(_clean_text)]
"""Somebody's words, kept as they were typed; never empty, no control characters but tab and newline."""

PartialDate: TypeAlias = Annotated[str, AfterValidator(_real_date)]
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: what is not known is not made up (FHIR `date`)."""

Moment: TypeAlias = AwareDatetime
"""Date and time with its offset from UTC."""

NhsNumber: TypeAlias = Annotated[str, AfterValidator(_valid_nhs_number)]
"""Ten digits, modulus 11; spaces and hyphens are taken out, nothing else is mended."""

SnomedCode: TypeAlias = Annotated[str, AfterValidator(_valid_snomed)]
"""Identifier of an international or UK concept.

In front of the check digit stand the partition and, in the long format, seven digits of the namespace
(SNOMED CT Release File Specification, component identifiers).
"""

OdsCode: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z0-9]{3,10}$")]

Digits: TypeAlias = Annotated[str, Field(pattern=r"^\d{6,18}$")]
"""An identifier made of digits, such as a dm+d product; kept as text, since zeros in front count."""

Scale: TypeAlias = Annotated[int, Field(ge=0, le=10)]
"""A rating from 0 to 10."""

Minutes: TypeAlias = Annotated[int, Field(ge=0, le=24 * 60)]

Amount: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False)]
"""An exact decimal: `1.50` keeps its zero. An integer or a text, never a float."""


class Concept(Record):
    """What is meant, in words that suffice alone, and the SNOMED CT code that the clinic gives it."""

    text: Text
    code: SnomedCode | None = None
