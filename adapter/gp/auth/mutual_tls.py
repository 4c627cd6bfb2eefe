"""TLS with the endpoint: whom we trust, and the client certificate that shows who we are."""

from __future__ import annotations

import datetime as dt
import os
import ssl
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapter.access import Tls
from adapter.errors import SettingsError
from adapter.gp.auth.keys import private_key


class TlsFiles:
    """The files of an endpoint's `tls` table, looked at before anything is sent.

    Raises `SettingsError` where a file is missing, not PEM or open to every user, the client certificate is
    not valid now, or the key is another's.
    """

    def __init__(self, tls: Tls, *, now: dt.datetime | None = None) -> None:
        self._tls = tls
        self.expires: dt.datetime | None = None
        """When the client certificate ends; None without one."""
        if tls.certificate_file is not None and tls.key_file is not None:
            self.expires = _check(tls.certificate_file, tls.key_file, now or dt.datetime.now(dt.UTC))
        if tls.ca_file is not None:
            _certificates("ca_file", tls.ca_file)

    def prepare(self, session: requests.Session) -> None:
        """Have a session use them."""
        tls = self._tls
        session.verify = str(tls.ca_file) if tls.ca_file is not None else tls.verify
        if tls.certificate_file is not None:
            session.cert = (str(tls.certificate_file), str(tls.key_file))


# fmt: off
_ALERTS = (
    "HANDSHAKE_FAILURE", "CERTIFICATE_REQUIRED", "BAD_CERTIFICATE", "UNSUPPORTED_CERTIFICATE", "UNKNOWN_CA",
    "CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED", "CERTIFICATE_UNKNOWN", "ACCESS_DENIED",
)
# fmt: on
"""What a server says that does not know its client (RFC 8446, 6.2); the first where it speaks TLS 1.2."""


def certificate_refused(error: requests.exceptions.RequestException) -> bool:
    """Whether the server ended TLS over our certificate, or the lack of one: so it processed nothing."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    (cause, *_) = getattr(reason, "args", None) or (None,)
    # only what OpenSSL itself raised has a reason
    said = (getattr(cause, "reason", None) or "") if isinstance(cause, ssl.SSLError) else ""
    return "_ALERT_" in said and said.endswith(_ALERTS)


def _check(certificate_file: Path, key_file: Path, now: dt.datetime) -> dt.datetime:
    certificate, *_ = _certificates("certificate_file", certificate_file)
    if now >= certificate.not_valid_after_utc:
        day = certificate.not_valid_after_utc.date()
        raise SettingsError(f"tls.certificate_file {certificate_file}: it ended on {day}; ask for a new one")
    if now < certificate.not_valid_before_utc:
        day = certificate.not_valid_before_utc.date()
        raise SettingsError(
            f"tls.certificate_file {certificate_file}: it begins on {day}; is the clock right?"
        )
    text = _content("key_file", key_file)
    if os.name == "posix" and key_file.stat().st_mode & 0o007:
        raise SettingsError(f"tls.key_file {key_file}: every user of this machine may read it; say chmod 600")
    key = private_key(text)
    if key is None:
        raise SettingsError(f"tls.key_file {key_file}: it holds no private key in PEM, or an encrypted one")
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise SettingsError(f"tls.key_file {key_file}: it is not the key of {certificate_file}")
    return certificate.not_valid_after_utc


def _public(key: object) -> bytes:
    found: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return found


def _certificates(name: str, file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_content(name, file))
    except ValueError:
        raise SettingsError(f"tls.{name} {file}: it holds no certificate in PEM") from None


def _content(name: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"tls.{name} {file}: {error.strerror}") from None
