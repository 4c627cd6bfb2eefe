"""Value sets: what is known of their codes is what the rules of composition and HL7's own validator give."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import wire
from profiles.checking.code_systems import CodeSystem
from profiles.checking.snapshots import BASE, package
from profiles.checking.value_sets import LANGUAGE, MIME, Expansion, code_system, expansion
from profiles.definitions import SNOMED_CT, UCUM
from profiles.wire import Resource

GOLDEN = Path(__file__).parent / "golden" / "expansions.txt"

DIFFER = {
    "http://hl7.org/fhir/ValueSet/spdx-license": "the validator brings a newer list of licences with it",
    "http://hl7.org/fhir/ValueSet/parent-relationship-codes": "it does not follow the property `child`",
}
"""Value sets of which the HL7 validator says something else, and why we do not."""

ANIMALS: Resource = {
    "resourceType": "CodeSystem",
    "content": "complete",
    "caseSensitive": True,
    "property": [
        {"code": "legs", "type": "integer"},
        {"code": "notSelectable", "type": "boolean"},
        {"code": "status", "type": "code"},
        {"code": "child", "type": "code"},
        {"code": "alias", "type": "string"},
    ],
    "concept": [
        {
            "code": "animal",
            "property": [{"code": "notSelectable", "valueBoolean": True}],
            "concept": [
                {
                    "code": "bird",
                    "display": "Bird",
                    "property": [{"code": "legs", "valueInteger": 2}],
                    "concept": [{"code": "hen", "display": "Hen"}, {"code": "owl", "display": "Owl"}],
                },
                {"code": "dog", "property": [{"code": "legs", "valueInteger": 4}]},
                {"code": "dodo", "property": [{"code": "status", "valueCode": "retired"}]},
                {"code": "pet", "property": [{"code": "child", "valueCode": "dog"}]},
            ],
        }
    ],
}


class Lookup:
    """Definitions of a test, by URL."""

    def __init__(self, known: Mapping[str, Resource]) -> None:
        self._known = known

    def definition(self, url: str) -> Resource | None:
        return self._known.get(url)


def composed(*include: Resource, exclude: tuple[Resource, ...] = (), **others: Any) -> Expansion:
    """The value set `it`, with those parts, beside the code system `animals` and the other definitions."""
    compose = {"include": list(include), "exclude": list(exclude), **others.pop("compose", {})}
    found = expansion("it", Lookup({"animals": ANIMALS, **others, "it": value_set(compose)}))
    assert found is not None
    return found


def value_set(compose: Resource) -> Resource:
    return {"resourceType": "ValueSet", "compose": compose}


def filtered(field: str, operator: str, value: str) -> Resource:
    return {"system": "animals", "filter": [{"property": field, "op": operator, "value": value}]}


def test_every_bound_value_set_holds_the_codes_that_the_hl7_validator_expands() -> None:
    lines = [line.split() for line in GOLDEN.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) > 300
    differing = {url for url, count, digest in lines if _told(url) != (count, digest)}
    assert differing == set(DIFFER)


def _told(url: str) -> tuple[str, str]:
    found = expansion(url, package())
    assert found is not None, url
    listed = sorted(f"{system} {code}\n" for system, codes in found.codes.items() for code in codes)
    return str(len(listed)), hashlib.sha256("".join(listed).encode()).hexdigest()[:16]


def test_a_required_value_set_of_r4_is_open_only_where_its_system_is_nowhere_published() -> None:
    languages = expansion("http://hl7.org/fhir/ValueSet/all-languages", package())
    currencies = expansion("http://hl7.org/fhir/ValueSet/currencies", package())
    statuses = expansion("http://hl7.org/fhir/ValueSet/goal-status|4.0.1", package())
    assert languages is not None
    assert currencies is not None
    assert statuses is not None
    assert languages.whole == {LANGUAGE}
    assert currencies.open_systems == {"urn:iso:std:iso:4217"}
    assert statuses.complete
    assert statuses.contains_plain("active") is True
    assert statuses.contains_plain("walking") is False
    assert currencies.contains_plain("GBP") is None


def test_a_value_set_that_is_not_known_is_not_judged() -> None:
    assert expansion("https://example.org/ValueSet/none", package()) is None
    assert expansion("animals", Lookup({"animals": ANIMALS})) is None


def test_codes_that_only_hold_a_branch_together_are_in_no_value_set_unless_named() -> None:
    assert composed({"system": "animals"}).codes["animals"] == {"bird", "hen", "owl", "dog", "dodo", "pet"}
    assert composed({"system": "animals", "concept": [{"code": "animal"}]}).codes["animals"] == {"animal"}


def test_inactive_codes_are_in_a_value_set_unless_it_leaves_them_out() -> None:
    assert composed({"system": "animals"}).contains("animals", "dodo") is True
    without = composed({"system": "animals"}, compose={"inactive": False})
    assert without.contains("animals", "dodo") is False
    assert without.contains("animals", "dog") is True


@pytest.mark.parametrize(
    ("field", "operator", "value", "codes"),
    [
        ("concept", "is-a", "bird", {"bird", "hen", "owl"}),
        ("code", "is-a", "bird", {"bird", "hen", "owl"}),
        ("concept", "is-a", "pet", {"pet", "dog"}),
        ("concept", "descendent-of", "bird", {"hen", "owl"}),
        ("concept", "is-not-a", "bird", {"dog", "dodo", "pet"}),
        ("concept", "generalizes", "dog", {"dog", "pet"}),
        ("concept", "in", "hen, owl,cow", {"hen", "owl"}),
        ("concept", "not-in", "hen,owl,bird,dog", {"dodo", "pet"}),
        ("concept", "=", "dog", {"dog"}),
        ("parent", "=", "bird", {"hen", "owl"}),
        ("child", "=", "owl", {"bird"}),
        ("legs", "=", "2", {"bird"}),
        ("legs", "exists", "true", {"bird", "dog"}),
        ("legs", "exists", "false", {"hen", "owl", "dodo", "pet"}),
        ("display", "regex", "[HB].*", {"bird", "hen"}),
        ("code", "regex", "do", set()),
        ("alias", "exists", "true", set()),
    ],
)
def test_a_filter_selects_by_hierarchy_and_by_properties(
    field: str, operator: str, value: str, codes: set[str]
) -> None:
    found = composed(filtered(field, operator, value))
    assert found.codes["animals"] == codes
    assert found.complete


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("concept", "is-a", "cow"),
        ("colour", "=", "red"),
        ("code", "regex", "("),
        ("code", "child-of", "bird"),
    ],
)
def test_a_filter_that_cannot_be_judged_leaves_the_system_open(field: str, operator: str, value: str) -> None:
    found = composed(filtered(field, operator, value))
    assert found.contains("animals", "dog") is None
    assert found.contains("plants", "oak") is False


def test_all_filters_of_one_part_hold_together_and_parts_add_up() -> None:
    both = [*filtered("concept", "is-a", "animal")["filter"], *filtered("legs", "=", "4")["filter"]]
    assert composed({"system": "animals", "filter": both}).codes["animals"] == {"dog"}
    added = composed(filtered("concept", "is-a", "bird"), filtered("legs", "=", "4"))
    assert added.codes["animals"] == {"bird", "hen", "owl", "dog"}


def test_value_sets_of_one_part_are_intersected() -> None:
    birds = value_set({"include": [filtered("concept", "is-a", "bird")]})
    two_legs = value_set({"include": [filtered("legs", "=", "2")]})
    found = composed({"valueSet": ["birds", "two"]}, birds=birds, two=two_legs)
    assert found.codes["animals"] == {"bird"}
    assert found.complete
    within = composed({"system": "animals", "valueSet": ["birds"]}, birds=birds)
    assert within.codes["animals"] == {"bird", "hen", "owl"}


def test_a_part_that_nobody_knows_leaves_open_only_what_it_can_reach() -> None:
    any_code = composed({"valueSet": ["nowhere"]})
    assert any_code.contains("animals", "dog") is None
    only_animals = composed({"system": "animals", "valueSet": ["nowhere"]})
    assert only_animals.contains("animals", "dog") is None
    assert only_animals.contains("plants", "oak") is False
    left_out = composed({"system": "animals"}, exclude=({"valueSet": ["nowhere"]},))
    assert left_out.contains("animals", "dog") is None
    assert left_out.contains("plants", "oak") is False


def test_value_sets_that_import_each_other_end() -> None:
    other = value_set({"include": [{"valueSet": ["it"]}, filtered("legs", "=", "2")]})
    found = composed({"valueSet": ["other"]}, filtered("legs", "=", "4"), other=other)
    assert found.codes["animals"] == {"dog", "bird"}
    assert not found.complete


@pytest.mark.parametrize("content", ["fragment", "example", "not-present", "supplement"])
def test_of_a_system_that_is_not_complete_only_the_listed_codes_are_known(content: str) -> None:
    part = {**ANIMALS, "content": content}
    found = composed({"system": "part"}, part=part)
    assert found.contains("part", "dog") is True
    assert found.contains("part", "cow") is None
    listed = composed({"system": "part", "concept": [{"code": "dog"}]}, part=part)
    assert listed.contains("part", "cow") is False


def test_another_version_of_a_system_is_another_system() -> None:
    found = composed({"system": "animals", "version": "2"})
    assert found.contains("animals", "dog") is None


def test_small_letters_do_where_a_system_does_not_say_that_case_matters() -> None:
    loose = {name: said for name, said in ANIMALS.items() if name != "caseSensitive"}
    assert composed({"system": "loose"}, loose=loose).contains("loose", "DOG") is True
    assert composed({"system": "animals"}).contains("animals", "DOG") is False


@pytest.mark.parametrize(
    ("system", "good", "bad"),
    [
        (
            LANGUAGE,
            ("en", "en-GB", "cy", "zh-Hant-TW", "de-CH-1901", "x-own"),
            ("english-", "en_GB", "", "e"),
        ),
        (
            MIME,
            ("text/plain", "application/fhir+json", "text/plain; charset=utf-8"),
            ("text", "text/", "a b/c"),
        ),
        (UCUM, ("mg/d", "{score}"), ("mg/day", "")),
    ],
)
def test_codes_of_a_system_with_a_grammar_are_judged_by_it(
    system: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    whole = composed({"system": system})
    assert whole.complete
    assert [whole.contains(system, code) for code in (*good, *bad)] == [True] * len(good) + [False] * len(bad)
    assert [whole.contains_plain(code) for code in (*good, *bad)] == [True] * len(good) + [False] * len(bad)


def test_a_snomed_code_that_is_well_formed_is_left_to_a_terminology_server() -> None:
    found = composed(
        {"system": SNOMED_CT, "filter": [{"property": "concept", "op": "is-a", "value": "404684003"}]}
    )
    assert found.contains(SNOMED_CT, "82423001") is None
    assert found.contains(SNOMED_CT, "82423002") is False


def test_a_code_system_is_told_from_a_value_set() -> None:
    found = code_system("http://terminology.hl7.org/CodeSystem/v3-ActCode", package())
    assert isinstance(found, CodeSystem)
    assert found.concepts["AMB"]["display"] == "ambulatory"
    assert code_system("http://hl7.org/fhir/ValueSet/goal-status", package()) is None
    snomed_ct = code_system(SNOMED_CT, package())
    assert snomed_ct is not None
    assert not snomed_ct.complete


def test_every_value_set_that_is_published_can_be_expanded() -> None:
    with zipfile.ZipFile(BASE) as archive:
        published = [
            wire.loads(archive.read(name)) for name in archive.namelist() if name.startswith("ValueSet-")
        ]
    assert len(published) > 1000
    assert [one["url"] for one in published if expansion(one["url"], package()) is None] == []


codes = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.frozensets(st.sampled_from("123456"), min_size=1), max_size=3
)
expansions = st.builds(
    Expansion, codes=codes, open_systems=st.frozensets(st.sampled_from(["a", "b", "c", "*"]), max_size=2)
)
CODINGS = [(system, code) for system in "abcd" for code in "1234567"]


def _said(found: Expansion) -> list[bool | None]:
    return [found.contains(*coding) for coding in CODINGS]


@given(expansions, expansions)
def test_what_is_said_of_a_union_and_an_intersection_follows_from_its_parts(
    one: Expansion, other: Expansion
) -> None:
    for coding in CODINGS:
        both = {one.contains(*coding), other.contains(*coding)}
        either = True if True in both else None if None in both else False
        each = False if False in both else None if None in both else True
        assert (one | other).contains(*coding) is either
        # where one part is open, more than needed may be left open, and nothing is wrongly said
        assert (one & other).contains(*coding) in (each, None)
        if one.complete and other.complete:
            assert (one & other).contains(*coding) is each


@given(expansions, expansions)
def test_what_is_left_out_is_not_in_the_value_set_and_nothing_else_goes(
    one: Expansion, other: Expansion
) -> None:
    left = one - other
    for coding in CODINGS:
        inside, outside = one.contains(*coding), other.contains(*coding)
        truth = False if inside is False else None if outside is None or inside is None else not outside
        assert left.contains(*coding) in ((False, None) if outside else (truth, None))
        if one.complete and other.complete:
            assert left.contains(*coding) is (bool(inside) and not outside)


@given(expansions)
def test_leaving_out_what_is_included_leaves_nothing_that_is_known(one: Expansion) -> None:
    assert True not in _said(one - one)


@st.composite
def trees(draw: st.DrawFn) -> list[Resource]:
    """Concepts 0…n, each below one that came before it."""
    concepts: list[Resource] = [{"code": "0"}]
    for number in range(1, draw(st.integers(1, 12))):
        above = concepts[draw(st.integers(0, number - 1))]
        concepts.append({"code": str(number)})
        above.setdefault("concept", []).append(concepts[-1])
    return concepts


@given(trees())
def test_is_a_is_the_code_itself_and_all_below_and_generalizes_is_its_mirror(
    concepts: list[Resource],
) -> None:
    system = CodeSystem({"content": "complete", "concept": concepts[:1]})
    for one in system.codes:
        below = system.selected("concept", "is-a", one)
        assert below == (system.selected("concept", "descendent-of", one) or frozenset()) | {one}
        assert system.selected("concept", "is-not-a", one) == system.codes - below
        for other in system.codes:
            above = system.selected("concept", "generalizes", other)
            assert above is not None
            assert (one in above) is (other in below)
