"""Which way of authorising an endpoint's settings ask for."""

from __future__ import annotations

from adapter.gp.auth.authorisation import Authorisation, Nobody
from adapter.gp.auth.basic import Basic
from adapter.gp.auth.bearer import Bearer
from adapter.settings import Endpoint


def authorisation_of(endpoint: Endpoint) -> Authorisation:
    if endpoint.auth == "bearer":
        return Bearer(endpoint)
    if endpoint.basic is not None:
        return Basic(endpoint.basic)
    return Nobody()
