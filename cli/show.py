"""`fhir-vgc show`: what a patient's record now holds of a filing, read back from the endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.helping import Command
from cli.output import counted, show_entry, show_json

if TYPE_CHECKING:
    from adapter.ledger.facts import Standing
    from profiles.wire import Resource


@click.command(
    cls=Command,
    name="show",
    example=(
        "fhir-vgc show --to http://127.0.0.1:8090/fhir",
        "fhir-vgc show 3f2a91c4 --to http://127.0.0.1:8090/fhir",
    ),
)
@click.argument("filing", required=False)
@options.to
@options.ledger
@options.as_json
def command(filing: str | None, to: str, ledger: str | None, *, as_json: bool) -> int:
    """Show what a patient's record now holds of a filing. It is read back from the endpoint.

    FILING is an id that push, plan or status printed (its first characters suffice); without it, the filings
    are listed.
    """
    from adapter.errors import SettingsError
    from adapter.ledger.ledger import Ledger
    from adapter.push.record import read_back
    from adapter.routes.choose import choose_route
    from adapter.settings import load

    settings = load({"ledger": ledger}).settings
    name, route = choose_route(settings, to)
    with Ledger.existing(settings.ledger) as opened:
        filings = opened.filings(name)
        standings = filings.standings()
        if filing is None:
            return _list(list(standings.values()), as_json=as_json)
        chosen = [key for key in standings if key.startswith(filing)]
        if len(chosen) != 1:
            raise SettingsError(
                f"{filing}: {counted(len(chosen), 'filing')} of that id; run show without an id"
            )
        try:
            view = read_back(chosen[0], filings, route)
        finally:
            route.close()
    if as_json:
        show_json({"filing": chosen[0], "resources": view.resources, "missing": view.missing})
        return 3 if view.missing else 0
    standing = standings[chosen[0]]
    click.echo(f"Filing {standing.filing_id[:8]}, row {standing.row}, {standing.state}")
    for resource in view.resources:
        if resource["resourceType"] == "Composition":
            show_entry(resource)
    click.echo(f"\nThe record holds {counted(len(view.resources), 'resource')} of this filing:")
    for resource in view.resources:
        version = resource.get("meta", {}).get("versionId", "?")
        address = f"{resource['resourceType']}/{resource['id'][:13]}"
        click.echo(f"  {address:<36}  version {version}  {_status(resource)}")
    for address in view.missing:
        click.secho(f"  {address}  was filed, and cannot be found any more", fg="yellow")
    return 3 if view.missing else 0


def _list(standings: list[Standing], *, as_json: bool) -> int:
    if as_json:
        show_json(
            {
                "filings": [
                    {"filing": s.filing_id, "session_id": s.session_id, "row": s.row, "state": s.state}
                    for s in standings
                ]
            }
        )
        return 0
    for standing in standings:
        click.echo(
            f"{standing.filing_id[:8]}  session {standing.session_id[:8]}"
            f"  row {standing.row:>3}  {standing.state}"
        )
    click.echo(counted(len(standings), "filing"))
    return 0


def _status(resource: Resource) -> Any:
    return resource.get("status") or resource.get("lifecycleStatus") or ""
