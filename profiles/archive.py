"""Packs files as a `.tgz` that is the same, byte for byte, on every machine and with every Python."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

# 26 October 1985, as npm dates the files of a package: some tools refuse the year 1970
_DATE = 499162500

# RFC 1952: magic, deflate, no flags, no date, no hint of the compression, no operating system
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

_LARGEST_BLOCK = 65535
_TAR_BLOCK = 512


def pack(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tar archive of the files (path → content), sorted, of nobody, with one date.

    The content is stored, not compressed: two builds of zlib compress the same bytes differently
    (docs/decisions/0011-reproducible-package.md).

    Raises:
        ValueError: a path has more than 100 characters, or one that is not ASCII.
    """
    tar = _tar(files)
    checks = struct.pack("<II", zlib.crc32(tar), len(tar) & 0xFFFFFFFF)
    return b"".join([_GZIP_HEAD, *_stored(tar), checks])


def _tar(files: Mapping[str, bytes]) -> bytes:
    padded = [_header(path, len(content)) + _padded(content) for path, content in sorted(files.items())]
    return b"".join([*padded, bytes(2 * _TAR_BLOCK)])


def _header(path: str, size: int) -> bytes:
    """The ustar header of a plain file (POSIX.1-1988); Python's own differs between its versions."""
    name = path.encode("ascii")
    if len(name) > 100:
        raise ValueError(f"{path}: longer than 100 characters")

    def with_sum(checksum: bytes) -> bytes:
        numbers = (b"0000644\0", b"0000000\0", b"0000000\0", b"%011o\0" % size, b"%011o\0" % _DATE, checksum)
        return struct.pack("100s8s8s8s12s12s8s1s100s6s2s247x", name, *numbers, b"0", b"", b"ustar\0", b"00")

    # the sum is taken as if its own field were blank
    return with_sum(b"%06o\0 " % sum(with_sum(b" " * 8)))


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % _TAR_BLOCK)


def _stored(content: bytes) -> Iterator[bytes]:
    """The content as deflate blocks of type 0 (RFC 1951, 3.2.4)."""
    for start in range(0, max(len(content), 1), _LARGEST_BLOCK):
        block = content[start : start + _LARGEST_BLOCK]
        is_last = start + _LARGEST_BLOCK >= len(content)
        yield struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF) + block
