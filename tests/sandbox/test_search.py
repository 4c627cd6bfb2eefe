"""A search finds what the table of parameters says, quickly, and leaks nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.sandbox import Store
from adapter.sandbox.index import index
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.parameters import RESOURCE_TYPES, parameters_of
from adapter.sandbox.search import understand
from tests.peers.asker import Asker, observation, reference, searched, token


def found(store: Store, resource_type: str, **parameters: str) -> list[str]:
    pairs = [(name.replace("__", ":").replace("_id", "_id"), text) for name, text in parameters.items()]
    return [version.id for version in store.at(understand(resource_type, pairs).find(store))]


@given(st.text(min_size=1), st.text(), st.text(min_size=1))
def test_a_token_is_found_by_itself_and_by_no_other(value: str, system: str, other: str) -> None:
    def escaped(text: str) -> str:
        return "".join(f"\\{letter}" if letter in "\\,|$" else letter for letter in text)

    identifier = {"value": value} | ({"system": system} if system else {})
    with Store() as store:
        store.write({"resourceType": "Patient", "id": "p", "identifier": [identifier]}, "PUT")
        assert found(store, "Patient", identifier=f"{escaped(system)}|{escaped(value)}") == ["p"]
        assert found(store, "Patient", identifier=escaped(value)) == ["p"]
        expected = ["p"] if other == value else []
        assert found(store, "Patient", identifier=f"{escaped(system)}|{escaped(other)}") == expected


@pytest.mark.parametrize("resource_type", RESOURCE_TYPES)
def test_every_parameter_of_the_table_is_a_search_that_can_be_asked(resource_type: str, store: Store) -> None:
    values = {"token": "a|b", "reference": "Patient/1", "string": "a", "date": "ge2026", "uri": "urn:a"}
    for name, parameter in parameters_of(resource_type).items():
        for text in (values[parameter.kind],):
            assert (
                understand(resource_type, [(name, text), ("_sort", f"-{name}")], strict=True).find(store)
                == []
            )


def test_each_kind_of_element_is_found() -> None:
    """Identifier, code, concept, contact, name, reference, reference by identifier, date, period, uri."""
    appointment = {
        "resourceType": "Appointment",
        "identifier": [{"system": "s", "value": "v"}, {"value": "bare"}],
        "status": "booked",
        "start": "2026-03-01T10:00:00+00:00",
        "participant": [
            {"actor": {"reference": "Patient/1/_history/2"}},
            {"actor": {"identifier": {"system": "ods", "value": "A1"}}},
        ],
        "meta": {"profile": ["https://example.org/p"], "tag": [{"system": "t", "code": "c"}]},
    }
    assert set(index(appointment)) == {
        ("identifier", "v", "s"),
        ("identifier", "bare", ""),
        ("status", "booked", ""),
        ("date", "2026-03-01T10:00:00.000Z", "2026-03-01T10:00:01.000Z"),
        ("patient", "Patient/1", ""),
        ("actor", "Patient/1", ""),
        ("patient:identifier", "A1", "ods"),
        ("actor:identifier", "A1", "ods"),
        ("_profile", "https://example.org/p", ""),
        ("_tag", "c", "t"),
    }
    patient = {
        "resourceType": "Patient",
        "active": True,
        "name": [{"family": "Müller", "given": ["Eva", "Ann"], "text": "Eva M"}],
    }
    assert set(index(patient)) == {
        ("active", "true", ""),
        ("family", "muller", "Müller"),
        ("given", "eva", "Eva"),
        ("given", "ann", "Ann"),
        ("name", "muller", "Müller"),
        ("name", "eva", "Eva"),
        ("name", "ann", "Ann"),
        ("name", "eva m", "Eva M"),
    }


def test_modifiers_turn_a_search(store: Store) -> None:
    base = {"resourceType": "Observation", "code": {"text": "x"}}
    store.write(base | {"id": "a", "status": "final", "subject": {"reference": "Patient/1"}}, "PUT")
    logical = {"identifier": {"system": "nhs", "value": "9990000018"}}
    store.write(base | {"id": "b", "status": "amended", "subject": logical}, "PUT")
    store.write(base | {"id": "c"}, "PUT")
    assert found(store, "Observation", status__not="final") == ["b", "c"]
    assert found(store, "Observation", status__missing="true") == ["c"]
    assert found(store, "Observation", status__missing="false") == ["a", "b"]
    assert found(store, "Observation", subject__Patient="1") == ["a"]
    assert found(store, "Observation", subject__Group="1") == []
    assert found(store, "Observation", subject="1") == ["a"]
    assert found(store, "Observation", subject__identifier="nhs|9990000018") == ["b"]


def test_a_name_is_found_by_its_beginning_by_a_part_and_exactly(store: Store) -> None:
    store.write({"resourceType": "Patient", "id": "a", "name": [{"family": "O'Séa, née Ní"}]}, "PUT")
    store.write({"resourceType": "Patient", "id": "b", "name": [{"family": "Sean"}]}, "PUT")
    assert found(store, "Patient", family="o'sea") == ["a"]
    assert found(store, "Patient", family="sea") == ["b"]
    assert found(store, "Patient", family="SEA,O'S") == ["a", "b"]
    assert found(store, "Patient", family__contains="sea") == ["a", "b"]
    assert found(store, "Patient", family__exact=r"O'Séa\, née Ní") == ["a"]
    assert found(store, "Patient", family__exact="sean") == []


@pytest.mark.parametrize(
    "query",
    [
        {"status__nonsense": "final"},
        {"status__missing": "perhaps"},
        {"date": "soon"},
        {"date": "xx2026"},
        {"_lastUpdated": "2026-13"},
        {"identifier": ""},
        {"_sort": "nonsense"},
    ],
)
def test_what_a_search_cannot_mean_is_refused(store: Store, query: dict[str, str]) -> None:
    with pytest.raises(Refusal) as caught:
        found(store, "Observation", **query)
    assert caught.value.status == 400


def test_a_deleted_resource_is_found_by_nothing(store: Store) -> None:
    store.write({"resourceType": "Patient", "id": "p", "identifier": [{"value": "1"}]}, "PUT")
    store.delete("Patient", "p")
    for query in ({}, {"identifier": "1"}, {"_id": "p"}, {"_lastUpdated": "gt2000"}, {"active__not": "true"}):
        assert found(store, "Patient", **query) == []


def test_an_old_value_finds_nothing_after_an_update(store: Store) -> None:
    store.write({"resourceType": "Patient", "id": "p", "identifier": [{"value": "1"}]}, "PUT")
    store.write({"resourceType": "Patient", "id": "p", "identifier": [{"value": "2"}]}, "PUT")
    assert (found(store, "Patient", identifier="1"), found(store, "Patient", identifier="2")) == ([], ["p"])


def test_many_identifiers_are_looked_up_in_the_index(store: Store) -> None:
    """One step by value for each, and none over all the identifiers of the type."""
    pairs = [("identifier", ",".join(f"https://example.org/s|{n},{n}" for n in range(50)))]
    where, arguments = understand("Observation", [*pairs, ("status", "final")]).where
    plan = store.rows(f"EXPLAIN QUERY PLAN SELECT r.sequence FROM resource r WHERE {where}", arguments)
    steps = [step for *_, step in plan if "found" in step]
    assert steps[0] == "SEARCH found USING PRIMARY KEY (type=? AND parameter=? AND value=?)"
    assert all("found_row (row=?)" in step for step in steps[1:])


def test_pages_stay_as_they_were_when_the_search_ran(asker: Asker) -> None:
    five = [asker.stored() for _ in range(5)]
    page = asker.ask("GET", searched(*five, more="&_count=2&_sort=_lastUpdated")).json()
    asker.ask("PUT", f"/{reference(five[1])}", five[1] | {"gender": "female"}).raise_for_status()
    asker.ask("DELETE", f"/{reference(five[3])}").raise_for_status()
    seen = [one["resource"] for one in page["entry"]]
    while onward := [link["url"] for link in page["link"] if link["relation"] == "next"]:
        page = asker.ask("GET", onward[0].removeprefix(asker.base)).json()
        seen += [one["resource"] for one in page["entry"]]
    assert seen == five
    assert page["total"] == 5


def test_a_next_link_holds_nothing_of_what_was_searched_for(asker: Asker) -> None:
    two = [asker.stored() for _ in range(2)]
    tokens = ",".join(map(token, two))
    page = asker.post_search("/Patient/_search", f"identifier={quote(tokens)}&_count=1").json()
    (onward,) = [link["url"] for link in page["link"] if link["relation"] == "next"]
    assert asker.run not in onward
    assert asker.ask("GET", onward.removeprefix(asker.base)).json()["entry"][0]["resource"] == two[1]


def test_a_search_that_is_no_longer_kept_is_gone(asker: Asker) -> None:
    assert asker.ask("GET", "/Patient?_search=forgotten&_count=1&_offset=1").status_code == 410


def test_a_total_is_left_out_where_it_is_not_wanted(asker: Asker) -> None:
    assert "total" not in asker.ask("GET", "/Patient?_total=none").json()
    assert asker.ask("GET", "/Patient?_count=0").json()["total"] == 0


def test_an_offset_skips(asker: Asker) -> None:
    three = [asker.stored() for _ in range(3)]
    page = asker.ask("GET", searched(*three, more="&_offset=1&_count=1")).json()
    assert [one["resource"]["id"] for one in page["entry"]] == [three[1]["id"]]


def test_an_unknown_parameter_is_ignored_and_left_out_of_the_self_link(asker: Asker) -> None:
    stored = asker.stored()
    asker.ask("POST", "/Observation", observation(reference(stored))).raise_for_status()
    page = asker.ask("GET", "/Observation?status=final&nonsense=1").json()
    assert len(page["entry"]) == 1
    assert page["link"] == [{"relation": "self", "url": f"{asker.base}/Observation?status=final"}]
