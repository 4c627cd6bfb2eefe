"""`fhir-vgc status`: where every filing stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import options
from cli.helping import Command
from cli.output import counted, show_json, show_problems, show_wrapped

if TYPE_CHECKING:
    import datetime as dt

    from adapter.overview import Overview


@click.command(
    cls=Command,
    name="status",
    example=(
        "fhir-vgc status",
        "fhir-vgc status --json",
    ),
)
@options.ledger
@options.as_json
def command(ledger: str | None, *, as_json: bool) -> int:
    """Say where every filing stands, and what waits for a person."""
    import datetime as dt

    from adapter.ledger.ledger import Ledger
    from adapter.overview import overviews
    from adapter.settings import load, without_secrets

    now = dt.datetime.now(dt.UTC)
    settings = load({"ledger": ledger}).settings
    target = settings.ledger
    with Ledger.existing(target) as opened:
        sessions, participants = opened.imports.counts()
        flags = [{"session_date": f"{date}", "row": row} for date, row in opened.imports.safeguarding()]
        endpoints = overviews(opened)
    code = 3 if any(endpoint.waits for endpoint in endpoints) else 0
    if as_json:
        show_json(
            {
                "sessions": sessions,
                "participants": participants,
                "safeguarding": flags,
                "endpoints": {endpoint.name: endpoint.as_json(now) for endpoint in endpoints},
            }
        )
        return code
    click.echo(f"Imported: {counted(sessions, 'session')}, {counted(participants, 'participant')}")
    for flag in flags:
        click.echo(
            f"  safeguarding flag: session of {flag['session_date']}, row {flag['row']}: the lead must know"
        )
    names = {endpoint.name for endpoint in endpoints if endpoint.states or endpoint.removed}
    named = {at.url.rstrip("/"): name for name, at in settings.endpoints.items() if name in names}
    for endpoint in endpoints:
        _show(endpoint, now, named.get(endpoint.name))
    if not endpoints:
        click.echo("Nothing has been pushed yet.")
    if not sessions:
        click.echo(f"No session is in the ledger {without_secrets(target)}")
    return code


def _show(endpoint: Overview, now: dt.datetime, named: str | None) -> None:
    """One endpoint; `named` where this is the address of another, which the settings have named since."""
    from cli.ages import age, moment

    click.echo(f"\n{click.style(endpoint.name, bold=True)}")
    if named is not None:
        show_wrapped(_NAMED_SINCE.format(name=named), indent=2)
    totals = [f"{count:,} {state}" for state, count in endpoint.states.items()]
    if endpoint.not_pushed:
        totals.append(f"{endpoint.not_pushed:,} not pushed here yet")
    people = counted(endpoint.participants, "participant")
    show_wrapped(f"{people}: {', '.join(totals)}" if totals else people, indent=2)
    if endpoint.removed:
        gone = ", ".join(f"{count:,} {state}" for state, count in endpoint.removed.items())
        show_wrapped(f"of rows that were taken off their lists since: {gone}", indent=2)
    if not endpoint.balanced:
        click.secho("  the books do not balance: run fhir-vgc doctor, and report this", fg="red")
    if (run := endpoint.last_run) is None:
        click.echo("  last run: never")
    else:
        outcome = run.outcome(endpoint.holders)
        click.echo(f"  last run: {run.command} {run.run_id[:8]}, {moment(run.started_at)}: {outcome}")
        if error := run.error:
            show_wrapped(error, indent=6)
        if run.problems:
            things = counted(run.problems, "thing")
            click.echo(f"      it told {things} for a person to do: fhir-vgc runs show {run.run_id[:8]}")
    if endpoint.pulled_at is not None:
        click.echo(f"  last pulled: {age(now - endpoint.pulled_at)} ago")
    elif endpoint.never_pulled:
        click.echo("  last pulled: never")
    if (pull := endpoint.last_pull) is not None and endpoint.not_read:
        show_wrapped(f"the last pull could not read all of: {', '.join(endpoint.not_read)}", indent=2)
        if pull != endpoint.last_run:  # which was pointed at
            click.echo(f"      fhir-vgc runs show {pull.run_id[:8]}")
    if endpoint.conflicts:
        click.echo(f"  {counted(endpoint.conflicts, 'conflict')} to decide: fhir-vgc conflicts list")
    if endpoint.flagged:
        click.echo(
            f"  {counted(len(endpoint.flagged), 'patient')} to ask the practice about: fhir-vgc patients list"
        )
        show_problems(endpoint.flagged)
    for one in endpoint.no_longer_listed:
        where = f"session of {one.session_date}, formerly row {one.row}"
        click.echo(f"  in the record, no longer on the list: filing {one.filing_id[:8]}, {where}")
    if endpoint.waiting_since is not None:
        click.echo(
            f"  waiting, the oldest for {age(now - endpoint.waiting_since)}{':' * bool(endpoint.waiting)}"
        )
    for standing in endpoint.waiting:
        earlier = " (an earlier version is in the record)" if standing.filing_id in endpoint.in_record else ""
        date = endpoint.dates.get(standing.session_id)
        where = f"session of {date}, row {standing.row}" if date else f"row {standing.row}"
        click.echo(f"  {standing.state}: filing {standing.filing_id[:8]}, {where}{earlier}")
        show_wrapped(standing.reason or _WITHOUT_A_REASON[standing.state], indent=6)


_NAMED_SINCE = (
    "this is the address of {name}, and both have filings of their own: what is kept here is of before it was"
    " named, and no run looks at it again. How things stand now is told under {name}"
)

_WITHOUT_A_REASON = {
    "sending": "a run is at it, or ended while it was under way",
    "queued": "the next run sends it",
}
