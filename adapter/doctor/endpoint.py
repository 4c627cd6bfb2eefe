"""The doctor's look at one endpoint: reach, TLS, our own certificate, clocks, who we are, what it offers."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

from cryptography import x509
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from adapter.access import Tls
from adapter.doctor.capability import lacking
from adapter.doctor.finding import Check, Finding
from adapter.endpoint import Endpoint
from adapter.errors import EndpointError, NotAuthorised, NotProcessed, SettingsError
from adapter.gp.auth.choosing import authorisation_of
from adapter.gp.auth.mutual_tls import TlsFiles
from adapter.gp.client import GpClient
from adapter.gp.server_clock import MOST_SKEW
from adapter.ledger.learnt import NOTHING
from adapter.routes.strategy import choose, offer
from adapter.telemetry.events import Tell, unheard
from profiles.wire import Resource

_PATIENCE = 10.0
"""Seconds for one connection: somebody is waiting at the terminal."""

_AHEAD = dt.timedelta(days=30)
"""How long before it ends a certificate is told of (failure matrix 3.8)."""

_NOBODY = {"_id": "fhir-vgc-asks", "_count": "1"}
"""A search that finds nobody: it needs the right to read, and reads nothing."""

_LATER = "It is busy, or being worked on: look again later. If it lasts, show this to whoever runs it."


def look_at_endpoint(endpoint: Endpoint, now: dt.datetime, tell: Tell = unheard) -> Iterator[Finding]:
    """What is on this machine, then everything in the order in which it is needed.

    What hangs on something ill is not looked at. `tell` hears of the requests.
    """
    parts = urlsplit(endpoint.url)
    secure = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port or (443 if secure else 80)
    tls_files, secrets = yield from _ours(endpoint, now)
    if not tls_files:
        return
    try:
        with socket.create_connection((host, port), _PATIENCE) as connection:
            yield Finding("reach", "well", f"{host} answers at port {port}")
            if secure and (yield from _tls(endpoint, connection, host, now)):
                return
    except socket.gaierror:
        yield Finding(
            "reach", "ill", f"the name {host} is not known", "Look at the url, and at the name server."
        )
        return
    except OSError as error:
        reason = error.strerror or "no answer in time"
        todo = "Look whether the endpoint is up, and whether a firewall is between."
        yield Finding("reach", "ill", f"no connection to {host}, port {port}: {reason}", todo)
        return
    if not secure:
        yield Finding("tls", "well", "none: it is on this machine")
    if not secrets:
        return
    # asked once: the doctor tells what it meets, and does not wait for it to get better
    try:
        client = GpClient(endpoint.model_copy(update={"attempts": 1}), tell)
    except SettingsError as error:
        yield Finding("auth", "ill", str(error), "Put it right in fhir-vgc.toml.")
        return
    with client:
        yield from _conversation(endpoint, client)


def _ours(endpoint: Endpoint, now: dt.datetime) -> Generator[Finding, None, tuple[bool, bool]]:
    """What is on this machine. Returns whether the files for TLS are of use, and whether the secret is."""
    tls_files = secrets = True
    try:
        ends = TlsFiles(endpoint.tls, now=now).expires
    except SettingsError as error:
        tls_files = False
        yield Finding("client certificate", "ill", str(error), "Put it right in fhir-vgc.toml.")
    else:
        if ends is not None:
            yield _until("client certificate", "our client certificate", ends, now)
    try:
        # nobody is asked, so it needs none of those files
        authorisation_of(endpoint, TlsFiles(Tls())).check()
    except NotAuthorised as error:
        secrets = False
        todo = "Put it there, or name another place in fhir-vgc.toml."
        yield Finding("auth", "ill", f"our own secret is of no use: {error}", todo)
    return tls_files, secrets


def _tls(
    endpoint: Endpoint, connection: socket.socket, host: str, now: dt.datetime
) -> Generator[Finding, None, bool]:
    """Returns whether the conversation ends here."""
    tls = endpoint.tls
    context = ssl.create_default_context(cafile=str(tls.ca_file or DEFAULT_CA_BUNDLE_PATH))
    if not tls.verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        yield Finding("tls", "warning", "the endpoint's certificate is not checked (tls.verify = false)")
    if tls.certificate_file is not None:
        context.load_cert_chain(tls.certificate_file, tls.key_file)
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            certificate = x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
            told = f"{secured.version()}, and the endpoint's certificate"
    except ssl.SSLCertVerificationError as error:
        todo = "Name its authority in tls.ca_file if it is a private one; never switch the check off."
        yield Finding("tls", "ill", f"its certificate is not accepted: {error.verify_message}", todo)
        return True
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or "it broke off"
        yield Finding("tls", "ill", f"no TLS with it: {reason}", "Show this to whoever runs the endpoint.")
        return True
    yield _until("tls", told, certificate.not_valid_after_utc, now)
    return False


def _until(check: Check, what: str, ends: dt.datetime, now: dt.datetime) -> Finding:
    told = f"{what} is good until {ends.day} {ends:%b %Y}"
    if ends - now > _AHEAD:
        return Finding(check, "well", told)
    left = max(0, (ends - now).days)
    return Finding(check, "warning", f"{told}, {left} days from now", "Have it renewed before it ends.")


def _conversation(endpoint: Endpoint, client: GpClient) -> Iterator[Finding]:
    try:
        statement = client.metadata()
    except NotAuthorised as error:
        yield _not_accepted(error)
        return
    except (EndpointError, SettingsError) as error:
        todo = (
            _LATER
            if isinstance(error, NotProcessed)
            else "Look whether the url is its FHIR base; then show this to whoever runs the endpoint."
        )
        yield Finding("capability", "ill", f"its capabilities cannot be asked for: {error}", todo)
        return
    yield _clock(client)
    try:
        client.search("Patient", _NOBODY)
    except NotAuthorised as error:
        yield _not_accepted(error)
    except (EndpointError, SettingsError) as error:
        if statement is None:
            found = f"it gives no CapabilityStatement and answers no search: {error}"
            yield Finding("capability", "ill", found, "Look whether the url is its FHIR base.")
            return
        todo = _LATER if isinstance(error, NotProcessed) else "Show this to whoever runs the endpoint."
        yield Finding("auth", "warning", f"a search for nobody was not answered: {error}", todo)
    else:
        how = "nothing is asked of us" if endpoint.auth == "none" else f"{endpoint.auth} is accepted"
        yield Finding("auth", "well", f"{how}, and patients can be searched")
    yield from _capability(endpoint, statement)


def _not_accepted(error: NotAuthorised) -> Finding:
    return Finding("auth", "ill", f"who we are, or what we may do, is not accepted: {error}", error.todo)


def _clock(client: GpClient) -> Finding:
    skew = client.server_clock.skew
    if skew is None:
        return Finding(
            "clock", "warning", "the endpoint does not say what time it is", "Nothing, if ours is right."
        )
    seconds = round(skew.total_seconds())
    told = f"its clock is {abs(seconds):,} s {'ahead of' if seconds > 0 else 'behind'} ours"
    if abs(skew) > MOST_SKEW:
        return Finding("clock", "warning", told, "Set the clock of whichever machine is wrong; use NTP.")
    # the header has whole seconds, and the answer took its time
    return Finding("clock", "well", told if abs(seconds) > 2 else "its clock and ours agree")


def _capability(endpoint: Endpoint, statement: Resource | None) -> Iterator[Finding]:
    if statement is None:
        todo = "Nothing, if pushes work: what it can do is then found out by asking."
        yield Finding("capability", "warning", "it has no CapabilityStatement", todo)
        return
    try:
        chosen = choose(endpoint, offer(statement), NOTHING, lambda _: False)
    except SettingsError as error:
        yield Finding("capability", "ill", str(error), "Use an endpoint of FHIR R4, or change its settings.")
        return
    told = f"by what it states, filings go as {_CARRIAGE[chosen.carriage]}, and {_CREATES[chosen.creates]}"
    yield Finding("capability", "well", told)
    missing = lacking(statement)
    for kind, what in missing.items():
        todo = "Ask whoever runs it: what is not stated may be there, or may be missed when it is needed."
        yield Finding("capability", "warning", f"{kind}: it does not state {', '.join(what)}", todo)
    if not missing:
        yield Finding("capability", "well", "it states everything that a group clinic needs")


_CARRIAGE = {
    "transaction": "transactions",
    "batch": "batches with a mark of completeness",
    "single": "single requests with a mark of completeness",
}
_CREATES = {
    "conditional": "conditional creates keep them from being doubled",
    "client-ids": "ids of ours keep them from being doubled",
    "look-first": "looking before and after keeps them from being doubled",
}
