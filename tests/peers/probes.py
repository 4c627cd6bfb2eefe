"""The fixed set of questions that a FHIR server is asked, to know it by its answers."""

from __future__ import annotations

from collections.abc import Callable

from requests import Response

from tests.peers.asker import (
    SYSTEM,
    Asker,
    Json,
    asking,
    entry,
    observation,
    reference,
    searched,
    token,
    told,
)

Answers = dict[str, Response | str]

NEW_PATIENT = "urn:uuid:9f4ea4f0-9d0a-4f9e-8a3f-0d6f7e1c0a11"


def observe(base: str) -> dict[str, dict[str, str]]:
    """What the server at this base URL answers, in a few words: by probe, and by what was asked.

    The words hold no id, version, date or identifier, so that two runs against the same server are equal.
    """
    with asking(base) as asker:
        return {
            probe.__name__.replace("_", " "): {
                asked: answer if isinstance(answer, str) else told(answer)
                for asked, answer in probe(asker).items()
            }
            for probe in PROBES
        }


def description_of_itself(asker: Asker) -> Answers:
    said = asker.ask("GET", "/metadata").json()
    software = said.get("software", {})
    return {
        "metadata": said["resourceType"],
        "FHIR version": said.get("fhirVersion", "not said"),
        "software": f"{software['name']} {software['version']}" if software else "not said",
    }


def create(asker: Asker) -> Answers:
    answer = asker.ask("POST", "/Patient", asker.patient())
    minimal = asker.ask("POST", "/Patient", asker.patient(), Prefer="return=minimal")
    headers = [name for name in ("ETag", "Last-Modified", "Location") if name in answer.headers]
    return {
        "POST": answer,
        "headers": ", ".join(headers),
        "return=minimal": f"{minimal.status_code}, {'a body' if minimal.content else 'no body'}",
    }


def conditional_create(asker: Asker) -> Answers:
    patient = asker.patient()
    first, again = (
        asker.ask("POST", "/Patient", patient, If_None_Exist=f"identifier={token(patient)}") for _ in "12"
    )
    asker.ask("POST", "/Patient", patient).raise_for_status()
    return {
        "no match": first,
        "one match": again,
        "its id": "the same" if first.json()["id"] == again.json().get("id") else "another",
        "two matches": asker.ask("POST", "/Patient", patient, If_None_Exist=f"identifier={token(patient)}"),
    }


def update(asker: Asker) -> Answers:
    stored = asker.stored()
    path, current = f"/{reference(stored)}", f'W/"{stored["meta"]["versionId"]}"'
    answers = {
        "current If-Match": asker.ask("PUT", path, stored | {"gender": "female"}, If_Match=current),
        "stale If-Match": asker.ask("PUT", path, stored | {"gender": "male"}, If_Match=current),
        "no If-Match": asker.ask("PUT", path, stored | {"gender": "other"}),
    }
    before = answers["no If-Match"].json()
    same = asker.ask("PUT", path, before)
    kept = same.json()["meta"]["versionId"] == before["meta"]["versionId"]
    return {**answers, "nothing changed": same, "its version": "the same" if kept else "a new one"}


def update_of_what_is_not_there(asker: Asker) -> Answers:
    return {"PUT": asker.ask("PUT", f"/Patient/probe-{asker.run}", asker.patient(id=f"probe-{asker.run}"))}


def conditional_update(asker: Asker) -> Answers:
    stored, other = asker.stored(), asker.patient()
    bare = {name: value for name, value in stored.items() if name not in ("id", "meta")}
    answers: Answers = {
        "one match": asker.ask("PUT", searched(stored), bare | {"gender": "female"}),
        "no match": asker.ask("PUT", searched(other), other),
    }
    asker.ask("POST", "/Patient", bare).raise_for_status()
    return {**answers, "two matches": asker.ask("PUT", searched(stored), bare | {"gender": "male"})}


def read(asker: Asker) -> Answers:
    stored = asker.stored()
    path, version = f"/{reference(stored)}", stored["meta"]["versionId"]
    return {
        "GET": asker.ask("GET", path),
        "current If-None-Match": asker.ask("GET", path, If_None_Match=f'W/"{version}"'),
        "a version": asker.ask("GET", f"{path}/_history/{version}"),
        "an unknown version": asker.ask("GET", f"{path}/_history/999"),
        "an unknown id": asker.ask("GET", "/Patient/nobody"),
        "an unknown type": asker.ask("GET", "/Nonsense/1"),
    }


def history(asker: Asker) -> Answers:
    stored = asker.stored()
    path = f"/{reference(stored)}"
    asker.ask("PUT", path, stored | {"gender": "female"}).raise_for_status()
    asker.ask("DELETE", path).raise_for_status()
    answer = asker.ask("GET", f"{path}/_history")
    methods = [one.get("request", {}).get("method", "no request") for one in answer.json().get("entry", [])]
    return {
        "of an instance": answer,
        "its entries": ", ".join(methods),
        "of a type": asker.ask("GET", "/Patient/_history?_count=1"),
        "of the system": asker.ask("GET", "/_history?_count=1"),
    }


def delete(asker: Asker) -> Answers:
    stored, subject = asker.stored(), asker.stored()
    path = f"/{reference(stored)}"
    asker.ask("POST", "/Observation", observation(reference(subject))).raise_for_status()
    return {
        "DELETE": asker.ask("DELETE", path),
        "read after it": asker.ask("GET", path),
        "search after it": asker.ask("GET", searched(stored)),
        "DELETE again": asker.ask("DELETE", path),
        "update after it": asker.ask("PUT", path, stored),
        "an unknown id": asker.ask("DELETE", "/Patient/nobody"),
        "what another refers to": asker.ask("DELETE", f"/{reference(subject)}"),
    }


def search_by_identifier(asker: Asker) -> Answers:
    two, nobody = (asker.stored(), asker.stored()), asker.patient()
    return {
        "two of three, by comma": asker.ask("GET", searched(*two, nobody)),
        "nobody": asker.ask("GET", searched(nobody)),
        "by POST": asker.post_search("/Patient/_search", searched(*two, nobody).removeprefix("/Patient?")),
    }


def search_by_metadata(asker: Asker) -> Answers:
    stored = asker.stored(meta={"tag": [{"system": SYSTEM, "code": asker.run}]})
    return {
        "_tag": asker.ask("GET", f"/Patient?_tag={SYSTEM}|{asker.run}"),
        "_id": asker.ask("GET", f"/Patient?_id={stored['id']}"),
        "_lastUpdated in the past": asker.ask("GET", searched(stored, more="&_lastUpdated=gt2020-01-01")),
        "_lastUpdated in the future": asker.ask("GET", searched(stored, more="&_lastUpdated=gt2999-01-01")),
    }


def search_by_reference(asker: Asker) -> Answers:
    stored = asker.stored()
    asker.ask("POST", "/Observation", observation(reference(stored))).raise_for_status()
    has = "&_has:Observation:patient:status=final"
    return {
        "subject": asker.ask("GET", f"/Observation?subject={reference(stored)}"),
        "patient": asker.ask("GET", f"/Observation?patient={stored['id']}"),
        "chained": asker.ask("GET", f"/Observation?patient.identifier={token(stored)}"),
        "_has": asker.ask("GET", searched(stored, more=has)),
        "_revinclude": asker.ask("GET", searched(stored, more="&_revinclude=Observation:patient")),
    }


def search_by_an_unknown_parameter(asker: Asker) -> Answers:
    path = searched(asker.stored(), more="&nonsense=1")
    return {
        "as it comes": asker.ask("GET", path),
        "handling=strict": asker.ask("GET", path, Prefer="handling=strict"),
        "handling=lenient": asker.ask("GET", path, Prefer="handling=lenient"),
    }


def paging(asker: Asker) -> Answers:
    five = [asker.stored() for _ in range(5)]
    page = asker.ask("GET", searched(*five, more="&_count=2&_sort=_lastUpdated")).json()
    pages = [page]
    while onward := [link["url"] for link in page.get("link", []) if link["relation"] == "next"]:
        page = asker.ask("GET", onward[0].removeprefix(asker.base)).json()
        pages.append(page)
    found = [one["resource"]["id"] for page in pages for one in page.get("entry", [])]
    return {
        "5 patients in pages of 2": " + ".join(str(len(page.get("entry", []))) for page in pages),
        "different patients": str(len(set(found))),
        "in order": "yes" if found == [patient["id"] for patient in five[: len(found)]] else "no",
    }


def transaction(asker: Asker) -> Answers:
    patient = asker.patient()
    create_once = entry("POST", "Patient", patient, ifNoneExist=f"identifier={token(patient)}")
    entries = create_once | {"fullUrl": NEW_PATIENT}, entry("POST", "Observation", observation(NEW_PATIENT))
    first, again = asker.bundle("transaction", *entries), asker.bundle("transaction", *entries)
    stored = asker.ask("GET", searched(patient)).json()["entry"][0]["resource"]
    return {
        "first": first,
        "repeated": again,
        "both references": asker.ask("GET", f"/Observation?subject={reference(stored)}"),
    }


def transaction_with_a_bad_entry(asker: Asker) -> Answers:
    stored = asker.stored()
    bad = {
        "an unknown reference": entry("POST", "Observation", observation("Patient/nobody")),
        "a stale If-Match": entry("PUT", reference(stored), stored | {"gender": "male"}, ifMatch='W/"999"'),
        "an unknown type": entry("POST", "Nonsense", {"resourceType": "Nonsense"}),
    }
    answers: Answers = {}
    for what, entered in bad.items():
        good = asker.patient()
        answers[what] = asker.bundle("transaction", entry("POST", "Patient", good), entered)
        answers[f"{what}: its good entry"] = asker.ask("GET", searched(good))
    return answers


def batch_with_a_bad_entry(asker: Asker) -> Answers:
    entries = entry("POST", "Patient", asker.patient()), entry("GET", "Patient/nobody")
    return {"batch": asker.bundle("batch", *entries)}


def checks_on_write(asker: Asker) -> Answers:
    def post(kind: str, resource: Json) -> Response:
        return asker.ask("POST", f"/{kind}", resource)

    return {
        "an unknown element": post("Patient", asker.patient(nonsense="x")),
        "an unknown code": post("Patient", asker.patient(gender="nonsense")),
        "an impossible date": post("Patient", asker.patient(birthDate="1960-02-30")),
        "another type": post("Observation", asker.patient()),
        "an unknown reference": post("Observation", observation("Patient/nobody")),
        "nothing required": post("Observation", {"resourceType": "Observation"}),
    }


def exactness(asker: Asker) -> Answers:
    exact = {"effectiveDateTime": "2026-03", "issued": "2026-03-01T10:00:00.100Z"}
    sent = observation(reference(asker.stored()), valueQuantity={"value": 1.0, "unit": "mg"}, **exact)
    stored = asker.ask("POST", "/Observation", sent).json()
    text = asker.ask("GET", f"/{reference(stored)}").text.replace(" ", "")

    def kept(wire: str) -> str:
        return "kept" if wire in text else "changed"

    return {
        "the decimal 1.0": kept('"value":1.0'),
        "the month 2026-03": kept('"2026-03"'),
        "the instant .100Z": kept('"2026-03-01T10:00:00.100Z"'),
    }


PROBES: tuple[Callable[[Asker], Answers], ...] = (
    description_of_itself,
    create,
    conditional_create,
    update,
    update_of_what_is_not_there,
    conditional_update,
    read,
    history,
    delete,
    search_by_identifier,
    search_by_metadata,
    search_by_reference,
    search_by_an_unknown_parameter,
    paging,
    transaction,
    transaction_with_a_bad_entry,
    batch_with_a_bad_entry,
    checks_on_write,
    exactness,
)
