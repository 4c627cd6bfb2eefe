"""Search: what is found, in which order, and page by page."""

from __future__ import annotations

from tests.peers.asker import SYSTEM, Asker, Json, entry, observation, reference, searched, token


def _found(asker: Asker, path: str) -> list[str]:
    answer = asker.ask("GET", path)
    assert answer.status_code == 200, path
    bundle = answer.json()
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "searchset")
    return [one["resource"]["id"] for one in bundle.get("entry", [])]


def _pages(asker: Asker, path: str) -> list[list[str]]:
    pages = []
    page = asker.ask("GET", path).json()
    while True:
        pages.append([one["resource"]["id"] for one in page.get("entry", [])])
        onward = [link["url"] for link in page["link"] if link["relation"] == "next"]
        if not onward:
            return pages
        assert onward[0].startswith(asker.base)
        page = asker.ask("GET", onward[0].removeprefix(asker.base)).json()


def a_search_answers_with_matches_that_have_addresses(asker: Asker) -> None:
    stored = asker.stored()
    bundle = asker.ask("GET", searched(stored)).json()
    (match,) = bundle["entry"]
    assert match["fullUrl"] == f"{asker.base}/{reference(stored)}"
    assert match["search"]["mode"] == "match"
    assert match["resource"] == stored
    assert bundle["total"] == 1
    assert any(link["relation"] == "self" for link in bundle["link"])


def nothing_found_is_an_empty_answer(asker: Asker) -> None:
    assert _found(asker, searched(asker.patient())) == []


def identifiers_are_found_by_system_by_value_and_by_comma(asker: Asker) -> None:
    one, other = asker.stored(), asker.stored()
    value = one["identifier"][0]["value"]
    assert sorted(_found(asker, searched(one, other))) == sorted([one["id"], other["id"]])
    assert _found(asker, f"/Patient?identifier={value}") == [one["id"]]
    assert _found(asker, f"/Patient?identifier=https://example.org/other|{value}") == []


def a_search_can_be_posted(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.post_search("/Patient/_search", f"identifier={token(stored)}")
    assert answer.status_code == 200
    assert [one["resource"]["id"] for one in answer.json()["entry"]] == [stored["id"]]


def resources_are_found_by_whom_they_are_about(asker: Asker) -> None:
    stored, other = asker.stored(), asker.stored()
    note = asker.ask("POST", "/Observation", observation(reference(stored))).json()
    asker.ask("POST", "/Observation", observation(reference(other))).raise_for_status()
    for query in (
        f"subject={reference(stored)}",
        f"subject:Patient={stored['id']}",
        f"patient={stored['id']}",
        f"patient={reference(stored)}",
    ):
        assert _found(asker, f"/Observation?{query}") == [note["id"]], query


def conditions_narrow_each_other(asker: Asker) -> None:
    about = reference(asker.stored())
    coded = {"coding": [{"system": SYSTEM, "code": "pain"}]}
    wanted = asker.ask("POST", "/Observation", observation(about, code=coded)).json()
    asker.ask("POST", "/Observation", observation(about, code=coded, status="amended")).raise_for_status()
    asker.ask("POST", "/Observation", observation(about)).raise_for_status()
    assert _found(asker, f"/Observation?subject={about}&code={SYSTEM}|pain&status=final") == [wanted["id"]]
    assert len(_found(asker, f"/Observation?subject={about}&code={SYSTEM}|pain&status=final,amended")) == 2


def dates_are_compared_as_stretches_of_time(asker: Asker) -> None:
    about = reference(asker.stored())
    stored = {
        when: asker.ask("POST", "/Observation", observation(about, effectiveDateTime=when)).json()["id"]
        for when in ("2026-03-01", "2026-03-15T10:00:00Z", "2026-04-02")
    }
    early, middle, late = stored.values()
    for query, expected in {
        "date=2026-03": {early, middle},
        "date=ge2026-03-15": {middle, late},
        "date=gt2026-03-15": {late},
        "date=lt2026-03-15": {early},
        "date=le2026-03-15": {early, middle},
        "date=ge2026-03-02&date=lt2026-04-01": {middle},
    }.items():
        assert set(_found(asker, f"/Observation?subject={about}&{query}")) == expected, query


def patients_are_found_by_the_beginning_of_a_name_and_by_birth_date(asker: Asker) -> None:
    family = f"Muñoz{asker.run}"
    stored = asker.stored(name=[{"family": family, "given": ["Ana"]}], birthDate="1961-07-08")
    for query in (
        f"family={family}",
        f"family=munoz{asker.run}",
        f"family={family[:-3]}",
        f"name={family}&birthdate=1961-07-08",
        f"family:exact={family}",
    ):
        assert _found(asker, f"/Patient?{query}") == [stored["id"]], query
    assert _found(asker, f"/Patient?family={family}&birthdate=1961-07-09") == []
    assert _found(asker, f"/Patient?family:exact=munoz{asker.run}") == []


def resources_are_found_by_tag_by_profile_and_by_id(asker: Asker) -> None:
    profile = f"https://example.org/fhir/StructureDefinition/probe-{asker.run}"
    stored = asker.stored(meta={"tag": [{"system": SYSTEM, "code": asker.run}], "profile": [profile]})
    for query in (f"_tag={SYSTEM}|{asker.run}", f"_profile={profile}", f"_id={stored['id']}"):
        assert _found(asker, f"/Patient?{query}") == [stored["id"]], query


def a_provenance_is_found_by_its_target(asker: Asker) -> None:
    stored = asker.stored()
    provenance = {
        "resourceType": "Provenance",
        "target": [{"reference": reference(stored)}],
        "recorded": "2026-03-01T10:00:00Z",
        "agent": [{"who": {"display": "probe"}}],
    }
    created = asker.ask("POST", "/Provenance", provenance).json()
    assert _found(asker, f"/Provenance?target={reference(stored)}") == [created["id"]]


def last_updated_bounds_what_is_found(asker: Asker) -> None:
    stored = asker.stored()
    for bound, expected in {"gt2020-01-01": [stored["id"]], "gt2999-01-01": [], "lt2020-01-01": []}.items():
        assert _found(asker, searched(stored, more=f"&_lastUpdated={bound}")) == expected, bound


def what_is_found_is_sorted_as_asked(asker: Asker) -> None:
    three = [asker.stored() for _ in range(3)]
    ids = [patient["id"] for patient in three]
    assert _found(asker, searched(*three, more="&_sort=_lastUpdated")) == ids
    assert _found(asker, searched(*three, more="&_sort=-_lastUpdated")) == ids[::-1]


def pages_hold_every_match_once(asker: Asker) -> None:
    seven = [asker.stored() for _ in range(7)]
    pages = _pages(asker, searched(*seven, more="&_count=3&_sort=_lastUpdated"))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [found for page in pages for found in page] == [patient["id"] for patient in seven]


def a_count_has_no_entries(asker: Asker) -> None:
    stored = asker.stored()
    bundle = asker.ask("GET", searched(stored, more="&_summary=count")).json()
    assert bundle["total"] == 1
    assert "entry" not in bundle


def an_unknown_parameter_is_refused_under_strict_handling(asker: Asker) -> None:
    """Under lenient handling R4 lets a server ignore it (search §3.1.1.3.3); HAPI refuses it all the same."""
    path = searched(asker.stored(), more="&nonsense=1")
    assert asker.ask("GET", path, Prefer="handling=strict").status_code == 400
    assert asker.ask("GET", path, Prefer="handling=lenient").status_code in (200, 400)


def a_date_that_is_none_is_refused(asker: Asker) -> None:
    assert asker.ask("GET", "/Patient?birthdate=soon").status_code == 400


def a_search_in_a_batch_answers_with_a_bundle(asker: Asker) -> None:
    stored = asker.stored()
    answer: Json = asker.bundle("batch", entry("GET", searched(stored).lstrip("/"))).json()
    found = answer["entry"][0]["resource"]
    assert (found["type"], len(found["entry"])) == ("searchset", 1)
