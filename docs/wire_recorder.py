"""Stands between a client and a server, and keeps each request and its answer as they went over the wire."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
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
    """A recorder that passes everything on to the server at `url` (HTTP/1.1, RFC 9112).

    A body that came in chunks is passed on as it came, and kept whole.
    """
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
        while asking := _next(asked):
            raw, request = asking
            kept = _shown(request, own, shown)
            recorder.before(kept)
            server.sendall(raw)
            if not (answering := _next(answered)):
                return  # the server closed the connection instead
            raw, answer = answering
            recorder.exchanges.append(Exchange(kept, _shown(answer, own, shown)))
            client.sendall(raw)


def _next(stream: BinaryIO) -> tuple[bytes, Message] | None:
    """The next message, as it came over the wire and as it is read; none where the stream has ended."""
    head = _until_empty_line(stream)
    if not head:
        return None
    message = _message(head)
    if message.header("Transfer-Encoding").lower() != "chunked":
        body = stream.read(int(message.header("Content-Length") or 0))
        return head + body, replace(message, body=body)
    raw, body = head, b""
    while True:
        line = stream.readline()
        chunk = stream.read(int(line.partition(b";")[0], 16))
        if not chunk:
            return raw + line + _until_empty_line(stream), replace(message, body=body)
        raw, body = raw + line + chunk + stream.readline(), body + chunk


def _until_empty_line(stream: BinaryIO) -> bytes:
    """Lines up to an empty one, and that; nothing where the stream ended before it."""
    lines = b""
    while line := stream.readline():
        lines += line
        if line == b"\r\n":
            return lines
    return b""


def _message(head: bytes) -> Message:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Message(first, tuple((name, value.strip()) for name, _, value in pairs), b"")


def _shown(message: Message, own: bytes, shown: bytes) -> Message:
    """The message with the server's address where it has the recorder's."""

    def renamed(text: str) -> str:
        return text.replace(own.decode(), shown.decode())

    headers = tuple((name, renamed(value)) for name, value in message.headers)
    return Message(renamed(message.first), headers, message.body.replace(own, shown))
