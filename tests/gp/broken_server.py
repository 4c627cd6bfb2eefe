"""A server that answers with exact bytes, or breaks off: what no HTTP library would do on purpose."""

from __future__ import annotations

import re
import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

RESET = b"reset"
HANG = b"hang"
ENDLESS = b"endless"
DEAF = b"deaf"
RESET_IN_BODY = b"reset in body"


class BrokenServer:
    """Takes one request a connection and sends what `answer` is: bytes, or one of the names above.

    `HANG` sends nothing. `ENDLESS` sends one header after the other, for ever. `DEAF` takes in nothing of the
    request, and `RESET_IN_BODY` only its beginning. Without `reads`, it answers before it is asked.
    """

    def __init__(self) -> None:
        self.answer = b""
        self.requests = 0
        self.reads = True
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/fhir"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.requests += 1
                if self.answer == DEAF:
                    self._over.wait()
                    continue
                if self.answer == RESET_IN_BODY:
                    connection.recv(1000)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    continue
                if self.reads:
                    _read_request(connection)
                if self.answer == ENDLESS:
                    _send_headers_for_ever(connection)
                elif self.answer == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                elif self.answer == HANG:
                    self._over.wait()
                else:
                    connection.sendall(self.answer)


def _send_headers_for_ever(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(ConnectionError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            connection.sendall(b".")


def _read_request(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
