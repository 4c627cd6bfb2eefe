"""How the names of people compare: whom a displayed name may mean, and who could be taken for whom."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from mappings.records import Person, Staff

_SIMILAR = 0.85
_SIMILAR_WITH_SAME_BIRTH_DATE = 0.6
_TITLES = frozenset({"dr", "dr.", "mr", "mrs", "ms", "miss", "mx", "prof", "prof.", "sister", "nurse"})


def folded(name: str) -> str:
    """A name with the differences taken out that nobody means: Unicode form, letter case, white space."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def name_tokens(name: str) -> frozenset[str]:
    """The folded words of a name, in no order: `Surname, Given` and `Given SURNAME` have the same.

    Equal tokens are a reason to ask, never a proof of who somebody is.
    """
    return frozenset(folded(name).replace(",", " ").split())


def may_mean(shown: str, person: Person) -> bool:
    """Whether a displayed name may be this patient's: every word of it is a name or an initial of theirs.

    At least one word is a whole name. A reason to ask, never a proof.
    """
    words = name_tokens(shown) - _TITLES
    names = _words(person)
    initials = {name[0] for name in names}
    plain = {word.strip(".") for word in words}
    return bool(plain & names) and all(word in names or word in initials for word in plain)


def may_mean_staff(shown: str, member: Staff) -> bool:
    """Whether a displayed name has the whole name of a member of staff in it, in any order."""
    names = name_tokens(member.name) - _TITLES
    return len(names) > 1 and names <= name_tokens(shown)


def alike(one: Person, other: Person) -> bool:
    """Whether two patients of a session could be taken for each other: twins, namesakes (H1)."""
    return _alike(_Names.of(one), _Names.of(other))


def alike_pairs(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Positions of all pairs that are alike; each pair shares a name, initials or a birth date."""
    known = [_Names.of(person) for person in people]
    blocks: dict[object, list[int]] = defaultdict(list)
    for position, names in enumerate(known):
        for key in (names.born, (names.whole[0], names.family[0]), *names.words):
            blocks[key].append(position)
    # Comparing everybody with everybody would take minutes for a list of thousands.
    pairs = {pair for block in blocks.values() for pair in combinations(block, 2)}
    return ((one, other) for one, other in sorted(pairs) if _alike(known[one], known[other]))


@dataclass(frozen=True, slots=True)
class _Names:
    """A person's names made ready for comparison: first and family name, and every word of every name."""

    born: dt.date
    family: str
    whole: str
    words: frozenset[str]

    @classmethod
    def of(cls, person: Person) -> _Names:
        family = folded(person.family)
        return cls(person.birth_date, family, f"{folded(person.given[0])} {family}", _words(person))


def _alike(one: _Names, other: _Names) -> bool:
    if one.words <= other.words or other.words <= one.words:
        return True
    born_together = one.born == other.born
    if born_together and one.family == other.family:
        return True
    limit = _SIMILAR_WITH_SAME_BIRTH_DATE if born_together else _SIMILAR
    matcher = SequenceMatcher(None, one.whole, other.whole, autojunk=False)
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= limit and matcher.ratio() >= limit


def _words(person: Person) -> frozenset[str]:
    names = (person.family, *person.given, *((person.preferred,) if person.preferred else ()))
    return frozenset().union(*map(name_tokens, names))
