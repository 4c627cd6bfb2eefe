"""If-Match, If-None-Match, If-None-Exist, and updates and deletes by search."""

from __future__ import annotations

from tests.peers.asker import Asker, reference, searched, token

_STALE = (412, 409)
"""R4 says 412 (http §3.1.0.5); HAPI 8.8 says 409."""


def a_stale_update_is_refused_and_changes_nothing(asker: Asker) -> None:
    stored = asker.stored()
    path, first = f"/{reference(stored)}", f'W/"{stored["meta"]["versionId"]}"'
    assert asker.ask("PUT", path, stored | {"gender": "female"}, If_Match=first).status_code == 200
    assert asker.ask("PUT", path, stored | {"gender": "male"}, If_Match=first).status_code in _STALE
    assert asker.ask("GET", path).json()["gender"] == "female"


def a_read_of_a_known_version_has_no_body(asker: Asker) -> None:
    stored = asker.stored()
    answer = asker.ask("GET", f"/{reference(stored)}", If_None_Match=f'W/"{stored["meta"]["versionId"]}"')
    assert (answer.status_code, answer.content) == (304, b"")


def a_conditional_create_happens_once(asker: Asker) -> None:
    patient = asker.patient()
    first, again = (
        asker.ask("POST", "/Patient", patient, If_None_Exist=f"identifier={token(patient)}") for _ in "12"
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert len(asker.ask("GET", searched(patient)).json()["entry"]) == 1


def a_conditional_create_never_picks_one_of_several(asker: Asker) -> None:
    patient = asker.patient()
    for _ in "12":
        asker.ask("POST", "/Patient", patient).raise_for_status()
    answer = asker.ask("POST", "/Patient", patient, If_None_Exist=f"identifier={token(patient)}")
    assert answer.status_code == 412
    assert len(asker.ask("GET", searched(patient)).json()["entry"]) == 2


def a_conditional_update_creates_then_updates(asker: Asker) -> None:
    patient = asker.patient()
    first = asker.ask("PUT", searched(patient), patient)
    again = asker.ask("PUT", searched(patient), patient | {"gender": "female"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def a_conditional_update_never_picks_one_of_several(asker: Asker) -> None:
    patient = asker.patient()
    for _ in "12":
        asker.ask("POST", "/Patient", patient).raise_for_status()
    assert asker.ask("PUT", searched(patient), patient | {"gender": "female"}).status_code == 412


def a_conditional_update_never_goes_to_another_id(asker: Asker) -> None:
    """R4 says 400 (http §3.1.0.4.3); HAPI updates the match, and does not look at the id that was sent."""
    stored = asker.stored()
    answer = asker.ask("PUT", searched(stored), stored | {"id": f"another-{asker.run}"})
    assert answer.status_code in (200, 400)
    assert asker.ask("GET", f"/Patient/another-{asker.run}").status_code == 404


def a_condition_that_is_not_understood_is_refused(asker: Asker) -> None:
    patient = asker.patient()
    answer = asker.ask("POST", "/Patient", patient, If_None_Exist="nonsense=1")
    # HAPI says 400, and 412 is as good: what matters is that nothing is created
    assert answer.status_code in (400, 412)
    assert not asker.ask("GET", searched(patient)).json().get("entry")
