"""Which way of authorising an endpoint's settings ask for."""

from __future__ import annotations

from collections.abc import Callable

from adapter.endpoint import Endpoint
from adapter.gp.auth.authorisation import Authorisation, Nobody
from adapter.gp.auth.basic import Basic
from adapter.gp.auth.bearer import Bearer
from adapter.gp.auth.gp_connect import GpConnect
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.auth.nhs_platform import NhsPlatform
from adapter.gp.auth.smart_backend import SmartBackend
from adapter.gp.auth.token_endpoint import AuthorisationServer
from adapter.gp.auth.tokens import Tokens
from adapter.telemetry.events import Tell, unheard


def authorisation_of(
    endpoint: Endpoint,
    tls: TlsFiles,
    *,
    before_request: Callable[[], object] = lambda: None,
    tell: Tell = unheard,
) -> Authorisation:
    """The one that `auth` names. Requests for tokens use `tls`, each after a call of `before_request`."""
    if endpoint.auth == "bearer":
        return Bearer(endpoint)
    if endpoint.basic is not None:
        return Basic(endpoint.basic)
    if endpoint.gp_connect is not None:
        return GpConnect(endpoint.gp_connect)
    if endpoint.client is not None:
        server = AuthorisationServer(
            tls.prepare,
            timeout=endpoint.timeout,
            deadline=endpoint.deadline,
            before_request=before_request,
            tell=tell,
        )
        if endpoint.auth == "nhs-signed-jwt":
            platform = NhsPlatform(endpoint.client, server)
            return Tokens(platform.ask, platform.check)
        backend = SmartBackend(endpoint.url.rstrip("/"), endpoint.client, server)
        return Tokens(backend.ask, backend.check)
    return Nobody()
