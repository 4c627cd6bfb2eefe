"""`fhir-vgc patients`: who died, left, was merged, moved or is gone, until somebody has seen to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from cli import deciding, options
from cli.helping import Group
from cli.output import counted, show_json, show_problems

if TYPE_CHECKING:
    from adapter.ledger.ledger import Ledger
    from adapter.pull.flags import Flag


@click.group(
    cls=Group,
    name="patients",
    example=(
        "fhir-vgc patients list",
        "fhir-vgc patients settle f52f7ad1 --reason 'the practice confirms it'",
    ),
)
def command() -> None:
    """Show whom to ask the practice about, and say who is seen to."""


_at = click.option("--to", metavar="ENDPOINT", help="At this endpoint only, as fhir-vgc status names it.")


@command.command(name="list", example=("fhir-vgc patients list", "fhir-vgc patients list --json"))
@_at
@options.ledger
@options.as_json
def list_patients(to: str | None, ledger: str | None, *, as_json: bool) -> int:
    """List who died, left, was merged, moved or is gone, as the last pulls saw it. Names nobody."""
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load

    with Ledger(load({"ledger": ledger}).settings.ledger) as opened:
        found = _flags(opened, to)
    if as_json:
        show_json({"patients": [_as_json(flag) for flag in found]})
        return 3 if found else 0
    for flag in found:
        click.echo(f"{click.style(flag.place.filing_id[:8], bold=True)} at {flag.endpoint}")
        show_problems([flag.problem])
    click.echo(f"{counted(len(found), 'patient')} to ask the practice about.")
    return 3 if found else 0


@command.command(example=("fhir-vgc patients settle f52f7ad1 --reason 'the practice confirms it'",))
@click.argument("filing")
@deciding.options
@_at
@options.ledger
@options.as_json
def settle(
    filing: str, reason: str, by: str | None, to: str | None, ledger: str | None, *, as_json: bool
) -> None:
    """Say that a patient is seen to: no more is told until the practice's own record says something else.

    FILING is the id that the list shows, or its first characters. Nothing is written to the patient's record
    after this either: an entry that is held stays held.
    """
    from adapter.errors import SettingsError
    from adapter.telemetry.events import PatientSettled, about

    reason, who = deciding.said(reason, by)
    with deciding.deciding(ledger) as (opened, tell):
        flag = _one(_flags(opened, to), filing)
        seen, now = opened.seen(flag.endpoint), dt.datetime.now(dt.UTC)
        if not seen.settle(flag.sighting, reason=reason, by=who, now=now):
            raise SettingsError(
                f"{filing}: a pull has just read that patient anew; nothing was changed. See it again with"
                " fhir-vgc patients list"
            )
        with about(endpoint=flag.endpoint, filing=flag.place.filing_id):
            tell(PatientSettled())
    if as_json:
        show_json({"settled": {"endpoint": flag.endpoint, "filing": flag.place.filing_id, "by": who}})
        return
    click.echo(f"Seen to by {who}: {flag.problem.where}. If the practice's record changes, it is told again.")


def _flags(ledger: Ledger, to: str | None) -> list[Flag]:
    from adapter.overview import check_known
    from adapter.pull.flags import flagged

    check_known(ledger, to)
    endpoints = [name for name in ledger.endpoints() if to in (None, name)]
    return [flag for name in endpoints for flag in flagged(ledger, name)]


def _one(flags: list[Flag], filing: str) -> Flag:
    from adapter.errors import SettingsError

    found = [flag for flag in flags if flag.place.filing_id.startswith(filing.lower())]
    if len(found) != 1:
        many = f"{len(found)} patients to ask about have" if found else "no patient to ask about has"
        more = "; choose one endpoint with --to" if len({f.place.filing_id for f in found}) == 1 else ""
        raise SettingsError(
            f"{many} an id that begins with {filing}{more}; fhir-vgc patients list shows them"
        )
    return found[0]


def _as_json(flag: Flag) -> dict[str, Any]:
    date = flag.place.session_date
    return {
        "endpoint": flag.endpoint,
        "filing": flag.place.filing_id,
        "session_date": date and date.isoformat(),
        "row": flag.place.row,
        **flag.problem.as_json(),
    }
