"""What every made page is built from: a head that says so, tables, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MADE = "<!-- Made by `make docs` from the code; change it there. -->\n"


def file_name(profile: str) -> str:
    """The page of a profile by its short name: `medication-plan-line.md` of `MedicationPlanLine`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", profile).lower() + ".md"


def page(title: str, lines: Iterable[str]) -> str:
    """A whole page under its title."""
    return "\n".join([f"# {title}", "", _MADE, *lines]).rstrip() + "\n"


def table(*rows: tuple[str, ...]) -> Iterator[str]:
    """A table, of which the first row is the head."""
    head, *body = rows
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in body:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"
    yield ""


def code(text: str) -> str:
    """The text as code, or nothing where there is none."""
    return f"`{text}`" if text else ""


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def joined(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
