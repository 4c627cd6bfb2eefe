"""How events and errors are written in logs and metrics: by their kind, never by their words."""

from __future__ import annotations

import re

from adapter.errors import FhirVgcError


def name_of(event: type) -> str:
    """`FilingSettled` is written `filing-settled`."""
    return hyphened(event.__name__)


def kind_of(error: BaseException) -> str:
    """The kind of an error, never its words: `outcome-unknown`; `defect` for what we did not raise."""
    return hyphened(type(error).__name__) if isinstance(error, FhirVgcError) else "defect"


def hyphened(name: str) -> str:
    """`FilingSettled` as it is written in logs and metrics."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
