"""An endpoint that takes time and next to no processor: it keeps what it is sent, and finds it by identity.

For what is measured of us alone: `python -m benchmarks.light PORT SECONDS PATIENTS SEED`.
"""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qs

import requests
import uvicorn

from adapter.sandbox.capability import capability_statement
from adapter.sandbox.policy import USUAL
from fixtures.generate import practice
from mappings.identity import identity_of
from profiles import wire
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_URN = re.compile(rb"urn:uuid:[0-9a-f-]{36}")


class Light:
    """Patients are those of a programme; every answer comes so many seconds late."""

    def __init__(self, base: str, away: float, patients: int, seed: int) -> None:
        self._away = away
        self._statement = capability_statement(base, USUAL)
        self._held: dict[str, Resource] = {
            f"{NHS_NUMBER}|{number['value']}": record
            for record in practice(patients, seed)
            if record["resourceType"] == "Patient"
            for number in record["identifier"]
        }
        self._at: dict[str, Resource] = {}
        self._ids = count(1)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        await asyncio.sleep(self._away)
        path = scope["path"].removeprefix("/fhir").strip("/")
        if path == "metadata":
            answer = self._statement
        elif path.endswith("/_search"):
            answer = self._found(path.removesuffix("/_search"), body)
        elif scope["method"] == "GET":
            answer = self._at[path]
        else:
            answer = self._taken(body)
        headers = [(b"content-type", b"application/fhir+json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": wire.dumps(answer)})

    def _found(self, resource_type: str, form: bytes) -> Resource:
        asked = parse_qs(form.decode())
        tokens = ",".join(asked.get("identifier", []) + asked.get("_tag", [])).split(",")
        held = [self._held[token] for token in tokens if token in self._held]
        entries = [{"resource": one} for one in held if one["resourceType"] == resource_type]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}

    def _taken(self, body: bytes) -> Resource:
        """A transaction that creates what it holds; anything else ends the endpoint."""
        kinds = {one["fullUrl"]: one["resource"]["resourceType"] for one in wire.loads(body)["entry"]}
        addresses = {urn.encode(): f"{kind}/{next(self._ids)}".encode() for urn, kind in kinds.items()}
        entries = wire.loads(_URN.sub(lambda found: addresses.get(found[0], found[0]), body))["entry"]
        answers = []
        for entry in entries:
            resource, server_id = entry["resource"], entry["fullUrl"].partition("/")[2]
            kept = {**resource, "id": server_id}
            self._held[identity_of(resource).token] = self._at[entry["fullUrl"]] = kept
            location = f"{entry['fullUrl']}/_history/1"
            answers.append({"response": {"status": "201 Created", "location": location, "etag": 'W/"1"'}})
        return {"resourceType": "Bundle", "type": "transaction-response", "entry": answers}


@contextmanager
def light(away: float, patients: int, seed: int) -> Iterator[str]:
    """The endpoint in a process of its own, with the patients of the programme of this size and seed."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/fhir"
    command = [sys.executable, "-m", "benchmarks.light", *map(str, (port, away, patients, seed))]
    with subprocess.Popen(command) as process:
        try:
            while process.poll() is None and not _answers(url):
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/metadata", timeout=60).ok
    except requests.ConnectionError:
        return False


if __name__ == "__main__":
    port, away, patients, seed = sys.argv[1:]
    endpoint = Light(f"http://127.0.0.1:{port}/fhir", float(away), int(patients), int(seed))
    uvicorn.run(endpoint, host="127.0.0.1", port=int(port), log_level="error", lifespan="off")
