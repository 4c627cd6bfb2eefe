"""The official FHIR validator as a peer, and how it is asked about resources."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import requests

from profiles import wire
from profiles.checking.snapshots import PACKAGE
from profiles.fsh.cache import CORE, UK_CORE
from profiles.wire import Resource
from tests.peers.packages import empty, published
from tests.peers.peer import HERE, Peer

_ASKED_FOR = ("hl7.terminology#6.5.0", "hl7.fhir.uv.extensions#5.2.0", "hl7.fhir.xver-extensions#0.1.0")
"""Packages that the validator wants whatever it validates, and that R4 and our profiles do not use."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the official validator says; `rule` is its message id, `path` a FHIRPath expression."""

    severity: Literal["fatal", "error", "warning", "information"]
    code: str
    path: str
    message: str
    rule: str | None

    @property
    def refuses(self) -> bool:
        """Whether a resource with it is not valid."""
        return self.severity in ("fatal", "error")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the official validator says of one resource, and in how many nanoseconds."""

    id: str
    nanoseconds: int
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        return any(finding.refuses for finding in self.findings)


class OfficialValidator(Peer):
    """The HL7 validator with R4, UK Core and our package loaded (needs Java 17, and Maven to build it)."""

    name = "validator"

    def __init__(self, package: Path = PACKAGE) -> None:
        self._package = package

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}"

    def answers(self, url: str) -> bool:
        try:
            return requests.post(url, timeout=60).ok
        except requests.ConnectionError:
            return False

    def build(self) -> None:
        project = HERE / self.name / "pom.xml"
        self.run(["mvn", "-B", "-ntp", "-q", "-f", str(project), f"-Dtarget={self.folder}", "package"])
        # a cache of its own: it rewrites what it finds there
        cache = self.folder / ".fhir" / "packages"
        for package in (CORE, UK_CORE):
            _write(published(package), cache / package)
        for package in _ASKED_FOR:
            _write(empty(package), cache / package)

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        java = ["java", "-Xmx2g", f"-Duser.home={self.folder}", "-cp", "peer-validator.jar:lib/*"]
        with self.start([*java, "peer.Validator", str(port), UK_CORE, str(self._package)]) as server:
            yield server


def verdicts(
    url: str, resources: Iterable[tuple[str, Resource]], profile: str | None = None, *, at_once: int = 2
) -> Iterator[Verdict]:
    """What the validator at this URL says of each (id, resource), in their order.

    A resource is held against its type and the profiles that it names, and `profile`; this many at once.

    Raises:
        requests.RequestException: it does not answer.
    """

    def ask(batch: Sequence[tuple[str, Resource]]) -> list[Verdict]:
        more = {"profile": profile} if profile else {}
        lines = [wire.dumps({"id": name, "resource": resource, **more}) for name, resource in batch]
        answer = requests.post(url, b"\n".join(lines), timeout=600)
        answer.raise_for_status()
        return [_verdict(wire.loads(line)) for line in answer.content.splitlines()]

    asked = list(resources)
    with ThreadPoolExecutor(at_once) as threads:
        for answers in threads.map(ask, [asked[at : at + 50] for at in range(0, len(asked), 50)]):
            yield from answers


def _verdict(said: Resource) -> Verdict:
    findings = tuple(
        Finding(issue["severity"], issue["code"], issue["path"] or "", issue["message"], issue["rule"])
        for issue in said["issues"]
    )
    return Verdict(said["id"], said["nanoseconds"], findings)


def _write(files: dict[str, bytes], folder: Path) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
