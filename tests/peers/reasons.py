"""The invalid examples of our package, and whether what an HL7 validator says of one is why it is invalid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from profiles import wire
from profiles.checking.issues import Kind
from profiles.checking.snapshots import PACKAGE
from profiles.wire import Resource
from tests.peers.comparison import near
from tests.peers.official_validator import Finding

INVALID: list[dict[str, Any]] = wire.loads((PACKAGE / "tests" / "invalid.json").read_bytes())
"""What `tests/invalid.json` tells of each: its file, kind of rule, rule and path among others."""

_BEGINNINGS: dict[Kind, str] = {
    "binding": "^(Terminology_TX_NoValid|Terminology_TX_Code|Unknown_Code)",
    "cardinality": "^Validation_VAL_Profile_(Minimum|Maximum)",
    "choice": "^(Extension_EXT_Type|Extension_PROF_Type|Validation_VAL_Profile_N|ILLEGAL_PROPERTY)",
    "extension": "^Extension_EXT",
    "format": "^Type_Specific_Checks_DT",
    "reference": "^Reference_REF",
    "slice": "^Validation_VAL_Profile_(Minimum|Maximum)",
    "type": "^None .*(must be|should be|is not)",
    "unknown-element": "^None Unrecognized property",
    "value": "^(_DT_Fixed_Wrong|TYPE_CHECKS_PATTERN)",
}
"""By kind of rule, how the message id and message begin; an invariant has its own id."""


def resource(example: dict[str, Any]) -> Resource:
    """The invalid resource itself."""
    document: Resource = wire.loads((PACKAGE / "tests" / example["file"]).read_bytes())
    return document


def stated(example: dict[str, Any], findings: Iterable[Finding]) -> bool:
    """Whether one of the errors is the stated reason: of its kind, and at its place."""
    is_invariant = example["kind"] == "invariant"
    reason = f"#{example['rule']} " if is_invariant else _BEGINNINGS[example["kind"]]
    return any(
        one.refuses and re.search(reason, f"{one.rule} {one.message}") and near(one.path, example["path"])
        for one in findings
    )
