"""FHIR JSON as it travels: decimals keep their digits, and equal content has equal bytes.

The wire JSON is the truth. `fhir.resources` loses trailing zeros of decimals and rewrites instants, and a
float cannot hold `1.10`, so every read and write of FHIR JSON goes through this module.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

Resource: TypeAlias = dict[str, Any]
"""One FHIR resource (or element) in wire form: FHIR's own element names, `Decimal` for decimals."""

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_canonical = msgspec.json.Encoder(decimal_format="number", order="deterministic")


NOT_TEXT = "not UTF-8 text"
"""The message of `NotJson` about bytes that are no text."""


class NotJson(ValueError):
    """The bytes are not JSON; the message says where, and repeats nothing of the content."""


def loads(data: bytes | str) -> Any:
    """JSON to Python, with every number that has a point or exponent as an exact `Decimal`.

    A byte order mark before it does not count (RFC 8259, section 8.1). Raises `NotJson`.
    """
    plain = data.removeprefix("\ufeff") if isinstance(data, str) else data.removeprefix(codecs.BOM_UTF8)
    try:
        return _decoder.decode(plain)
    except (msgspec.ValidationError, ArithmeticError):  # the former names the elements around it
        raise NotJson("a number too large") from None
    except msgspec.DecodeError as error:
        raise NotJson(str(error)) from None
    except UnicodeError:
        raise NotJson(NOT_TEXT) from None
    except RecursionError:
        raise NotJson("elements nested too deeply") from None


dumps: Callable[[Any], bytes] = _encoder.encode
"""Python to compact JSON bytes, in the order the elements were built."""


def compact(data: bytes) -> bytes:
    """JSON without the white space between its parts, and otherwise as it is."""
    return msgspec.json.format(data, indent=-1)


def pretty(value: Any) -> str:
    """Python to indented JSON, for people."""
    return msgspec.json.format(_encoder.encode(value), indent=2).decode()


def digest(value: Any) -> str:
    """sha256 (hex) of the content, whatever the order of its elements; `1.0` and `1.00` differ."""
    return hashlib.sha256(_canonical.encode(value)).hexdigest()
