"""An archive is the same bytes wherever it is made, and every tool can open it."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.archive import pack

PATHS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=100)
FILES = st.dictionaries(PATHS, st.binary(max_size=1500), max_size=4)


def unpacked(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        held = [(member.name, tar.extractfile(member)) for member in tar.getmembers()]
        return {name: file.read() for name, file in held if file}


def test_the_bytes_are_these_on_every_machine_and_python() -> None:
    archive = pack({"package/b.json": b"{}\n", "package/a.json": b"x" * 70_000})
    digest = hashlib.sha256(archive).hexdigest()
    assert digest == "c952ef02dcf573694e65ec3c902b1f3458ff6334e429d67367d7056ec5b130cc"


@given(FILES)
def test_what_is_packed_is_unpacked_by_others(files: dict[str, bytes]) -> None:
    assert unpacked(pack(files)) == files


@pytest.mark.parametrize("size", [0, 1, 511, 512, 65535, 65536, 200_000])
def test_files_of_every_size_are_whole(size: int) -> None:
    content = bytes(place % 251 for place in range(size))
    assert unpacked(pack({"file": content})) == {"file": content}


@given(FILES)
def test_the_order_of_the_files_makes_no_difference(files: dict[str, bytes]) -> None:
    assert pack(files) == pack(dict(reversed(files.items())))


def test_nothing_of_the_machine_is_in_it() -> None:
    archive = pack({"package/package.json": b"{}"})
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        (member,) = tar.getmembers()
    assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
    assert (member.mode, member.mtime) == (0o644, 499162500)
    assert archive[4:8] == bytes(4)
    assert len(gzip.decompress(archive)) == 4 * 512


def test_a_path_that_the_format_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 100 characters"):
        pack({"x" * 101: b""})
