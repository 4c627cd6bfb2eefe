"""The body of an answer: read up to a limit, and decompressed if it really is compressed."""

from __future__ import annotations

import zlib

from urllib3.response import BaseHTTPResponse

_PART = 65536
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class OverLimit(Exception):
    """The body is larger than it may be, as it was sent or once it is decompressed."""


def read_body(raw: BaseHTTPResponse, limit: int) -> bytes:
    """The body as it is meant, at most `limit` bytes; hardly more than that is ever held.

    Raises `OverLimit`, or what the connection raises when it breaks off before the announced length.
    """
    announced = raw.headers.get("Content-Length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
        raise OverLimit
    parts: list[bytes] = []
    length = 0
    while raw.length_remaining != 0 and (part := raw.read1(_PART, decode_content=False)):
        length += len(part)
        if length > limit:
            raise OverLimit
        parts.append(part)
    return _decompressed(b"".join(parts), limit)


def _decompressed(body: bytes, limit: int) -> bytes:
    """What the body is decides, not what its header claims: the two disagree behind proxies.

    No JSON begins as gzip does, so that plain and compressed are never mistaken for each other. What begins
    so and is broken, or not all there, stays as it is: nothing readable.
    """
    if not body.startswith(_GZIP_MAGIC):
        return body
    decompressing = zlib.decompressobj(_GZIP)
    try:
        plain = decompressing.decompress(body, limit + 1)
    except zlib.error:
        return body
    if len(plain) > limit:
        raise OverLimit
    return plain if decompressing.eof else body
