"""What gives a person away in a free text, and whether a text holds it.

Spacing, accents and typographic signs do not hide anything: `O’Tamber` is O'Tamber, `07700 900123` is
+447700900123, and `2 April 1958` is 02/04/58.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, TypeAlias

from mappings.records import Person

Kind: TypeAlias = Literal[
    "name", "initials", "NHS number", "telephone number", "e-mail address", "postcode", "date of birth"
]

_MONTHS = {
    spelling: number
    for number, month in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        start=1,
    )
    for spelling in (month, month[:3], month[:4])
}
_BESIDE_DATES = frozenset({"st", "nd", "rd", "th", "of"})
_SHORTEST_NUMBER = 6
"""A telephone number of fewer digits is an extension, which a dose may equal."""


def traces(person: Person) -> frozenset[tuple[Kind, str]]:
    """What gives this person away. Short names count too: a wrong alarm costs an edit, a leak costs more."""
    found: set[tuple[Kind, str]] = {("NHS number", person.nhs_number)}
    whole = [_plain(name) for name in (person.family, *person.given, person.preferred) if name]
    names = {*whole, *(part for name in whole for part in re.split(r"[ -]", name))}
    names |= {_plain(name) for name in (person.display_name,) if name}
    found |= {("name", spelling) for name in names if len(name) > 1 for spelling in _spellings(name)}
    first, last = _plain(person.given[0])[0].upper(), _plain(person.family)[0].upper()
    found |= {("initials", f"{first}.{last}."), ("initials", f"{first}. {last}.")}
    for phone in person.phone:
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= _SHORTEST_NUMBER:
            # without what stands for the country
            found.add(("telephone number", digits[-9:]))
    found |= {("e-mail address", _joined(_plain(email))) for email in person.email}
    if person.postcode:
        found.add(("postcode", _joined(_plain(person.postcode))))
    born = person.birth_date
    found.add(("date of birth", _date(born.day, born.month, born.year)))
    return frozenset(found)


class Reading:
    """A text made ready once, to be asked for the traces of many people."""

    def __init__(self, text: str) -> None:
        self._written = _plain(text)
        self._joined = _joined(self._written)
        self._dates = frozenset(_dates(self._written))

    def shows(self, kind: Kind, trace: str) -> bool:
        if kind in ("name", "initials"):
            if trace not in self._written:
                return False
            return re.search(rf"(?<!\w){re.escape(trace)}(?!\w)", self._written) is not None
        return trace in (self._dates if kind == "date of birth" else self._joined)


def _spellings(name: str) -> set[str]:
    """As written, in capitals, or capitalised; never in small letters, so that `will` is not Will."""
    return {name.upper(), name.title()} | (set() if name.islower() else {name})


def _plain(text: str) -> str:
    """Without accents, with plain apostrophes, hyphens and single spaces; in the case it is written in."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = re.sub(r"[\u0300-\u036f]", "", text)
        text = re.sub(r"[‘’ʼ′]", "'", text)
        text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return " ".join(text.split())


def _joined(text: str) -> str:
    """In small letters, without what people put between the digits of a number."""
    return re.sub(r"[\s()+./-]", "", text).casefold()


def _dates(text: str) -> Iterator[str]:
    """Every date in the text: day first, year first, or with the month's name first."""
    words = re.findall(r"\d+|[a-z]+", text.casefold())
    words = [word for word in words if word not in _BESIDE_DATES]
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        orders = [(two, one, three)] if one in _MONTHS else [(one, two, three), (three, two, one)]
        for day, month, year in orders:
            number = _MONTHS.get(month, month)
            if all(str(part).isdecimal() for part in (day, number, year)) and len(day) < 3:
                yield _date(int(day), int(number), int(year))


def _date(day: int, month: int, year: int) -> str:
    return f"{day}/{month}/{year % 100:02}"
