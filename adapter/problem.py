"""One thing that is wrong with what was read, said so that a person can put it right."""

from __future__ import annotations

from dataclasses import dataclass

UNREAD = "the endpoint, "
"""How a place begins of which a pull could not read all; what it could not read follows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where it is, what was found, what was expected, and what to do.

    `where` names the file, sheet, row and column (`session.xlsx, sheet goals, row 4, column confidence`).
    `found` never repeats a name, an NHS number, a contact detail or free text: it describes them
    (`a number of 9 digits`). Other values (dates, codes, scores) are shown as they stand.
    """

    where: str
    found: str
    expected: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}; expected {self.expected}. {self.todo}"

    def as_json(self) -> dict[str, str]:
        return {"where": self.where, "found": self.found, "expected": self.expected, "todo": self.todo}
