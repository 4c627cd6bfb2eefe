"""The reference page of what the commands print with `--json`, from the fields as they are declared."""

from __future__ import annotations

from collections.abc import Iterator

from cli.main import EXIT_CODES
from docs.json_documents import DOCUMENTS, FAILURE, STANDARD
from docs.json_fields import KEYS, PARTS, Field, Shape
from docs.markdown import listed, table

_PROMISE = """\
With `--json` a command prints one document on stdout, in UTF-8, and nothing else there.

- Fields are only ever added. None is renamed, removed or given another meaning without a new major version:
  pass over what you do not know. A list of values or keys may grow.
- A field that is absent and one that is null mean the same.
- A moment is ISO 8601 in UTC (`2026-03-10T12:41:07+00:00`), a date `2026-03-10`. A count is a whole number
  from 0.
- A text without a list of values is for people and may be worded otherwise at any time: decide by the other
  fields and by the exit code.
- Nothing is a patient's, but where it says so below.
"""


def lines() -> Iterator[str]:
    """The page below its title."""
    yield _PROMISE
    yield "In a path `a.b` is b within a, and `a[]` each of a list; these stand for a key that differs:\n"
    yield from table(
        ("in a path", "what it is", "the keys that there are"),
        *((f"`{name}`", meaning, listed(words)) for name, (meaning, words) in KEYS.items()),
    )
    yield "## Exit codes\n"
    yield from table(("code", "meaning"), *((str(code), text) for code, text in EXIT_CODES.items()))
    yield "`doctor` ends with 4 where something cannot work, and prints its document all the same.\n"
    yield "## Commands\n"
    for document in DOCUMENTS:
        yield from _shape(document, f"`{document.title}`")
    for command, printed in STANDARD.items():
        yield f"### `{command}`\n\nIt prints {printed}.\n"
    yield from _shape(FAILURE, FAILURE.title)
    yield "## What several documents have\n"
    for part in PARTS:
        yield from _shape(part, part.title)


def _shape(shape: Shape, title: str) -> Iterator[str]:
    yield f"### {title}\n"
    if shape.about:
        yield f"{shape.about}\n"
    if shape.extends:
        yield f"It is {_link(shape.extends)}{', with:' if shape.fields else '.'}\n"
    if shape.fields:
        rows = ((f"`{one.path}`", _kind(one), _meaning(one)) for one in shape.fields)
        yield from table(("field", "type", "what it is"), *rows)


def _kind(field: Field) -> str:
    return f"{field.kind} or null" if field.null else field.kind


def _meaning(field: Field) -> str:
    words = f": {listed(field.words)}" if field.words else ""
    return f"{field.meaning}{words}{f'; it is {_link(field.like)}' if field.like else ''}"


def _link(shape: Shape) -> str:
    return f"[{shape.title[0].lower()}{shape.title[1:]}](#{shape.title.lower().replace(' ', '-')})"
