"""Two endpoints never share the name of a file, a service or a volume, and one that can be a name is it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.slug import slug

plain = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda name: len(name) <= 40)


@given(plain)
def test_a_name_that_can_be_one_stays_as_it_is(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://fhir.supplier-name.example.nhs.uk/A81001/fhir",
            "https://fhir.supplier-name.example.nhs.uk/A81002/fhir",
        ),
        ("The Oaks", "the-oaks"),
        ("-practice", "practice"),
        ("診療所", "プラクティス"),
        ("a" * 41, "a" * 42),
        ("endpoint", ""),
    ],
)
def test_endpoints_that_read_alike_are_told_apart(one: str, other: str) -> None:
    assert slug(one) != slug(other)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_different_endpoints_never_share_a_name_and_each_fits(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) is (one == other)
    # RFC 1123 and Kubernetes: a label is 63 characters at most
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]", f"fhir-vgc-{slug(one)}")
