"""How the names of people compare: whom a displayed name may mean, and who could be taken for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from adapter.intake.names import folded, name_tokens
from mappings.records import Person, Staff

_SIMILAR = 0.85
_SIMILAR_WITH_SAME_BIRTH_DATE = 0.6
_TITLES = frozenset({"dr", "dr.", "mr", "mrs", "ms", "miss", "mx", "prof", "prof.", "sister", "nurse"})


def may_mean(shown: str, person: Person) -> bool:
    """Whether a displayed name may be this patient's: every word of it is a name or an initial of theirs.

    At least one word is a whole name. A reason to ask, never a proof.
    """
    words = name_tokens(shown) - _TITLES
    names = _names(person)
    initials = {name[0] for name in names}
    plain = {word.strip(".") for word in words}
    return bool(plain & names) and all(word in names or word in initials for word in plain)


def may_mean_staff(shown: str, member: Staff) -> bool:
    """Whether a displayed name has the whole name of a member of staff in it, in any order."""
    names = name_tokens(member.name) - _TITLES
    return len(names) > 1 and names <= name_tokens(shown)


def alike(one: Person, other: Person) -> bool:
    """Whether two patients of a session could be taken for each other: twins, namesakes (H1)."""
    if _names(one) <= _names(other) or _names(other) <= _names(one):
        return True
    born_together = one.birth_date == other.birth_date
    if born_together and folded(one.family) == folded(other.family):
        return True
    ratio = SequenceMatcher(None, _whole(one), _whole(other), autojunk=False).ratio()
    return ratio >= (_SIMILAR_WITH_SAME_BIRTH_DATE if born_together else _SIMILAR)


def alike_pairs(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Positions of all pairs that are alike; each pair shares a name, initials or a birth date."""
    blocks: dict[object, list[int]] = defaultdict(list)
    for position, person in enumerate(people):
        initials = folded(person.given[0])[0], folded(person.family)[0]
        for key in (person.birth_date, initials, *_names(person)):
            blocks[key].append(position)
    # Comparing everybody with everybody would take minutes for a list of thousands.
    pairs = {pair for block in blocks.values() for pair in combinations(block, 2)}
    return (pair for pair in sorted(pairs) if alike(people[pair[0]], people[pair[1]]))


def _names(person: Person) -> frozenset[str]:
    return frozenset().union(*map(name_tokens, _written(person)))


def _written(person: Person) -> tuple[str, ...]:
    return (person.family, *person.given, *((person.preferred,) if person.preferred else ()))


def _whole(person: Person) -> str:
    return folded(f"{person.given[0]} {person.family}")
