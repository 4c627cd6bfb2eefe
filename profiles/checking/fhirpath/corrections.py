"""Invariants that R4 published wrong, as the HL7 validator corrects them.

Source of each: `FHIRPathExpressionFixer` of org.hl7.fhir.validation 6.9.4, unless said otherwise.
"""

from __future__ import annotations

_REF_1 = (
    "reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
    "%rootResource.contained.id.trace('ids'))"
)
_CON_3 = (
    "clinicalStatus.exists() or verificationStatus.coding.where(system="
    "'http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() or "
    "category.select($this='problem-list-item').empty()"
)

_BY_EXPRESSION = {
    # ref-1: a Reference without a literal reference breaks nothing, and `#` is the container itself
    _REF_1: f"reference.exists() implies (reference = '#' or ({_REF_1}))",
    # bdl-8: an entry without fullUrl breaks nothing
    "fullUrl.contains('/_history/').not()": "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
    # …-0 of the conformance resources: the name is optional, and the whole of it must match
    "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')": (
        "name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')"
    ),
    # con-3: a category is a CodeableConcept and equals no text
    _CON_3: (
        "(verificationStatus.coding.where("
        "system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error')"
        ".exists() and category.coding.exists("
        "system='http://terminology.hl7.org/CodeSystem/condition-category' and code ='problem-list-item')"
        ".empty()) implies (clinicalStatus.exists())"
    ),
    # tim-9: `when` repeats
    "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))": (
        "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())"
    ),
    # que-7: FHIR's boolean is not System.Boolean
    "operator = 'exists' implies (answer is Boolean)": "operator = 'exists' implies (answer is boolean)",
    # que-12: its text says "more than one"
    "enableWhen.count() > 2 implies enableBehavior.exists()": (
        "enableWhen.count() >= 2 implies enableBehavior.exists()"
    ),
    # ras-2: no probability breaks nothing
    "probability is decimal implies (probability as decimal) <= 100": (
        "(probability.exists() and (probability is decimal)) implies ((probability as decimal) <= 100)"
    ),
    # dom-6: contained resources need no narrative
    "text.`div`.exists()": "text.`div`.exists() or (%rootResource != $this)",
}

_BY_KEY = {
    # R4 gives txt-1 (which markup) and txt-2 (some content) one expression
    "txt-2": "htmlChecks2()",
}


def corrected(expression: str, key: str = "") -> str:
    """The expression to judge for an invariant as it was published."""
    found = _BY_KEY.get(key) or _BY_EXPRESSION.get(expression, expression)
    for pattern in _WHOLE:
        if found == f"path.matches('{pattern}')":
            return f"path.matches('^{pattern}$')"
    return found


# eld-19, eld-20: the whole of a path must match (FHIRPath says since that `matches` finds a part)
_NAME = r"""[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}"""
_WHOLE = (
    rf"{_NAME}(\\.{_NAME}(\\[x\\])?(\\:[^\\s\\.]+)?)*",
    r"[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*",
)
