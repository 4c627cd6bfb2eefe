"""A plain HTTP client for asking a FHIR server what it does; never the adapter's own client."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import requests

Json = dict[str, Any]

SYSTEM = "https://example.org/probe"


class Asker:
    """A client of one server, whose patients are told apart from those of every other run."""

    def __init__(self, base: str, http: requests.Session) -> None:
        self.base = base
        self.run = uuid.uuid4().hex
        self._http = http
        self._patients = 0

    def ask(self, method: str, path: str, body: Json | None = None, **headers: str) -> requests.Response:
        """One request; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Accept"] = "application/fhir+json"
        if body is not None:
            sent["Content-Type"] = "application/fhir+json"
        return self._http.request(method, self.base + path, json=body, headers=sent, timeout=60)

    def send(self, method: str, path: str, text: str, **headers: str) -> requests.Response:
        """One request whose body is this text, said to be FHIR JSON unless the headers say otherwise."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Accept": "application/fhir+json", "Content-Type": "application/fhir+json"} | sent
        return self._http.request(method, self.base + path, data=text.encode(), headers=sent, timeout=60)

    def post_search(self, path: str, parameters: str) -> requests.Response:
        """One search by POST, its parameters in the body."""
        sent = {"Accept": "application/fhir+json", "Content-Type": "application/x-www-form-urlencoded"}
        return self._http.post(self.base + path, data=parameters, headers=sent, timeout=60)

    def bundle(self, kind: str, *entries: Json) -> requests.Response:
        """One batch or transaction."""
        return self.ask("POST", "", {"resourceType": "Bundle", "type": kind, "entry": list(entries)})

    def patient(self, **elements: Any) -> Json:
        """A patient to send, with an identifier that no other has."""
        self._patients += 1
        identifier = {"system": SYSTEM, "value": f"{self.run}-{self._patients}"}
        return {
            "resourceType": "Patient",
            "identifier": [identifier],
            "name": [{"family": "Probe"}],
            **elements,
        }

    def stored(self, **elements: Any) -> Json:
        """Such a patient, as the server stored it."""
        answer = self.ask("POST", "/Patient", self.patient(**elements))
        answer.raise_for_status()
        patient: Json = answer.json()
        return patient


@contextmanager
def asking(base: str) -> Iterator[Asker]:
    """A client of the server at this base URL."""
    with requests.Session() as http:
        http.headers["Cache-Control"] = "no-cache"
        yield Asker(base, http)


def token(patient: Json) -> str:
    """The search token of a patient's identifier."""
    return f"{SYSTEM}|{patient['identifier'][0]['value']}"


def searched(*patients: Json, more: str = "") -> str:
    """The path of a search for these patients by identifier, with more parameters."""
    return f"/Patient?identifier={quote(','.join(map(token, patients)))}{more}"


def reference(stored: Json) -> str:
    """The relative reference of a stored resource."""
    return f"{stored['resourceType']}/{stored['id']}"


def observation(subject: str, **elements: Any) -> Json:
    """An observation of the patient with this reference."""
    about = {"status": "final", "code": {"text": "Probe"}, "subject": {"reference": subject}}
    return {"resourceType": "Observation", **about, **elements}


def entry(method: str, url: str, resource: Json | None = None, **conditions: str) -> Json:
    """An entry of a batch or a transaction."""
    request = {"request": {"method": method, "url": url, **conditions}}
    return request if resource is None else {"resource": resource, **request}


def told(answer: requests.Response) -> str:
    """An answer in a few words: its status, what a search found, and the statuses of a bundle's entries."""
    said = answer.json() if answer.content else {}
    entries = said.get("entry", [])
    match said.get("type"):
        case "searchset":
            return f"{answer.status_code}, {len(entries)} found"
        case "transaction-response" | "batch-response":
            return (
                f"{answer.status_code}, entries {', '.join(one['response']['status'][:3] for one in entries)}"
            )
        case _:
            return str(answer.status_code)
