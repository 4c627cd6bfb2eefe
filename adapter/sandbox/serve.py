"""Runs the endpoint: until interrupted, or beside the code that uses it."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from types import FrameType
from typing import NoReturn

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapter.sandbox.application import BASE, application
from adapter.sandbox.faults import Faults
from adapter.sandbox.policy import USUAL, Policy
from adapter.sandbox.store import Store

_TICK = 0.01
_KEEP_ALIVE = 75
"""Seconds that an idle connection is kept; a client that thinks for longer meets a closed one."""
_PATIENCE = 1
"""Seconds that requests under way get when the endpoint stops; one delayed by script may need more."""


class _Connection(H11Protocol):
    """Lets the application close the connection, for the faults that demand it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "close": transport.close}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # as uvicorn's own, but it need not wait a tenth of a second to see that it should stop
        ticks = count()
        while not await self.on_tick(next(ticks)):
            await asyncio.sleep(_TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends every connection once what is written is sent, and so whatever hangs by script."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(_TICK)
        for task in self.server_state.tasks:
            task.cancel()


@contextmanager
def running(
    store: Store | None = None,
    faults: Faults | None = None,
    *,
    policy: Policy = USUAL,
    port: int = 0,
) -> Iterator[str]:
    """Serves in a thread of this process and yields the base URL; port 0 is any free one.

    Without a `store`, an empty one in memory is used, and closed at the end.
    """
    own = Store() if store is None else None
    listening = _listen("127.0.0.1", port)
    server = _server(store or own or Store(), faults, policy)
    thread = threading.Thread(target=server.run, args=([listening],), name="sandbox", daemon=True)
    thread.start()
    try:
        if not server.ready.wait(timeout=10):
            raise RuntimeError("the sandbox did not start")
        yield _url(listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        if own is not None:
            own.close()


def serve(
    store: Store,
    faults: Faults | None = None,
    *,
    policy: Policy = USUAL,
    host: str = "127.0.0.1",
    port: int = 8090,
    announce: Callable[[str], object] = lambda _: None,
) -> None:
    """Serves until interrupted or terminated, then returns; `announce` is told the base URL.

    Raises `OSError` where the port is taken. Runs in the main thread only, for the sake of the signals.
    """
    with _listen(host, port) as listening:
        announce(_url(listening))
        previous = signal.signal(signal.SIGTERM, _interrupt)
        try:
            _server(store, faults, policy).run([listening])
        except KeyboardInterrupt:
            pass  # uvicorn has stopped cleanly, and then repeats the signal that stopped it
        finally:
            signal.signal(signal.SIGTERM, previous)


def _interrupt(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _listen(host: str, port: int) -> socket.socket:
    # asyncio switches off Nagle's delay (40 ms an answer) only where the socket says that it is TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.listen(128)
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{host}:{port}{BASE}"


def _server(store: Store, faults: Faults | None, policy: Policy) -> _Server:
    return _Server(
        uvicorn.Config(
            application(store, faults, policy=policy),
            http=_Connection,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE,
            ws="none",
        )
    )
