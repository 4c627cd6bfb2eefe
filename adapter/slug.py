"""An endpoint's name, or its address, as a part of the name of a file, a service or a volume."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 40
"""With the digits and what stands before it, within the 63 characters of a label (RFC 1123, Kubernetes)."""


def slug(endpoint: str) -> str:
    """Small letters, digits and hyphens: a name that is no more than that stays as it is.

    Where anything was changed or cut, 6 digits of the name's SHA-256 tell it from others that read alike.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", endpoint.lower()).strip("-")[:_LONGEST].strip("-")
    if plain == endpoint and plain:
        return plain
    return f"{plain or 'endpoint'}-{hashlib.sha256(endpoint.encode()).hexdigest()[:6]}"
