"""The patients of the groups: invented people, each of whose words are marked as nobody else's."""

from __future__ import annotations

import itertools
import random
import string

from fixtures.invented_people import nhs_numbers, people
from mappings.records import Person
from profiles.definitions import NHS_NUMBER
from profiles.wire import Resource

_WORDS = """
morning stairs garden letters bus rain kettle shoulder window market pillow knee swimming dog bench
ladder bread evening hands river walking choir allotment tablets sleep noise shopping wedding
bicycle friends kitchen hospital weather needles postman gate cushion neighbour sewing football
train heating garage library chair paper coffee floor lifting carrying summer reading
""".split()  # noqa: SIM905 (a list of so many would be read by nobody)


class People:
    """So many patients, drawn from a seed; `index` counts them from 0."""

    def __init__(self, seed: int, count: int, groups: int) -> None:
        numbers = list(itertools.islice(nhs_numbers(seed), count))
        self.persons: list[Person] = list(people(seed, 1, numbers))
        self.groups = [list(range(count))[number::groups] for number in range(groups)]
        self._draw = random.Random(f"{seed}/words")

    def __len__(self) -> int:
        return len(self.persons)

    def words(self, index: int, about: str) -> str:
        """A text that nobody else's is like, with the mark of whose it is."""
        return f"{about}: {' '.join(self._draw.sample(_WORDS, 12))} {mark(index)}"

    def patient(self, index: int) -> Resource:
        """The practice's own Patient."""
        person = self.persons[index]
        return {
            "resourceType": "Patient",
            "id": f"p{index}",
            "identifier": [{"system": NHS_NUMBER, "value": person.nhs_number}],
            "active": True,
            "name": [{"use": "official", "family": person.family, "given": list(person.given)}],
            "birthDate": person.birth_date.isoformat(),
        }

    def named(self, index: int) -> tuple[str, ...]:
        """What may stand in no log: names, number, telephone."""
        person = self.persons[index]
        return (person.nhs_number, person.family, *person.given, *person.phone)


def mark(index: int) -> str:
    """What every text of a patient's ends with, `[c]` for the third; at most 26 of them."""
    return f"[{string.ascii_lowercase[index]}]"
