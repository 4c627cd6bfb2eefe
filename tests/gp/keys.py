"""Keys and certificates for tests, made once a run and kept nowhere."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(which: int = 1, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def p384_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def pem(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def write_key(file: Path, key: PrivateKey, mode: int = 0o600) -> Path:
    file.write_text(pem(key))
    file.chmod(mode)
    return file


def certificate(
    key: PrivateKey,
    *,
    name: str = "clinic.example",
    issuer: tuple[str, PrivateKey] | None = None,
    begins: dt.datetime | None = None,
    ends: dt.datetime | None = None,
) -> x509.Certificate:
    """For server and client alike, at the loopback address; signed by itself unless an issuer is given."""
    now = dt.datetime.now(dt.UTC)
    signer = issuer or (name, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(signer[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - dt.timedelta(days=1))
        .not_valid_after(ends or now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    return made.sign(signer[1], SHA256())


def write_certificate(file: Path, made: x509.Certificate) -> Path:
    file.write_bytes(made.public_bytes(Encoding.PEM))
    return file


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
