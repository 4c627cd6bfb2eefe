"""Writes the reference pages from the code, so that they cannot rot: `python -m docs.generate`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic.fields import FieldInfo

from adapter.endpoint import ENDPOINT_TABLES, Endpoint
from adapter.intake.mapped.columns import IDENTITY_TARGETS, ColumnMap, MappedColumn
from adapter.intake.workbook.sheets import NOTES, SHEETS
from adapter.sandbox.faults import AFTER, BEFORE, WITHIN
from adapter.section import Section
from adapter.settings import ENVIRONMENT_PREFIX, FROM_ENVIRONMENT, Settings
from cli.main import EXIT_CODES
from cli.main import command as fhir_vgc
from docs import json_page, profile_pages, proof_pages, telemetry_page, unattended_page
from docs.markdown import listed, page, table
from mappings.codes import CORE, READ, SEEN, SLOTS
from mappings.instruments import INSTRUMENTS
from mappings.values import Record

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Every reference page by file name."""
    return {
        "commands.md": page("Commands", _commands()),
        "settings.md": page("Settings", _settings()),
        "workbook.md": page("The workbook's sheets and columns", _workbook()),
        "column-map.md": page("The keys of a column map", _column_map()),
        "codes.md": page("Clinical codes", _codes()),
        "faults.md": page("The sandbox's faults", _faults()),
        "json.md": page("What the commands print as JSON", json_page.lines()),
        "telemetry.md": page("What is logged, and what is counted", telemetry_page.lines()),
    }


def _commands() -> Iterator[str]:
    yield from _command(fhir_vgc, _context(fhir_vgc, "fhir-vgc"))
    yield "## Exit codes\n"
    yield from table(("code", "meaning"), *((str(code), text) for code, text in EXIT_CODES.items()))


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    """As the command itself makes it, with its own names of the help option."""
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    context.max_content_width = context.terminal_width = 90
    help_text = command.get_help(context).partition("\n  Exit codes:")[0].rstrip()
    yield f"## `{context.command_path}`\n\n```text\n{help_text}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None  # noqa: S101 - it has just been listed
            yield from _command(found, _context(found, name, context))


def _settings() -> Iterator[str]:
    yield "In `fhir-vgc.toml`; flags and environment variables win over it.\n"
    rows = [
        (
            f"`{name}`",
            field.description or "",
            f"`{ENVIRONMENT_PREFIX}{name.upper()}`" if name in FROM_ENVIRONMENT else "",
        )
        for name, field in Settings.model_fields.items()
    ]
    yield from table(("key", "what it is", "environment"), *rows)
    yield "## `[endpoints.NAME]`\n"
    yield from _endpoint_keys(Endpoint)
    for name, described in ENDPOINT_TABLES.items():
        yield f"## `[endpoints.NAME.{name}]`\n\n{Endpoint.model_fields[name].description}.\n"
        yield from _endpoint_keys(described)


def _endpoint_keys(section: type[Section]) -> Iterator[str]:
    rows = [
        (f"`{name}`", field.description or "", _default(field))
        for name, field in section.model_fields.items()
    ]
    yield from table(("key", "what it is", "default"), *rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    empty = field.default is None or isinstance(field.default, Section)
    return "" if empty else f"`{json.dumps(field.default)}`".replace('"', "")


def _workbook() -> Iterator[str]:
    yield "Each sheet may also be a CSV file of that name in a folder (UTF-8, comma or TAB).\n"
    for sheet in SHEETS:
        yield f"## `{sheet.name}`\n\n{sheet.about[0].upper()}{sheet.about[1:]}.\n"
        rows = [
            (
                f"`{column.name}`",
                column.kind.expected + (", required" if column.required else ""),
                column.note,
                f"`{column.example}`" if column.example else "",
            )
            for column in sheet.columns
        ]
        yield from table(("key" if sheet.upright else "column", "what goes in", "note", "example"), *rows)


def _column_map() -> Iterator[str]:
    yield "[Column maps](../column-maps.md) tells what they are for, with two examples.\n"
    yield "## At the top\n"
    yield from _keys(ColumnMap)
    yield "## `[columns.NAME]`\n"
    yield from _keys(MappedColumn)
    yield "## Targets\n"
    yield from table(
        ("target", "what it is"),
        *((f"`{name}`", column.kind.expected) for name, column in IDENTITY_TARGETS.items()),
        (
            "`SHEET.COLUMN`",
            f"a column of {listed(sheet.name for sheet in SHEETS if sheet.owner == 'patient')}",
        ),
        ("`notes.FIELD`", f"a note, where FIELD is {listed(NOTES.by_name['field'].kind.choices)}"),
        ("`observations.INSTRUMENT.ITEM`", "an answer of a questionnaire; the instruments follow"),
    )
    items = ((f"`{one.id}`", listed(item.id for item in one.items)) for one in INSTRUMENTS.values())
    yield from table(("instrument", "items"), *items)


def _keys(model: type[Record]) -> Iterator[str]:
    rows = [
        (
            f"`{field.alias or name}`",
            (field.description or "") + (" (required)" if field.is_required() else ""),
            f"`{_toml(field.examples[0])}`" if field.examples else "",
        )
        for name, field in model.model_fields.items()
    ]
    yield from table(("key", "what it is", "example"), *rows)


def _toml(value: object) -> str:
    """A value as TOML writes it: as JSON does, but for tables."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(held)}' for key, held in value.items())} }}"
    return json.dumps(value)


def _codes() -> Iterator[str]:
    yield "SNOMED CT. Every code travels with its text; what has no code here travels as text alone."
    yield "A code that the clinic itself types beside a result is sent only if it is one of these.\n"
    yield "## Sent by default\n"
    yield from table(("concept", "code", "display"), *((f"`{k}`", *v) for k, v in CORE.items()))
    yield "## Sent once `codes.confirmed` names them\n"
    yield from table(("concept", "code", "display"), *((f"`{k}`", *v) for k, v in SEEN.items()))
    yield "## Recognised when read\n"
    yield "A score that comes back under one of these is known, confirmed or not. None is sent for it.\n"
    yield from table(("concept", "codes"), *((f"`{k}`", ", ".join(v)) for k, v in READ.items()))
    yield "## Slots for the practice's own codes\n"
    yield "Empty until filled in `[codes.slots.NAME]` and confirmed by somebody.\n"
    yield ", ".join(f"`{slot}`" for slot in SLOTS)


def _faults() -> Iterator[str]:
    yield "For `fhir-vgc sandbox --faults SCRIPT`: what the embedded endpoint can be told to do wrong.\n"
    yield _SCRIPT_OF_FAULTS
    for title, actions in (
        ("Before a request is processed", BEFORE),
        ("While it is processed", WITHIN),
        ("After it was processed", AFTER),
    ):
        yield f"## {title}\n"
        yield from table(("action", "what happens"), *((f"`{k}`", v) for k, v in actions.items()))


_SCRIPT_OF_FAULTS = """\
SCRIPT is TOML (or the same as JSON), with a `[[fault]]` table for each. This one refuses the first two
transactions:

```toml
seed = 1                  # what happens by chance can be repeated with it

[[fault]]
action = "status"
status = 422
method = "POST"           # any, if it is left out
path = '^/?$'             # a regular expression, searched for in what follows the base: Patient/1
nth = 1                   # from the first such request on
count = 2                 # twice; 0 is always
probability = 1.0         # each time
above = 0.0               # only those above so many a second, as a rate limit does; 0 is all
```

A transaction or batch goes to the base itself, which is `/` or nothing. The other settings are those that the
actions name.
"""


def main() -> None:
    """Write the pages."""
    for folder, made in (
        (REFERENCE, pages()),
        (profile_pages.FOLDER, profile_pages.pages()),
        (proof_pages.FOLDER, proof_pages.pages()),
        (unattended_page.FOLDER, unattended_page.pages()),
    ):
        folder.mkdir(exist_ok=True)
        for name, text in made.items():
            (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
