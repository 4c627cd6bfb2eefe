"""What a resource was, and what happened since."""

from __future__ import annotations

from tests.peers.asker import Asker, Json, reference


def _history(asker: Asker, path: str) -> Json:
    answer = asker.ask("GET", path)
    assert answer.status_code == 200
    bundle: Json = answer.json()
    assert bundle["type"] == "history"
    return bundle


def a_history_tells_every_version_and_the_delete_newest_first(asker: Asker) -> None:
    stored = asker.stored()
    path = f"/{reference(stored)}"
    asker.ask("PUT", path, stored | {"gender": "female"}).raise_for_status()
    asker.ask("DELETE", path).raise_for_status()
    bundle = _history(asker, f"{path}/_history")
    assert [one["request"]["method"] for one in bundle["entry"]] == ["DELETE", "PUT", "POST"]
    assert "resource" not in bundle["entry"][0]
    assert bundle["entry"][1]["resource"]["gender"] == "female"
    assert bundle["entry"][2]["resource"] == stored
    assert bundle["total"] == 3


def the_histories_of_a_type_and_of_the_server_begin_with_what_happened_last(asker: Asker) -> None:
    stored = asker.stored()
    for path in ("/Patient/_history", "/_history"):
        newest = _history(asker, f"{path}?_count=1")["entry"][0]
        assert newest["resource"] == stored, path


def a_history_goes_on_over_pages(asker: Asker) -> None:
    stored = asker.stored()
    for gender in ("female", "male", "other", "unknown"):
        asker.ask("PUT", f"/{reference(stored)}", stored | {"gender": gender}).raise_for_status()
    page = _history(asker, f"/{reference(stored)}/_history?_count=2")
    genders = []
    while True:
        assert len(page["entry"]) <= 2
        genders += [one["resource"].get("gender") for one in page["entry"]]
        onward = [link["url"] for link in page["link"] if link["relation"] == "next"]
        if not onward:
            break
        page = _history(asker, onward[0].removeprefix(asker.base))
    assert genders == ["unknown", "other", "male", "female", None]


def a_history_since_later_is_empty(asker: Asker) -> None:
    stored = asker.stored()
    assert len(_history(asker, f"/{reference(stored)}/_history?_since=2020-01-01T00:00:00Z")["entry"]) == 1
    assert not _history(asker, f"/{reference(stored)}/_history?_since=2999-01-01T00:00:00Z").get("entry")


def nobody_has_no_history(asker: Asker) -> None:
    assert asker.ask("GET", f"/Patient/nobody-{asker.run}/_history").status_code == 404
