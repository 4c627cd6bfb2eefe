"""One request on the wire: how much of it has left, and how long the whole of its answer may take."""

from __future__ import annotations

import http.client
import io
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Clock = Callable[[], float]


class Transfer:
    """One request and its answer, timed by a monotonic clock.

    `wait` is how many seconds may pass without a byte, `deadline` how many the whole answer may take.
    """

    def __init__(self, wait: float, deadline: float, clock: Clock = time.monotonic) -> None:
        self._wait = wait
        self._clock = clock
        self._until = clock() + deadline
        self.connecting = False
        self.parts = 0
        """How often something was handed to the connection: the head first, then the body."""
        self.stalled = False
        """Whether the other side stopped taking in what was sent."""
        self.sent_whole = False

    def next_wait(self) -> float:
        """Seconds to wait for the next bytes. Raises `TimeoutError` once the deadline is over."""
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError("the whole answer took too long")
        return min(self._wait, left)


current_transfer: ContextVar[Transfer | None] = ContextVar("current_transfer", default=None)
"""The transfer that this thread is at; the libraries between us and the socket have no place for it."""


class _Reader(io.RawIOBase):
    """The bytes of an answer as they come: each wait is the transfer's, for the head as for the body."""

    def __init__(self, raw: io.RawIOBase, sock: Any, transfer: Transfer) -> None:
        self._raw = raw
        self._sock = sock
        self._transfer = transfer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._transfer.next_wait())
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        transfer = current_transfer.get()
        if transfer is not None:
            raw = self.fp.detach()
            self.fp = io.BufferedReader(_Reader(raw, sock, transfer))


class _Watched(HTTPConnection):
    """Tells the transfer what has left. Raises as its parent does."""

    response_class = _Answer

    def connect(self) -> None:
        transfer = current_transfer.get()
        if transfer is not None:
            transfer.connecting = True
        super().connect()
        if transfer is not None:
            transfer.connecting = False

    def request(self, *arguments: Any, **named: Any) -> None:
        super().request(*arguments, **named)
        if transfer := current_transfer.get():
            transfer.sent_whole = True

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        transfer = current_transfer.get()
        if transfer is not None:
            transfer.parts += 1
        try:
            super().send(data)
        except TimeoutError:
            if transfer is not None:
                transfer.stalled = True
            raise


class _WatchedTls(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


class TransferAdapter(HTTPAdapter):
    """One connection, kept open, whose requests are watched by the current transfer."""

    def __init__(self) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
