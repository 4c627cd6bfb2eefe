"""One real server that tests talk to: installed once, started, waited for, and stopped whatever happens."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / ".peers"


class PeerFailed(Exception):
    """A peer could not be installed or started; the message ends with the last lines of its log."""


class Peer(ABC):
    """A server that runs as one process on the loopback interface.

    Its sources are in `tests/peers/<source>/`, what is built from them in `.peers/<source>/`, and its last
    output in `.peers/<name>.log`.
    """

    name: str
    stop_signal = signal.SIGTERM

    @abstractmethod
    def url(self, port: int) -> str:
        """What a client is given to reach the server at this port."""

    @abstractmethod
    def answers(self, url: str) -> bool:
        """Whether the server answers a harmless request now."""

    @abstractmethod
    def build(self) -> None:
        """Build or download the server into its folder, by `run`."""

    @abstractmethod
    @contextmanager
    def process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """The server, just started by `start`."""

    @property
    def source(self) -> str:
        """Under which name it is built: its own, unless it is another peer, started in another way."""
        return self.name

    @property
    def folder(self) -> Path:
        """Where the peer is installed."""
        return INSTALLED / self.source

    @contextmanager
    def at_hand(self) -> Iterator[str]:
        """The URL of the server that VGC_PEER_<NAME> names, or else of one started for the block.

        Raises:
            PeerFailed: it had to be started, and could not.
        """
        kept = os.environ.get(f"VGC_PEER_{self.name.upper().replace('-', '_')}")
        if kept:
            yield kept.rstrip("/")
            return
        with self.running() as url:
            yield url

    @contextmanager
    def running(self, port: int | None = None, *, seconds: float = 240) -> Iterator[str]:
        """The URL of the server, started for the length of the block, at any free port unless one is given.

        Raises:
            PeerFailed: it could not be installed, ended, or did not answer within so many seconds.
        """
        self.install()
        port = port or free_port()
        with self.process(port) as process:
            try:
                self.wait_for(process, port, seconds=seconds)
                yield self.url(port)
            finally:
                process.send_signal(self.stop_signal)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()

    def wait_for(self, process: subprocess.Popen[bytes], port: int, *, seconds: float = 240) -> None:
        """Wait until the server that was just started answers.

        Raises:
            PeerFailed: it ended, or did not answer within so many seconds.
        """
        deadline = time.monotonic() + seconds
        while not self.answers(self.url(port)):
            if process.poll() is not None:
                raise PeerFailed(self._report(f"ended with status {process.returncode}"))
            if time.monotonic() > deadline:
                raise PeerFailed(self._report(f"did not answer within {seconds:.0f} seconds"))
            time.sleep(0.1)

    def install(self) -> None:
        """Build the server, unless the same sources were built before; one process at a time.

        Raises:
            PeerFailed: a step of it failed.
        """
        INSTALLED.mkdir(exist_ok=True)
        mark = self.folder / "built-from"
        sources = sorted(path for path in (HERE / self.source).rglob("*") if path.is_file())
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
        with (INSTALLED / f"{self.source}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if mark.exists() and mark.read_text() == digest:
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            self.build()
            mark.write_text(digest)

    def run(self, command: list[str], *, user: str | None = None) -> None:
        """Run one step to its end, in the peer's folder, its output in the log.

        Raises:
            PeerFailed: the step failed, or the program is not there.
        """
        status = self.start(command, user=user).wait()
        if status:
            raise PeerFailed(self._report(f"{Path(command[0]).name} ended with status {status}"))

    def start(self, command: list[str], *, user: str | None = None) -> subprocess.Popen[bytes]:
        """Start a program in the peer's folder, its output in the log, as this user if we are another.

        Raises:
            PeerFailed: the program is not there.
        """
        if not shutil.which(command[0]):
            raise PeerFailed(f"{self.name} needs the program {command[0]}, which is not installed")
        # so that a peer does not outlive a test run that was killed
        tied = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
        # an older server may still be writing to its log, which must not end up in ours
        self._log().unlink(missing_ok=True)
        with self._log().open("wb") as output:
            return subprocess.Popen(
                [*tied, *command],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
            )

    def _log(self) -> Path:
        return INSTALLED / f"{self.name}.log"

    def _report(self, what: str) -> str:
        last = self._log().read_text(errors="replace").splitlines()[-40:]
        return "\n".join([f"{self.name} {what}; the last lines of {self._log().name}:", *last])


def free_port() -> int:
    """A port of the loopback interface that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
