"""`fhir-vgc patients`: who died, left, was merged, moved or is gone, until somebody has seen to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli import deciding, options
from cli.helping import Group
from cli.output import counted, show_json, show_problems, show_wrapped

if TYPE_CHECKING:
    from adapter.ledger.ledger import Ledger
    from adapter.pull.flags import Flag

_ENOUGH = 8
"""Characters of an id that are asked for at least: a typing error must not name another patient."""


@click.group(
    cls=Group,
    name="patients",
    example=(
        "fhir-vgc patients list",
        "fhir-vgc patients settle f52f7ad1 --reason 'the practice confirms it'",
    ),
)
def command() -> None:
    """Show whom to ask the practice about, and settle who is seen to."""


@command.command(
    name="list",
    example=("fhir-vgc patients list", "fhir-vgc patients list --settled", "fhir-vgc patients list --json"),
)
@click.option("--settled", is_flag=True, help="Those instead who are settled: by whom, when and why.")
@options.at
@options.ledger
@options.as_json
def list_patients(to: str | None, ledger: str | None, *, settled: bool, as_json: bool) -> int:
    """List who died, left, was merged, moved, is gone or is another person.

    Since an entry was filed, and as the last pulls saw it. Names nobody. Whoever died before anything was
    filed is not among them: that entry is held, and fhir-vgc status has it.
    """
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        found = _flags(opened, to, settled=settled)
    code = 3 if found and not settled else 0
    if as_json:
        show_json({"patients": [_as_json(flag) for flag in found]})
        return code
    for flag in found:
        click.echo(f"{click.style(flag.place.filing_id[:8], bold=True)} at {flag.endpoint}")
        show_problems([flag.problem])
        if flag.settled is not None:
            when = f"{flag.settled.at:%d %b %Y}"
            show_wrapped(f"settled by {flag.settled.by} on {when}: {flag.settled.reason}", indent=6)
    people = counted(len(found), "patient")
    click.echo(f"{people} settled." if settled else f"{people} to ask the practice about.")
    return code


@command.command(example=("fhir-vgc patients settle f52f7ad1 --reason 'the practice confirms it'",))
@click.argument("filing")
@deciding.options
@options.at
@options.ledger
@options.as_json
def settle(
    filing: str, reason: str, by: str | None, to: str | None, ledger: str | None, *, as_json: bool
) -> None:
    """Say that a patient is seen to: nothing more is told until the practice's own record changes.

    FILING is the id that the list shows, or its first 8 characters or more. Nothing is written to the
    patient's record after this either: an entry that is held stays held.
    """
    from adapter.errors import SettingsError
    from adapter.ledger.settling import Settlement
    from adapter.telemetry.events import PatientSettled, about

    reason, who = deciding.said(reason, by)
    with deciding.deciding(ledger) as (opened, tell):
        flag = _one(_flags(opened, to, settled=False), filing)
        settling, now = opened.settling(flag.endpoint), dt.datetime.now(dt.UTC)
        if not settling.settle(flag.sighting.server_id, flag.sighting.digest, Settlement(reason, who, now)):
            raise SettingsError(
                f"{filing}: a pull has just read that patient anew; nothing was changed. See it again with"
                " fhir-vgc patients list"
            )
        with about(endpoint=flag.endpoint, filing=flag.place.filing_id):
            tell(PatientSettled())
    if as_json:
        show_json({"settled": {**_named(flag), "by": who}})
        return
    click.echo(f"Settled by {who}: {flag.problem.where}. If the practice's record changes, it is told again.")


@command.command(example=("fhir-vgc patients unsettle f52f7ad1",))
@click.argument("filing")
@options.at
@options.ledger
@options.as_json
def unsettle(filing: str, to: str | None, ledger: str | None, *, as_json: bool) -> None:
    """Have a patient told of again who was settled by mistake.

    FILING is the id that fhir-vgc patients list --settled shows, or its first 8 characters or more.
    """
    from adapter.telemetry.events import PatientUnsettled, about

    with deciding.deciding(ledger) as (opened, tell):
        flag = _one(_flags(opened, to, settled=True), filing)
        opened.settling(flag.endpoint).undo(flag.sighting.server_id)
        with about(endpoint=flag.endpoint, filing=flag.place.filing_id):
            tell(PatientUnsettled())
    if as_json:
        show_json({"unsettled": _named(flag)})
        return
    click.echo(f"To ask the practice about again: {flag.problem.where}.")


def _flags(ledger: Ledger, to: str | None, *, settled: bool) -> list[Flag]:
    from adapter.overview import check_known
    from adapter.pull import flags

    check_known(ledger, to)
    of = flags.settled if settled else flags.flagged
    return [flag for name in ledger.endpoints() if to in (None, name) for flag in of(ledger, name)]


def _one(flags: Sequence[Flag], filing: str) -> Flag:
    from adapter.errors import SettingsError

    if len(filing) < _ENOUGH:
        raise click.BadParameter(f"name it by its first {_ENOUGH} characters, or more", param_hint="FILING")
    found = [flag for flag in flags if flag.place.filing_id.startswith(filing.lower())]
    if len(found) != 1:
        many = f"{len(found)} of these patients have" if found else "none of these patients has"
        more = "; choose one endpoint with --to" if len({f.place.filing_id for f in found}) == 1 else ""
        raise SettingsError(
            f"{many} an id that begins with {filing}{more}; fhir-vgc patients list shows them, with --settled"
            " those who are settled already, and with --json their whole ids"
        )
    return found[0]


def _named(flag: Flag) -> dict[str, str]:
    return {"endpoint": flag.endpoint, "filing": flag.place.filing_id}


def _as_json(flag: Flag) -> dict[str, Any]:
    date, said = flag.place.session_date, flag.settled
    settled = said and {"reason": said.reason, "by": said.by, "at": said.at.isoformat(timespec="seconds")}
    return {
        **_named(flag),
        "session_date": date and date.isoformat(),
        "row": flag.place.row,
        **flag.problem.as_json(),
        "settled": settled,
    }
