"""One cell as its file holds it, and what may be said of it in a log."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Mangled:
    """A cell whose content cannot be trusted as it stands, such as a formula."""

    found: str
    todo: str


Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | Mangled | None
"""A cell as its file holds it: always text in a CSV file, also numbers and dates in a workbook."""

AS_TEXT = "Format the cell as text and type it again."


class Misfit(ValueError):
    """The cell does not hold a value of its kind; `found` describes it and names nobody."""

    def __init__(self, found: str, todo: str = "Correct the cell.") -> None:
        super().__init__(found)
        self.found = found
        self.todo = todo


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what is expected, how a cell is read, how a value is written.

    `read` raises Misfit. `choices` are the words of a closed list. `plain` kinds are formatted as text in a
    workbook, because a spreadsheet program would change what is typed (zeros, dates, long numbers).
    """

    name: str
    expected: str
    read: Callable[[Cell], Any]
    write: Callable[[Any], str]
    choices: tuple[str, ...] = ()
    plain: bool = True


_RISKY = re.compile(r"'*[=+\-@\t\r]")
_SHOWABLE = re.compile(r"[0-9TZ/.:,+\- ]{1,32}")
SCIENTIFIC = re.compile(r"-?\d([.,]\d+)?E[+-]\d+", re.IGNORECASE)


def neutralise(text: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run as a formula (H21)."""
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """Undo `neutralise`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def is_blank(cell: Cell) -> bool:
    """Blank means unknown."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def describe(cell: Cell) -> str:
    """A cell in words fit for a log: short dates and scores as they stand, all else by its shape only."""
    if isinstance(cell, Mangled):
        return cell.found
    text = plain(cell)
    digits = re.sub(r"\D", "", text)
    if SCIENTIFIC.fullmatch(text):
        return "a number in scientific notation, which a spreadsheet program has destroyed"
    if _SHOWABLE.fullmatch(text) and (len(digits) <= 8 or ":" in text):
        return f"'{text}'"
    if len(digits) == len(re.sub(r"[ +-]", "", text)):
        return f"a number of {len(digits)} digits"
    return f"a text of {len(text)} characters"


def plain(cell: Cell) -> str:
    """The cell as one line of text, without surrounding white space."""
    if isinstance(cell, Mangled):
        raise Misfit(cell.found, cell.todo)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return " ".join(str(cell).split())
