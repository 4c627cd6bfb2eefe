"""The line between the adapter and a real server: requests and answers get lost where a test says so."""

from __future__ import annotations

import re
import select
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

Moment: TypeAlias = Literal["arrives", "under way", "answered"]
"""When the request is all here and nothing of it passed on; when all of it is; when the answer begins."""

Loss: TypeAlias = Literal["nothing", "closed", "cut", "swallowed"]
"""The connection is closed; or closed after half of what came; or left open, and nothing comes."""

_CHUNK = 1 << 16
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mishap:
    """What befalls one request; `happens` is called at that moment, before anything is lost."""

    moment: Moment
    loss: Loss = "nothing"
    happens: Callable[[], object] = lambda: None


Meets: TypeAlias = Callable[[str], Mishap | None]
"""Given the first line of a request, what befalls it. Called from several threads."""


def is_write(line: str) -> bool:
    """Whether this is the first line of a request that may change something."""
    return not line.startswith("GET ") and "/_search" not in line


class Line(socketserver.ThreadingTCPServer):
    """Leads from `url` to the server at `target`; a server that is gone is a connection that closes."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, target: str, meets: Meets) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self.target = (parts.hostname, parts.port)
        self.meets = meets
        self.url = f"http://127.0.0.1:{self.server_address[1]}{parts.path}"


class _Connection(socketserver.StreamRequestHandler):
    server: Line

    def handle(self) -> None:
        # either side may be gone at any moment
        with suppress(OSError), socket.create_connection(self.server.target) as server:
            while request := self._request():
                if not self._carry(request, server):
                    return

    def _request(self) -> bytes:
        """A whole request; nothing where the client has no more."""
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                length = _LENGTH.search(head)
                return head + (self.rfile.read(int(length[1])) if length else b"")
        return b""

    def _carry(self, request: bytes, server: socket.socket) -> bool:
        """Take the request there and its answer back; False where the connection is over."""
        mishap = self.server.meets(request.partition(b"\r\n")[0].decode("ascii"))
        loss = mishap.loss if mishap else "nothing"
        if mishap and mishap.moment == "arrives":
            mishap.happens()
            if loss == "cut":
                server.sendall(request[: len(request) // 2])
            if loss != "nothing":
                return self._lost(loss)
        server.sendall(request)
        if mishap and mishap.moment == "under way":
            mishap.happens()
            if loss != "nothing":
                return self._lost(loss)
        answered = False
        while True:
            ready, _, _ = select.select([server, self.connection], [], [])
            if server not in ready:
                return True
            piece = server.recv(_CHUNK)
            if not piece:
                return False
            if mishap and mishap.moment == "answered" and not answered:
                mishap.happens()
                if loss == "cut":
                    self.connection.sendall(piece[: len(piece) // 2])
                if loss != "nothing":
                    return self._lost(loss)
            answered = True
            self.connection.sendall(piece)

    def _lost(self, loss: Loss) -> bool:
        if loss == "swallowed":
            self.connection.recv(1)  # until the client has had enough
        return False


@contextmanager
def line(target: str, meets: Meets) -> Iterator[str]:
    """The URL of a line to the server at `target`, for the length of the block."""
    with Line(target, meets) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            thread.join()
