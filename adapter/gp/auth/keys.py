"""Private keys in PEM, and whether one is of the kind that is needed."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SHORTEST_RSA = 2048
"""Bits of an RSA key that may sign (RFC 7518, 3.3)."""


def private_key(pem: bytes) -> PrivateKeyTypes | None:
    """The key; None where there is none that can be read without a password.

    No error, because the library's own may quote what it was given.
    """
    try:
        return load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        return None


def signing_key(pem: bytes, algorithm: str) -> RSAPrivateKey | EllipticCurvePrivateKey | None:
    """The key, if it signs by this algorithm: RSA for RS384 and RS512, P-384 for ES384 (RFC 7518)."""
    key = private_key(pem)
    if algorithm.startswith("RS") and isinstance(key, RSAPrivateKey) and key.key_size >= SHORTEST_RSA:
        return key
    if algorithm == "ES384" and isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP384R1):
        return key
    return None
