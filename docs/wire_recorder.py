"""Stands between a client and a server, and keeps each request and its answer as they went over the wire."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer: its first line, its headers in their order, and its body."""

    first: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    request: Message
    response: Message


@dataclass
class Recorder:
    """What passes at `url`, an address of its own that is kept as `shown_as`.

    `before` is called with each request before it is passed on: somebody else may be quicker.
    """

    url: str
    shown_as: str
    exchanges: list[Exchange] = field(default_factory=list)
    before: Callable[[Message], object] = lambda _: None

    def take(self) -> list[Exchange]:
        """What was exchanged since the last time."""
        taken, self.exchanges = self.exchanges, []
        return taken


@contextmanager
def recording(url: str, *, shown_as: str) -> Iterator[Recorder]:
    """A recorder that passes everything on to the server at `url` (HTTP/1.1)."""
    there = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        recorder = Recorder(f"http://127.0.0.1:{listening.getsockname()[1]}{there.path}", shown_as)

        def accept() -> None:
            with suppress(OSError):  # it was closed
                while True:
                    client, _ = listening.accept()
                    server = (str(there.hostname), int(there.port or 80))
                    threading.Thread(target=_pass_on, args=(client, server, recorder), daemon=True).start()

        thread = threading.Thread(target=accept, name="recorder", daemon=True)
        thread.start()
        try:
            yield recorder
        finally:
            # closing alone does not wake who waits in accept()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _pass_on(client: socket.socket, address: tuple[str, int], recorder: Recorder) -> None:
    """Every request of one connection, until one side closes it."""
    own = recorder.url.removesuffix(urlsplit(recorder.url).path).encode()
    shown = recorder.shown_as.encode()
    with (
        client,
        socket.create_connection(address) as server,
        client.makefile("rb") as asked,
        server.makefile("rb") as answered,
    ):
        while raw := _raw_message(asked):
            request = _message(raw.replace(own, shown))
            recorder.before(request)
            server.sendall(raw)
            answer = _raw_message(answered)
            if not answer:
                return  # the server closed the connection instead
            recorder.exchanges.append(Exchange(request, _message(answer.replace(own, shown))))
            client.sendall(answer)


def _raw_message(stream: BinaryIO) -> bytes:
    """The next message, whose body is as long as its header says; empty where there is none."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return b""
        head += line
    return head + stream.read(int(_message(head).header("Content-Length") or 0))


def _message(raw: bytes) -> Message:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Message(first, tuple((name, value.strip()) for name, _, value in pairs), body)
