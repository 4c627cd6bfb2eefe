from __future__ import annotations

import codecs
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import SourceError
from adapter.intake.files.decoding import decode

HEADER = "Full Name\tUser Action\tTimestamp\r\n"
TEXT = HEADER + "Zoë Exämple\tJoined\t4/23/2021, 6:44:22 PM\r\n"

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\ufffd\0"), max_size=80)


@given(texts)
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF8, "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "utf-8"),
    ],
)
def test_what_is_encoded_is_decoded_again(mark: bytes, encoding: str, text: str) -> None:
    decoded = decode(mark + (HEADER + text).encode(encoding), "report.csv")
    assert (decoded.text, decoded.encoding, decoded.notes) == (HEADER + text, encoding, ())
    assert not decoded.truncated


@given(st.text(st.sampled_from("abc é–“”€\r\n,"), max_size=60))
def test_windows_1252_is_read_and_said(text: str) -> None:
    data = ("Quiz \u2014 " + text + " end").encode("cp1252")
    assert 0x97 in data
    decoded = decode(data, "quiz.csv")
    assert (decoded.text, decoded.encoding) == ("Quiz \u2014 " + text + " end", "cp1252")
    assert [note.kind for note in decoded.notes] == ["encoding"]


def test_an_odd_byte_at_the_end_of_utf_16_is_dropped_and_said() -> None:
    decoded = decode((codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"))[:-1], "report.csv")
    assert decoded.text == TEXT[:-1]
    assert decoded.truncated
    assert [note.kind for note in decoded.notes] == ["truncated"]


def test_utf_16_cut_in_a_surrogate_pair_is_truncated() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + (TEXT + "😀").encode("utf-16-le")[:-2], "report.csv")
    assert decoded.text == TEXT
    assert decoded.truncated


def test_utf_8_cut_in_a_letter_is_truncated_and_not_windows_1252() -> None:
    decoded = decode((TEXT + "é").encode()[:-1], "report.csv")
    assert (decoded.text, decoded.encoding, decoded.truncated) == (TEXT, "utf-8", True)


def test_a_windows_1252_file_may_end_in_its_only_accent() -> None:
    decoded = decode("Name,Zoé".encode("cp1252"), "report.csv")
    assert (decoded.text, decoded.encoding, decoded.truncated) == ("Name,Zoé", "cp1252", False)


def test_a_byte_order_mark_left_by_an_earlier_program_is_taken_off() -> None:
    assert decode(codecs.BOM_UTF8 + "\ufeffName,Email".encode(), "report.csv").text == "Name,Email"
    assert decode("\ufeffName".encode(), "report.csv").text == "Name"


def test_damaged_letters_in_utf_16_are_said() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00", "report.csv")
    assert decoded.text == "a\ufffdb"
    assert [note.kind for note in decoded.notes] == ["encoding"]


def test_the_hash_is_of_the_original_bytes() -> None:
    data = codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")
    assert decode(data, "report.csv").sha256 == hashlib.sha256(data).hexdigest()


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError) as refused:
        decode(b"\x89PNG\x0d\x0a\x1a\x0a\x81\x8d\xff", "picture.csv")
    (problem,) = refused.value.problems
    assert problem.where == "picture.csv"


def test_an_empty_file_is_empty_text() -> None:
    assert decode(b"", "report.csv").text == ""
