"""A real server of a test's own: it is killed, held up, and started again at the same address."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.peers.peer import Peer, free_port


class Mortal:
    """Start it from the thread that stays longest: the server ends with the thread that started it."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._running = ExitStack()
        self.url = peer.url(self._port)

    def start(self) -> None:
        """Start it, with the data that it keeps, and wait until it answers."""
        self._peer.install()
        self._process = self._running.enter_context(self._peer.process(self._port))
        self._peer.wait_for(self._process, self._port)

    def kill(self) -> None:
        """End it between two instructions; whatever it was at is not finished."""
        self._signal(signal.SIGKILL)
        self._running.close()

    def hold_up(self) -> None:
        """It does nothing any more; what is sent to it waits."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It goes on where it was, with all that has come in the meantime."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)


@contextmanager
def mortal(peer: Peer) -> Iterator[Mortal]:
    """The server, running; it is ended with the block, whatever became of it."""
    server = Mortal(peer)
    try:
        server.start()
        yield server
    finally:
        server.kill()
