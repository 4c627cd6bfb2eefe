"""What gives a person away in a free text, and whether a text holds it.

Spacing, accents and typographic signs do not hide anything: `O’Tamber` is O'Tamber and OTamber,
`07700 900123` is +447700900123, and `2 April 1958` is 02/04/58. Nor does the case of a name of five letters
or more, which may also stand in the plural: `the quillfeathers`. A shorter one is looked for as names are
written, so that `will` is not Will.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from stdnum.gb import nhs

from mappings.records import Person

Kind: TypeAlias = Literal[
    "name", "initials", "NHS number", "telephone number", "e-mail address", "postcode", "date of birth"
]

Trace: TypeAlias = tuple[Kind, str]

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
_LONG_NAME = 5
"""A name of so many letters is seldom an ordinary word as well."""

_ALONE = r"(?<![^\W\d_]){}(?![^\W\d_])"
"""A pattern with no letter before or behind it; a digit or an underscore may be there: `walk_Marjorie2`."""

_BETWEEN_DIGITS = r"[\s()+./-]"
_TEN_DIGITS = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN_DIGITS}*\d){{9}})(?!\d))")
"""From every number on: the digits of another one may stand before it."""

_SHORTEST_NUMBER = 6
"""A telephone number of fewer digits is an extension, which a dose may equal."""


def traces(person: Person) -> frozenset[Trace]:
    """What gives this person away. Short names count too: a wrong alarm costs an edit, a leak costs more."""
    found: set[Trace] = {("NHS number", person.nhs_number)}
    whole = [_plain(name) for name in (person.family, *person.given, person.preferred) if name]
    names = {*whole, *(part for name in whole for part in re.split(r"[ -]", name))}
    names |= {_plain(name) for name in (person.display_name,) if name}
    found |= {("name", form) for name in names if len(name) > 1 for form in _forms(name)}
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


def full_names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the names as whole words; one of a single word is left out, since a patient may have it too."""
    wanted = [r"\ ".join(map(re.escape, words)) for name in names if len(words := _plain(name).split()) > 1]
    return re.compile(rf"(?<![\w-])({'|'.join(wanted)})(?![\w-])", re.IGNORECASE) if wanted else None


def shows_nhs_number(text: str) -> bool:
    """Whether an NHS number is in it: ten digits, however spaced, the last of them the right check digit."""
    return any(nhs.is_valid(_joined(found)) for found in _TEN_DIGITS.findall(_plain(text)))


class Wanted:
    """The traces of many people, sorted by how a text is searched for them."""

    def __init__(self, found: Iterable[Trace]) -> None:
        self.names: list[str] = []
        self.as_written: list[Trace] = []
        self.joined: list[Trace] = []
        self.dates: set[str] = set()
        for kind, form in found:
            if kind == "name" and form.islower():
                self.names.append(form)
            elif kind in ("name", "initials"):
                self.as_written.append((kind, form))
            elif kind == "date of birth":
                self.dates.add(form)
            else:
                self.joined.append((kind, form))


class Reading:
    """A text made ready once, to be searched for the traces of many people.

    `unsaid` is passed over. `own` are the traces of whose text it is: Mr Roberts is not Robert in the plural.
    """

    def __init__(
        self, text: str, unsaid: re.Pattern[str] | None = None, own: frozenset[Trace] = frozenset()
    ) -> None:
        plain = _plain(text)
        self._written = unsaid.sub(" ", plain) if unsaid else plain
        self._folded = _folded(self._written)
        self._joined = _joined(self._written)
        self._dates = frozenset(_dates(self._written))
        self._own = own

    def kinds(self, wanted: Wanted) -> set[Kind]:
        """What it shows of them."""
        found = {kind for kind, form in wanted.joined if form in self._joined}
        found |= {kind for kind, form in wanted.as_written if form in self._written and self._alone(form)}
        if any(form in self._folded and self._names(form) for form in wanted.names):
            found.add("name")
        if not wanted.dates.isdisjoint(self._dates):
            found.add("date of birth")
        return found

    def _alone(self, form: str) -> bool:
        return re.search(_ALONE.format(re.escape(form)), self._written) is not None

    def _names(self, form: str) -> bool:
        found = re.finditer(_ALONE.format(rf"{re.escape(form)}(?:e?s)?"), self._folded)
        return any(("name", match.group()) not in self._own for match in found)


def _forms(name: str) -> set[str]:
    """How a name is looked for: a long one in small letters, anywhere; a short one as names are written.

    That is as it stands on the list, in capitals or capitalised, but never in small letters.
    """
    spellings = {name, name.replace("'", "")}
    if sum(map(str.isalpha, name)) >= _LONG_NAME:
        return {_folded(spelling) for spelling in (*spellings, name.replace("'", " "))}
    forms = {form for spelling in spellings for form in (spelling.upper(), spelling.title())}
    return forms | {spelling for spelling in spellings if not spelling.islower()}


def _folded(text: str) -> str:
    """In small letters, without apostrophes, and with a space for each hyphen."""
    return " ".join(re.sub(r"['`]", "", text).replace("-", " ").casefold().split())


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
    return re.sub(_BETWEEN_DIGITS, "", text).casefold()


def _dates(text: str) -> Iterator[str]:
    """Every date in the text: day first, year first, or with the month's name first."""
    if not re.search(r"\d", text):
        return
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
