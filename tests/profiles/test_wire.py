"""FHIR JSON travels without losing a digit, and whatever is not JSON is told without repeating it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import wire

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
NAMES = st.text(max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | NAMES | DECIMALS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


def spelt(value: Any) -> Any:
    """The value with its decimals as they are written, so that 1.0 and 1.00 are told apart."""
    if isinstance(value, Decimal):
        return ("decimal", value.as_tuple())
    if isinstance(value, dict):
        return {name: spelt(inner) for name, inner in value.items()}
    return [spelt(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("written", ["1.0", "1.00", "0.10", "-0.0", "36.600", "1E+2", "0.123456789012345678"])
def test_a_decimal_keeps_every_digit(written: str) -> None:
    assert wire.dumps(wire.loads(written)) == written.encode()


def test_a_decimal_is_never_a_float() -> None:
    assert wire.loads("1.1") == Decimal("1.1")
    assert wire.loads("1.1") != 1.1


@pytest.mark.parametrize("marked", [b'\xef\xbb\xbf{"a": 1.0}', '\ufeff{"a": 1.0}'])
def test_a_byte_order_mark_before_it_does_not_count(marked: Any) -> None:
    assert wire.loads(marked) == {"a": Decimal("1.0")}


@given(VALUES.filter(lambda value: not isinstance(value, Decimal)))
def test_whatever_is_written_is_read_back(value: Any) -> None:
    # a decimal without a point or exponent is JSON's integer
    assert spelt(wire.loads(wire.dumps(value))) == spelt(_as_integers(value))


def _as_integers(value: Any) -> Any:
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    if isinstance(value, dict):
        return {name: _as_integers(inner) for name, inner in value.items()}
    return [_as_integers(inner) for inner in value] if isinstance(value, list) else value


@given(st.dictionaries(NAMES, VALUES, min_size=2, max_size=3))
def test_the_digest_does_not_depend_on_the_order_of_the_elements(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))
    assert list(backwards) != list(value)
    assert wire.digest(backwards) == wire.digest(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1.0}', '{"a": 1.00}'),
        ('{"a": [1, 2]}', '{"a": [2, 1]}'),
        ('{"a": null}', "{}"),
        ('""', "null"),
    ],
)
def test_other_content_has_another_digest(one: str, other: str) -> None:
    assert wire.digest(wire.loads(one)) != wire.digest(wire.loads(other))


def test_elements_stay_in_the_order_they_were_built_in() -> None:
    assert (
        wire.dumps({"resourceType": "Goal", "id": "1", "a": 2}) == b'{"resourceType":"Goal","id":"1","a":2}'
    )


def test_pretty_shows_the_same_content_indented() -> None:
    shown = wire.pretty({"value": Decimal("1.10"), "text": "naïve"})
    assert shown == '{\n  "value": 1.10,\n  "text": "naïve"\n}'


@pytest.mark.parametrize(
    ("data", "where"),
    [(b'{"family":}', "byte 10"), (b"{} x", "byte 4"), (b"NaN", "byte 0"), (b"<html>", "byte 0")],
)
def test_what_is_not_json_is_told_with_its_place(data: bytes, where: str) -> None:
    with pytest.raises(wire.NotJson, match=where):
        wire.loads(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"Quill":',
        b'{"Quill": "\xff"}',
        '{"Quill": "\ud800"}',
        b'{"Quill": 1e99999999999999999999}',
        b'{"Quill": ' + b"9" * 5000 + b"}",
        b'{"Quill":' * 100_000,
        b'{"Quill": "\\q"}',
    ],
    ids=["empty", "cut", "not UTF-8", "lone surrogate", "exponent", "digits", "nested", "escape"],
)
def test_no_bytes_make_it_fail_in_another_way_and_none_are_repeated(data: bytes | str) -> None:
    with pytest.raises(wire.NotJson) as caught:
        wire.loads(data)
    assert str(caught.value)
    assert "Quill" not in str(caught.value)


@given(st.binary() | st.text('{}[]",:0123456789eE.-\\udtrue').map(str.encode))
def test_any_bytes_are_json_or_said_not_to_be(data: bytes) -> None:
    with suppress(wire.NotJson):
        wire.loads(data)


def test_compact_takes_white_space_alone() -> None:
    data = b'{ "a b" : [ 1.50, 1E2 ,\n\t"\\u00e9  " ], "a b":{} }\n'
    assert wire.compact(data) == b'{"a b":[1.50,1E2,"\\u00e9  "],"a b":{}}'
