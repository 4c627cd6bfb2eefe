"""What a cell may hold: each kind of value, read from a cell and written back to the same words."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from stdnum.gb import nhs

from adapter.intake.files.cells import (
    AS_TEXT,
    SCIENTIFIC,
    Cell,
    Kind,
    Misfit,
    describe,
    neutralise,
    plain,
    restore,
)
from adapter.intake.times import LONDON

# ── Words ────────────────────────────────────────────────────────────────────────────────────────────


def _read_text(cell: Cell) -> str:
    if isinstance(cell, dt.date | dt.time):
        raise Misfit("a date that the spreadsheet program made of what was typed", AS_TEXT)
    if isinstance(cell, str):
        return restore(cell.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    return plain(cell)


def _read_word(cell: Cell) -> str:
    return restore(_read_text(cell).strip())


def _read_identifier(cell: Cell) -> str:
    text = restore(plain(cell))
    if isinstance(cell, float) or SCIENTIFIC.fullmatch(text):
        raise Misfit("a number in scientific notation or with a decimal point", AS_TEXT)
    if isinstance(cell, dt.date | dt.time):
        raise Misfit("a date that the spreadsheet program made of a number", AS_TEXT)
    if isinstance(cell, int) and len(text) > 15:
        raise Misfit(
            "a number too long for a spreadsheet program, which has changed its last digits", AS_TEXT
        )
    return text


def _read_telephone(cell: Cell) -> str:
    if isinstance(cell, int | float):
        raise Misfit("a number, whose first zero is lost", AS_TEXT)
    return _read_identifier(cell)


# Every row of a patient repeats the number.
_valid_nhs_number = lru_cache(maxsize=1024)(nhs.is_valid)


def _read_nhs_number(cell: Cell) -> str:
    text = _read_identifier(cell)
    digits = re.sub(r"[\s-]", "", text)
    if not digits.isdecimal() or not digits.isascii():
        raise Misfit(f"a text of {len(text)} characters", "Write the 10 digits of the NHS number.")
    if len(digits) != 10:
        hint = " A zero in front may be lost." if len(digits) == 9 else ""
        raise Misfit(f"a number of {len(digits)} digits", f"Write the 10 digits of the NHS number.{hint}")
    if not _valid_nhs_number(digits):
        raise Misfit(
            "a number of 10 digits whose check digit is wrong", "Compare it with the patient's record."
        )
    return digits


TEXT = Kind("text", "text", _read_text, neutralise)
WORD = Kind("short text", "text on one line", _read_word, neutralise)
IDENTIFIER = Kind("identifier", "an identifier", _read_identifier, neutralise)
TELEPHONE = Kind("telephone number", "a telephone number, as text", _read_telephone, neutralise)
NHS_NUMBER = Kind("NHS number", "an NHS number of 10 digits", _read_nhs_number, str)


# ── Dates and times ──────────────────────────────────────────────────────────────────────────────────


def _read_date(cell: Cell) -> dt.date:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise Misfit("a date with a time")
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = plain(cell)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise Misfit(describe(text), "Write the date as YYYY-MM-DD.")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Misfit(f"'{text}', which is no day of the calendar") from None


def _read_birth_date(cell: Cell) -> dt.date:
    try:
        return _read_date(cell)
    except Misfit as misfit:
        found = "a date written in another way, or no date" if "'" in misfit.found else misfit.found
        raise Misfit(found, "Write the date of birth as YYYY-MM-DD.") from None


def _read_partial_date(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return _read_date(cell).isoformat()
    text = plain(cell)
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        _read_date((text + "-01-01")[:10])
        return text
    return _read_date(text).isoformat()


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")


def _read_moment(cell: Cell) -> dt.datetime:
    if isinstance(cell, dt.datetime):
        return (
            cell.replace(tzinfo=dt.timezone(cell.utcoffset() or dt.timedelta()))
            if cell.tzinfo
            else _in_london(cell)
        )
    if isinstance(cell, dt.date):
        raise Misfit(f"'{cell}', a date without a time", "Write the time as well: YYYY-MM-DDTHH:MM.")
    text = plain(cell)
    if not _MOMENT.fullmatch(text):
        raise Misfit(describe(text), "Write date and time as YYYY-MM-DDTHH:MM.")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Misfit(f"'{text}', which is no day of the calendar or no time of day") from None
    return moment if moment.tzinfo else _in_london(moment)


def _in_london(wall: dt.datetime) -> dt.datetime:
    """The moment at which clocks in London show this; its offset is fixed, so that moments compare."""
    first, second = (wall.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first == second:
        return wall.replace(tzinfo=dt.timezone(first or dt.timedelta()))
    if first < second:
        raise Misfit(f"'{wall}', a time that the clocks skip when summer time begins")
    raise Misfit(
        f"'{wall}', a time that comes twice when summer time ends",
        "Add +01:00 for the first of the two, +00:00 for the second.",
    )


def _write_moment(value: dt.datetime) -> str:
    local = value.astimezone(LONDON).replace(tzinfo=None)
    text = local.isoformat(timespec="minutes" if not (local.second or local.microsecond) else "auto")
    try:
        if _in_london(local) == value:
            return text
    except Misfit:
        pass
    return value.astimezone(dt.UTC).isoformat()


DATE = Kind("date", "a date, YYYY-MM-DD", _read_date, dt.date.isoformat)
BIRTH_DATE = Kind("date of birth", "a date of birth, YYYY-MM-DD", _read_birth_date, dt.date.isoformat)
PARTIAL_DATE = Kind("partial date", "a date: YYYY-MM-DD, YYYY-MM or YYYY", _read_partial_date, str)
MOMENT = Kind("date and time", "date and time in London, YYYY-MM-DDTHH:MM", _read_moment, _write_moment)


# ── Numbers and answers ──────────────────────────────────────────────────────────────────────────────


def _read_decimal(cell: Cell) -> Decimal:
    text = plain(cell)
    if isinstance(cell, dt.date | dt.time):
        raise Misfit("a date that the spreadsheet program made of a number", AS_TEXT)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise Misfit(describe(cell), "Write digits, with a point before decimals.")
    return Decimal(text)


def _read_whole(cell: Cell) -> int:
    value = _read_decimal(cell)
    if value != value.to_integral_value():
        raise Misfit(f"'{value}'")
    return int(value)


def _read_yes_no(cell: Cell) -> bool:
    word = plain(cell).casefold()
    if word in ("yes", "y", "true"):
        return True
    if word in ("no", "n", "false"):
        return False
    raise Misfit(describe(cell), "Write yes or no; leave it blank if it is not known.")


def _write_decimal(value: Decimal) -> str:
    return format(value, "f")


WHOLE = Kind("whole number", "a whole number", _read_whole, str, plain=False)
DECIMAL = Kind("decimal", "a number", _read_decimal, _write_decimal, plain=False)
YES_NO = Kind(
    "yes or no", "yes or no", _read_yes_no, lambda value: "yes" if value else "no", ("yes", "no"), plain=False
)


def choice(literal: Any, **also: str) -> Kind:
    """One word of a closed list (a `Literal`); `also` are other spellings and the word they stand for."""
    words: tuple[str, ...] = get_args(literal)
    spellings = {_key(word): word for word in words} | {_key(word): meant for word, meant in also.items()}

    def read(cell: Cell) -> str:
        key = _key(plain(cell))
        if key in spellings:
            return spellings[key]
        near = difflib.get_close_matches(key, spellings, n=1)
        # Only what can be nothing but a word of the list is repeated: in a shifted row it may be a name.
        found = f"'{key}'" if len(key) > 4 and any(key in word for word in near) else describe(cell)
        raise Misfit(found, f"Did you mean {spellings[near[0]]}?" if near else "Choose a word of the list.")

    return Kind("choice", f"one of: {', '.join(words)}", read, str, words, plain=False)


def _key(word: str) -> str:
    return re.sub(r"[\s_]+", "-", word.casefold())


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────

_ITEM = re.compile(r"\s*((?:\\.|[^;])*?)\s*(?:;|\Z)", re.DOTALL)


def listed(kind: Kind) -> Kind:
    """Several values in one cell, separated by `;`; a backslash before a `;` makes it part of the value."""

    def read(cell: Cell) -> tuple[Any, ...]:
        if not isinstance(cell, str):
            return (kind.read(cell),)
        items = (re.sub(r"\\([\\;\s])", r"\1", found) for found in _ITEM.findall(restore(cell)))
        return tuple(kind.read(item) for item in items if item)

    def write(values: Iterable[Any]) -> str:
        return neutralise("; ".join(_escaped(kind.write(value)) for value in values))

    return Kind(f"list of {kind.name}", f"{kind.expected}; several with ; between", read, write, kind.choices)


def _escaped(text: str) -> str:
    text = re.sub(r"([\\;])", r"\\\1", text)
    return re.sub(r"^\s|\s$", lambda edge: "\\" + edge.group(), text)
