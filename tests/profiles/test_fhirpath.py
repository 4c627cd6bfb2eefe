"""Each part of FHIRPath means what its specification and the HL7 validator say (sections named as there)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from profiles.checking.fhirpath import Extended, Scope, invariant
from profiles.checking.fhirpath.compiling import compiles
from profiles.checking.fhirpath.translation import SyntaxProblem, judged
from profiles.wire import Resource
from tests.profiles.invariants import published

_UNKNOWN = {"extension": [{"url": "http://example.org/absent", "valueCode": "unknown"}]}

_PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "one",
    "extension": [
        {"url": "http://example.org/seen", "valueDateTime": "2026-03-10"},
        {"url": "http://example.org/size", "valueQuantity": {"value": Decimal("1.50"), "code": "m"}},
    ],
    "contained": [{"resourceType": "Organization", "id": "practice", "name": "Example Surgery"}],
    "active": True,
    "name": [
        {"use": "official", "family": "Example", "given": ["Ann", "Bea"]},
        {"use": "old", "family": "Sample", "given": ["Ann", None], "_given": [None, _UNKNOWN]},
    ],
    "_gender": _UNKNOWN,
    "birthDate": "1950-02-01",
    "multipleBirthInteger": 2,
    "maritalStatus": {
        "coding": [{"system": "s", "code": "M"}, {"system": "t", "code": "N"}],
        "text": "married",
    },
    "managingOrganization": {"reference": "#practice"},
    "generalPractitioner": [{"reference": "Practitioner/1"}, {"reference": "Practitioner/unknown"}],
}
_KNOWN = {
    "#practice": _PATIENT["contained"][0],
    "Practitioner/1": {"resourceType": "Practitioner", "id": "1"},
}


def _kept(expression: str, element: Any = _PATIENT, type_name: str = "Patient") -> bool:
    assert compiles(expression, type_name)
    return invariant(expression, type_name)(element, Scope(_PATIENT, _PATIENT, _KNOWN.get))


def _answer(expression: str, element: Any = _PATIENT, type_name: str = "Patient") -> bool | None:
    """True, False, or None for empty."""
    if _kept(expression, element, type_name):
        return True
    return False if _kept(f"({expression}).not()", element, type_name) else None


EXPECTED: list[tuple[str, bool | None]] = [
    # Path selection
    ("Patient.name.exists()", True),
    ("Observation.name.exists()", False),
    ("name.family = 'Example'", False),
    ("name[0].family = 'Example'", True),
    ("name[5].exists()", False),
    ("`name`.given.count() = 4", True),
    ("nothing.of.this.exists()", False),
    # FHIR: choice elements
    ("multipleBirth = 2", True),
    ("multipleBirth.exists()", True),
    ("multipleBirthInteger.exists()", False),
    ("deceased.exists()", False),
    ("multipleBirth is integer", True),
    ("multipleBirth is boolean", False),
    ("deceased is boolean", None),
    ("(multipleBirth as integer) = 2", True),
    ("multipleBirth.as(boolean).empty()", True),
    ("multipleBirth.ofType(integer) > 1", True),
    ("extension[0].value is dateTime", True),
    ("extension.value.ofType(Quantity).value = 1.5", True),
    ("extension('http://example.org/size').value.code = 'm'", True),
    ("extension('http://example.org/none').empty()", True),
    # FHIR: primitives with extensions
    ("gender.exists()", True),
    ("gender.hasValue()", False),
    ("gender.extension.exists()", True),
    ("gender.extension('http://example.org/absent').value = 'unknown'", True),
    ("gender = 'male'", False),
    ("gender != 'male'", True),
    ("gender.startsWith('m')", False),
    ("birthDate.hasValue()", True),
    ("name.hasValue()", False),
    ("name[1].given.count() = 2", True),
    ("name[1].given[1].hasValue()", False),
    ("name[1].given[1].extension.value = 'unknown'", True),
    ("name[1].given.where($this = 'Ann').count() = 1", True),
    # Existence
    ("name.exists(use = 'old')", True),
    ("name.exists(use = 'temp')", False),
    ("photo.empty()", True),
    ("name.all(family.exists())", True),
    ("name.all(use = 'old')", False),
    ("photo.all(title.exists())", True),
    ("(true | false).allTrue()", False),
    ("(true | false).anyTrue()", True),
    ("(false | {}).allFalse()", True),
    ("(true | true).anyFalse()", False),
    ("('a' | 'b').subsetOf('c' | 'b' | 'a')", True),
    ("('a' | 'b').supersetOf('a')", True),
    ("('a' | 'b').subsetOf('a')", False),
    ("name.count() = 2", True),
    ("name.given.distinct().count() = 3", True),
    ("name.given.isDistinct()", False),
    ("name.family.isDistinct()", True),
    ("(1 | 1.0 | true).count() = 2", True),
    # Filtering and projection
    ("name.where(use = 'official').family = 'Example'", True),
    ("name.where($index = 1).use = 'old'", True),
    ("name.where(given.count() > 5).exists()", False),
    ("name.select(given.first()).count() = 2", True),
    ("name.select(use & family).first() = 'officialExample'", True),
    ("maritalStatus.coding.select(code).last() = 'N'", True),
    ("contained.ofType(Organization).name = 'Example Surgery'", True),
    # Subsetting
    ("name.first().use = 'official'", True),
    ("name.last().use = 'old'", True),
    ("name.given.tail().first() = 'Bea'", True),
    ("name.given.skip(1).take(1) = 'Bea'", True),
    ("name.given.take(0).empty()", True),
    ("('a' | 'b').intersect('b' | 'c') = 'b'", True),
    ("('a' | 'b').exclude('b') = 'a'", True),
    # Combining
    ("('a' | 'b' | 'a').count() = 2", True),
    ("name.given.union(name.given).count() = 3", True),
    ("name.given.combine('Ann').count() = 5", True),
    # Conversion
    ("iif(name.exists(), 'yes', 'no') = 'yes'", True),
    ("iif(photo.exists(), true, false)", False),
    ("iif(photo.exists(), 'yes').empty()", True),
    ("photo.iif(empty(), true, false)", True),
    ("'12'.toInteger() = 12", True),
    ("'1x'.toInteger().empty()", True),
    ("'1.50'.toDecimal() = 1.5", True),
    ("multipleBirth.toString() = '2'", True),
    ("active.toString() = 'true'", True),
    # String manipulation
    ("birthDate.toString().length() = 10", True),
    ("maritalStatus.text.startsWith('mar')", True),
    ("maritalStatus.text.endsWith('x')", False),
    ("maritalStatus.text.contains('rri')", True),
    ("photo.title.startsWith('x')", None),
    ("maritalStatus.text.substring(1, 3) = 'arr'", True),
    ("maritalStatus.text.substring(99).empty()", True),
    ("maritalStatus.text.indexOf('r') = 2", True),
    ("maritalStatus.text.upper() = 'MARRIED'", True),
    ("maritalStatus.text.matches('^m.*d$')", True),
    ("maritalStatus.text.matches('rr')", True),
    ("maritalStatus.text.matchesFull('rr')", False),
    ("maritalStatus.text.replace('rr', 'l') = 'malied'", True),
    ("maritalStatus.text.replaceMatches('r+', 'l') = 'malied'", True),
    ("'it\\'s\\u0020' = 'it' & '\\'s '", True),
    # Tree navigation
    ("maritalStatus.children().count() = 3", True),
    ("descendants().where($this is Coding).count() = 2", True),
    ("descendants().code.count() = 3", True),
    ("gender.children().count() = 1", True),
    # Equality
    ("active = true", True),
    ("active", True),
    ("maritalStatus.coding = maritalStatus.coding", True),
    ("maritalStatus.coding.first() = maritalStatus.coding.last()", False),
    ("photo.title = 'x'", None),
    ("photo.title != 'x'", None),
    ("birthDate = @1950-02-01", True),
    ("birthDate = @1950-02", None),
    ("birthDate = @1951", False),
    ("1 = 1.0", True),
    ("{} = {}", None),
    ("birthDate = '1950-02-01' or birthDate = '1950-02-02'", True),
    ("birthDate = '1950-02-02' or birthDate = '1950-02-03'", False),
    ("language = 'en' or language = 'cy'", None),
    ("gender = 'male' or gender = 'female'", False),
    ("name.given = 'Ann' or name.given = 'Bea'", False),
    ("name.where(use = 'old').family = 'Example' or name.where(use = 'old').family = 'Sample'", True),
    ("name.where(use = 'official' or use = 'old').count() = 2", True),
    ("name.where(use = 'official' and family = 'Example').exists()", True),
    ("name.where(use = 'official' and family = 'Sample').exists()", False),
    ("maritalStatus.coding.where(system = 't' and code = 'N').count() = 1", True),
    ("extension.where(url = 'http://example.org/seen' and value = '2026-03-10').exists()", True),
    ("extension.where(url = 'http://example.org/size' and value = 'm').exists()", False),
    ("managingOrganization = managingOrganization", True),
    ("managingOrganization = generalPractitioner", False),
    ("managingOrganization = contact.organization", None),
    # Comparison
    ("multipleBirth > 1", True),
    ("multipleBirth <= 2", True),
    ("2 >= multipleBirth", True),
    ("contact.name.period.start > 1", None),
    ("multipleBirth >= 2.0", True),
    ("multipleBirth < 2", False),
    ("photo.size > 1", None),
    ("'a' < 'b'", True),
    ("birthDate < @1950-03", True),
    ("birthDate <= @1950-02", None),
    ("@2026-03-10T10:00:00+01:00 = @2026-03-10T09:00:00Z", True),
    ("@2026-03-10T10:00:00+01:00 < @2026-03-10T09:30:00Z", True),
    ("@2026-03-10T10:00:00.5Z > @2026-03-10T10:00:00Z", True),
    ("@2026-01-01T00:30:00+01:00 < @2026-01-01", True),
    ("@T10:00 < @T10:30", True),
    ("birthDate < today()", True),
    ("@2026-03-10T10:00:00Z < now()", True),
    ("4 'mg' < 5 'mg'", True),
    ("1 'g' = 1000 'mg'", True),
    ("2 'h' > 90 'min'", True),
    ("1 day = 24 hours", True),
    ("4 'mg' < 5 'm'", None),
    # Types
    ("maritalStatus is CodeableConcept", True),
    ("maritalStatus is Element", True),
    ("contained[0] is Organization", True),
    ("contained[0] is DomainResource", True),
    ("maritalStatus.text is string", True),
    ("maritalStatus.text is System.String", False),
    ("'x' is String", True),
    ("maritalStatus.coding.first().code is string", True),
    ("birthDate is dateTime", False),
    # Collections: in, contains
    ("'Bea' in name.given", True),
    ("name.given contains 'Cat'", False),
    ("maritalStatus.text in ('single' | 'married')", True),
    ("photo.title in ('a' | 'b')", None),
    ("'a' in photo.title", False),
    # Boolean logic: three values
    ("true and {}", None),
    ("false and {}", False),
    ("{} and false", False),
    ("true or {}", True),
    ("{} or false", None),
    ("{} or true", True),
    ("true xor {}", None),
    ("true xor false", True),
    ("active xor name.exists()", False),
    ("{} implies true", True),
    ("{} implies false", None),
    ("false implies {}", True),
    ("true implies {}", None),
    ("true implies false", False),
    ("{}.not()", None),
    ("active.not()", False),
    # Singleton evaluation of collections
    ("maritalStatus and true", True),
    # Maths
    ("1 + 2 * 3 = 7", True),
    ("7 div 2 = 3 and -7 mod 2 = -1", True),
    ("1 / 4 = 0.25", True),
    ("(1 / 0).empty()", True),
    ("multipleBirth - 1 = 1", True),
    ("'a' + 'b' = 'ab'", True),
    ("'#' + photo.title = '#'", None),
    ("'#' & photo.title = '#'", True),
    # Environment variables
    ("%resource = %rootResource", True),
    ("%context.id = 'one'", True),
    ("%ucum = 'http://unitsofmeasure.org' and %sct = 'http://snomed.info/sct'", True),
    ("%`vs-name-use` = 'http://hl7.org/fhir/ValueSet/name-use'", True),
    ("name.all(%resource.active)", True),
    ("name.all($this.given.exists() and %context.name.count() = 2)", True),
    # FHIR: resolve, trace
    ("managingOrganization.resolve() is Organization", True),
    ("managingOrganization.resolve().name = 'Example Surgery'", True),
    ("generalPractitioner.resolve().count() = 1", True),
    ("generalPractitioner.all(resolve() is Practitioner)", False),
    ("name.trace('names', use).count() = 2", True),
]


@pytest.mark.parametrize(("expression", "expected"), EXPECTED, ids=[expression for expression, _ in EXPECTED])
def test_an_expression_means_what_the_specification_says(expression: str, expected: bool | None) -> None:
    assert _answer(expression) is expected


@pytest.mark.parametrize(
    "expression",
    [
        "name.family.startsWith('E')",
        "name.exists() and name.given",
        "name.given > 'A'",
        "multipleBirth > 'a'",
        "active < true",
        "active + 1 = 2",
        "active.startsWith('t')",
        "name.given in ('Ann' | 'Bea')",
    ],
)
def test_what_has_no_answer_breaks_the_invariant(expression: str) -> None:
    assert not _kept(expression)
    assert not _kept(f"({expression}).not()")


def test_an_empty_result_breaks_the_invariant_and_one_that_is_no_boolean_keeps_it() -> None:
    assert not _kept("photo")
    assert not _kept("active.not() | {}")
    assert _kept("name")
    assert _kept("maritalStatus")


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("2026-03-10T10:00:00Z", "2026-03-10T11:30:00Z", True),
        ("2026-03-10T11:30:00Z", "2026-03-10T10:00:00Z", False),
        ("2026-03-10T10:30:00+01:00", "2026-03-10T10:00:00Z", True),
        ("2026-03-10", "2026-03-10", True),
        ("2026-03-10", "2026-03-10T10:00:00Z", False),
        ("2025", "2026-03-10T10:00:00Z", True),
        ("2026-03-10", None, True),
    ],
)
def test_a_period_ends_after_it_starts(start: str, end: str | None, kept: bool) -> None:
    period = {"start": start} | ({"end": end} if end else {})
    assert _kept("start.hasValue().not() or end.hasValue().not() or (start <= end)", period, "Period") is kept


def test_a_primitive_is_judged_by_its_value_and_by_what_extends_it() -> None:
    ele_1 = "hasValue() or (children().count() > id.count())"
    assert _kept("toInteger() >= 0 or $this = '*'", "3", "string")
    assert not _kept("toInteger() >= 0 or $this = '*'", "x", "string")
    assert _kept(ele_1, "x", "string")
    assert _kept(ele_1, Extended(None, _UNKNOWN), "string")
    assert not _kept(ele_1, Extended(None, {"id": "a"}), "string")
    assert _kept("extension.exists() and hasValue()", Extended("x", _UNKNOWN), "string")


def test_an_element_has_more_than_an_id() -> None:
    ele_1 = "hasValue() or (children().count() > id.count())"
    assert _kept(ele_1, {"text": "x"}, "CodeableConcept")
    assert _kept(ele_1, {"id": "a", "_text": _UNKNOWN}, "CodeableConcept")
    assert not _kept(ele_1, {"id": "a"}, "CodeableConcept")
    assert not _kept(ele_1, {}, "CodeableConcept")


def test_the_container_of_a_contained_resource_is_the_root() -> None:
    inside: Resource = _PATIENT["contained"][0]
    scope = Scope(inside, _PATIENT, _KNOWN.get)
    assert invariant("%rootResource.active and %resource.name.exists()", "Organization")(inside, scope)
    assert invariant("text.`div`.exists()", "Organization", "dom-6")(inside, scope)
    assert not _kept("text.`div`.exists()")


def test_contained_resources_are_referred_to() -> None:

    dom_3 = next(one.expression for one in published() if one.key == "dom-3" and one.type_name == "Patient")
    assert _kept(dom_3)
    assert not _kept(
        dom_3, {**_PATIENT, "contained": [*_PATIENT["contained"], {"resourceType": "Group", "id": "x"}]}
    )


def test_a_reference_to_nothing_contained_is_broken_and_one_without_a_literal_is_not() -> None:
    ref_1 = (
        "reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
        "%rootResource.contained.id.trace('ids'))"
    )
    assert _kept(ref_1, {"reference": "#practice"}, "Reference")
    assert _kept(ref_1, {"reference": "#"}, "Reference")
    assert _kept(ref_1, {"reference": "Patient/1"}, "Reference")
    assert _kept(ref_1, {"display": "Example Surgery"}, "Reference")
    assert _kept(ref_1, {"_reference": _UNKNOWN}, "Reference")
    assert not _kept(ref_1, {"reference": "#nobody"}, "Reference")


def test_terminology_is_not_judged() -> None:
    asks = "name.use.memberOf('http://hl7.org/fhir/ValueSet/name-use') or photo.exists()"
    assert not judged(asks)
    assert judged("name.exists()")
    assert _kept(asks)
    assert not _kept("name.use.memberOf('http://hl7.org/fhir/ValueSet/name-use') and photo.exists()")


def test_json_of_the_wrong_shape_breaks_the_invariant_and_raises_nothing() -> None:
    for element in ({"start": {}, "end": []}, {"start": 1, "end": "x"}, {"start": ["a", "b"], "end": "c"}):
        assert not _kept("start <= end", element, "Period")
    for element in ({"coding": "x"}, {"coding": ["x"]}, {"coding": [None]}, {"coding": 1}):
        assert not _kept("coding.where(code = 'x').exists()", element, "CodeableConcept")


def test_what_is_not_translated_is_left_to_the_library() -> None:
    rounded = "multipleBirth.power(2) = 4"
    assert not compiles(rounded, "Patient")
    assert invariant(rounded, "Patient")(_PATIENT, Scope(_PATIENT, _PATIENT, _KNOWN.get))
    assert not invariant("name.power(2) = 4", "Patient")(_PATIENT, Scope(_PATIENT, _PATIENT, _KNOWN.get))


@pytest.mark.parametrize("expression", ["name.exists(", "name use", "", "name = = 'x'", "name.§"])
def test_what_is_no_fhirpath_is_refused(expression: str) -> None:
    with pytest.raises(SyntaxProblem, match="at character"):
        invariant(expression, "Patient")


def test_what_an_expression_says_stays_text() -> None:
    assert _kept("maritalStatus.text != '\\' or __import__(\\'os\\') or \\''")
    assert _kept('name.where(use = \'"""\\\\\').empty()')
