"""`fhir-vgc config show`: the settings in force."""

from __future__ import annotations

from typing import Any

import click

from cli import options
from cli.helping import Group
from cli.output import show_json


@click.group(cls=Group, name="config", example=("fhir-vgc config show",))
def command() -> None:
    """Show the settings in force and where each comes from."""


@command.command(example=("fhir-vgc config show --json",))
@options.ledger
@options.as_json
def show(ledger: str | None, *, as_json: bool) -> None:
    """Show every setting, its value and where the value comes from."""
    from adapter.settings import Settings, load, without_secrets

    loaded = load({"ledger": ledger})
    values: dict[str, Any] = loaded.settings.model_dump(mode="json")
    values["ledger"] = without_secrets(values["ledger"])
    values["changes"] = str(loaded.settings.changes_folder)
    if as_json:
        show_json(
            {name: {"value": values[name], "from": loaded.origins[name]} for name in Settings.model_fields}
        )
        return
    for name, field in Settings.model_fields.items():
        click.echo(f"{click.style(name, bold=True)} = {_plain(name, values[name])}")
        click.echo(f"    {field.description}; from {loaded.origins[name]}")


def _plain(name: str, value: Any) -> str:
    if name == "endpoints":
        return ", ".join(f"{key} ({item['url']})" for key, item in value.items()) or "none"
    if name == "codes":
        return f"{len(value['slots'])} slots filled, {len(value['confirmed'])} codes confirmed"
    return str(value)
