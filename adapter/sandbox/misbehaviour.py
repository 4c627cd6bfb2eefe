"""Carries out the script of faults around the application."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from adapter.sandbox.faults import Faults


class Misbehaviour:
    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
