"""`fhir-vgc doctor`: what may keep it from working here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import options
from cli.helping import Command
from cli.output import show_json, show_wrapped

if TYPE_CHECKING:
    from adapter.doctor.finding import Finding

_COLOURS = {"well": "green", "warning": "yellow", "ill": "red"}


@click.command(
    cls=Command,
    name="doctor",
    example=(
        "fhir-vgc doctor --to practice",
        "fhir-vgc doctor",
    ),
)
@click.option("--to", metavar="ENDPOINT", help="This endpoint alone. Default: every one of fhir-vgc.toml.")
@options.ledger
@options.as_json
def command(to: str | None, ledger: str | None, *, as_json: bool) -> int:
    """Look for what may keep it from working here, and say what to do.

    Settings, ledger and disk; and of each endpoint: reach, TLS, certificates, clocks, authorisation, what it
    offers, and what runs have learnt of it. Nothing is written but to the log, if the settings name one. It
    ends with 0 if all is well, 3 if somebody should look, 4 if it cannot work.
    """
    findings: dict[str, list[Finding]] = {"this machine": []}
    try:
        _look(findings, to, ledger, shown=not as_json)
    finally:
        if as_json:
            show_json({where: [one.as_json() for one in found] for where, found in findings.items()})
    verdicts = {one.verdict for found in findings.values() for one in found}
    return 4 if "ill" in verdicts else 3 if "warning" in verdicts else 0


def _look(findings: dict[str, list[Finding]], to: str | None, ledger: str | None, *, shown: bool) -> None:
    """Look at everything; each finding is kept, and shown as it comes."""
    from collections.abc import Iterable
    from contextlib import ExitStack
    from itertools import chain
    from pathlib import Path

    from adapter.doctor.endpoint import look_at_endpoint
    from adapter.doctor.finding import Finding
    from adapter.doctor.learnt import look_at_learnt
    from adapter.doctor.machine import look_at_changes, look_at_ledger, look_at_settings
    from adapter.errors import SettingsError
    from adapter.settings import endpoint, load
    from adapter.telemetry.events import Examined, Tell, about, unheard
    from adapter.telemetry.telemetry import Telemetry
    from cli.sources import clock

    def keep(where: str, found: Iterable[Finding], tell: Tell = unheard) -> None:
        kept = findings.setdefault(where, [])
        if shown:
            click.secho(where, bold=True)
        for one in found:
            kept.append(one)
            tell(Examined(check=one.check, verdict=one.verdict))
            if shown:
                _show(one)

    try:
        settings = load({"ledger": ledger}).settings
        chosen = dict([endpoint(settings, to)]) if to else settings.endpoints
    except SettingsError as error:
        keep(
            "this machine",
            [
                Finding(
                    "settings", "ill", str(error), "Put it right; docs/reference/settings.md has every key."
                )
            ],
        )
        return
    machine = list(look_at_settings(settings, Path.cwd(), named=to is None))
    with ExitStack() as opened:
        tell: Tell = unheard
        try:
            tell = opened.enter_context(Telemetry(settings, clock, measuring=False))
        except SettingsError as error:
            machine.append(
                Finding("log", "ill", str(error), "Name another place for it, or make its folder.")
            )
        machine += [*look_at_ledger(settings.ledger), *look_at_changes(settings.changes_folder)]
        keep("this machine", machine, tell)
        for name, one in chosen.items():
            with about(endpoint=name):
                found = look_at_endpoint(one, clock(), tell)
                keep(name, chain(found, look_at_learnt(settings.ledger, name)), tell)


def _show(one: Finding) -> None:
    mark = click.style(f"{one.verdict:<8}", fg=_COLOURS[one.verdict])
    click.echo(f"  {mark}{one.check}")
    show_wrapped(one.found, indent=10)
    if one.todo and one.verdict != "well":
        show_wrapped(f"→ {one.todo}", indent=10)
