"""`fhir-vgc status`: where every filing stands."""

from __future__ import annotations

from typing import Any

import click

from cli import options
from cli.helping import Command
from cli.output import counted, show_json, show_wrapped


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
    from adapter.ledger.ledger import Ledger
    from adapter.report import OUTCOMES
    from adapter.settings import load

    with Ledger(load({"ledger": ledger}).settings.ledger) as opened:
        sessions, participants = opened.imports.counts()
        flags = [{"session": f"{date}", "row": row} for date, row in opened.imports.safeguarding()]
        endpoints: dict[str, Any] = {}
        for name in opened.endpoints():
            filings = opened.filings(name)
            standings = filings.standings().values()
            waiting = [one for one in standings if one.state not in ("filed", "unchanged")]
            filed = filings.filed([standing.filing_id for standing in waiting])
            run = opened.runs.latest(name)
            states = [standing.state for standing in standings]
            endpoints[name] = {
                "filings": len(states),
                "states": {state: states.count(state) for state in (*OUTCOMES, "sending") if state in states},
                "not_pushed": filings.not_pushed(),
                "no_longer_listed": [
                    {"filing": one.filing_id, "session": f"{one.session_date}", "formerly_row": one.row}
                    for one in filings.no_longer_listed()
                ],
                "last_run": run and run.started_at.isoformat(timespec="seconds"),
                "waiting": [
                    {
                        "filing": standing.filing_id,
                        "session": standing.session_id,
                        "row": standing.row,
                        "state": standing.state,
                        "reason": standing.reason,
                        "since": standing.changed_at.isoformat(timespec="seconds"),
                        "in_record": standing.filing_id in filed,
                    }
                    for standing in waiting
                ],
            }
    waits = any(
        endpoint[what]
        for endpoint in endpoints.values()
        for what in ("waiting", "not_pushed", "no_longer_listed")
    )
    if as_json:
        show_json(
            {
                "sessions": sessions,
                "participants": participants,
                "safeguarding": flags,
                "endpoints": endpoints,
            }
        )
        return 3 if waits else 0
    click.echo(f"Imported: {counted(sessions, 'session')}, {counted(participants, 'participant')}")
    for flag in flags:
        click.echo(
            f"  safeguarding flag: session of {flag['session']}, row {flag['row']}: the lead must know"
        )
    for name, endpoint in endpoints.items():
        totals = ", ".join(f"{count} {state}" for state, count in endpoint["states"].items())
        click.echo(f"\n{click.style(name, bold=True)}")
        click.echo(f"  {counted(endpoint['filings'], 'filing')}: {totals}")
        click.echo(f"  last run {endpoint['last_run'] or 'never'}")
        if endpoint["not_pushed"]:
            click.echo(f"  {counted(endpoint['not_pushed'], 'participant')} imported and not pushed here yet")
        for item in endpoint["no_longer_listed"]:
            where = f"session of {item['session']}, formerly row {item['formerly_row']}"
            click.echo(f"  in the record, no longer on the list: filing {item['filing'][:8]}, {where}")
        for item in endpoint["waiting"]:
            earlier = " (an earlier version is in the record)" if item["in_record"] else ""
            click.echo(f"  {item['state']}: filing {item['filing'][:8]}, row {item['row']}{earlier}")
            show_wrapped(item["reason"] or "a run ended while it was under way", indent=6)
    if not endpoints:
        click.echo("Nothing has been pushed yet.")
    return 3 if waits else 0
