"""`fhir-vgc plan`: what a push would do, without doing it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.helping import Command
from cli.output import counted, show_entry, show_json, show_wrapped

if TYPE_CHECKING:
    from adapter.push.plan import PlannedFiling


@click.command(
    cls=Command,
    name="plan",
    example=(
        "fhir-vgc plan fixtures/richford-gate --to http://127.0.0.1:8090/fhir",
        "fhir-vgc plan session.xlsx --to practice --read",
    ),
)
@options.optional_source
@options.to
@options.ledger
@click.option("--read", is_flag=True, help="Show each entry as its reader will see it, for approval.")
@click.option("--details", is_flag=True, help="Show each resource, and each element that changes.")
@click.option("--filing", metavar="ID", help="Show this filing alone (its first characters suffice).")
@options.as_json
def command(
    source: Path | None,
    to: str,
    ledger: str | None,
    *,
    read: bool,
    details: bool,
    filing: str | None,
    as_json: bool,
) -> int:
    """Show what a push would write, and what waits for a person. Writes nothing.

    SOURCE is a workbook, a folder with one session's files, or a folder of such folders; without it, what was
    imported before. Whoever approves reads each entry with --read, one patient at a time with --filing.
    """
    from adapter.errors import SettingsError
    from adapter.ledger.ledger import Ledger
    from adapter.push.push import plan
    from adapter.routes.choose import choose_route
    from adapter.settings import load
    from adapter.telemetry.telemetry import Telemetry
    from cli.sources import clock, sessions_of

    settings = load({"ledger": ledger}).settings
    telemetry = Telemetry(settings, clock, measuring=False)
    name, route = choose_route(settings, to, telemetry)
    with telemetry, Ledger(settings.ledger) as opened:
        try:
            sessions = sessions_of(source, opened, settings, keeping=False)
            given = list(sessions) if source else []
            planned = list(
                plan(
                    given or sessions,
                    route=route,
                    ledger=opened,
                    endpoint=name,
                    settings=settings,
                    clock=clock,
                    tell=telemetry,
                    read=given,
                )
            )
        finally:
            route.close()
    if filing:
        planned = [one for one in planned if one.filing.filing_id.startswith(filing)]
        if not planned:
            raise SettingsError(f"{filing}: 0 filings of that id; run plan without --filing")
    waits = any(one.hold is not None for one in planned)
    if as_json:
        show_json({"endpoint": name, "filings": [_as_json(one) for one in planned]})
        return 3 if waits else 0
    for date, filings in groupby(planned, key=lambda one: one.filing.session_date):
        click.secho(f"Session of {date.day} {date:%b %Y}", bold=True)
        for one in filings:
            _show(one, details=details)
            for composition in one.filing.compositions if read else ():
                show_entry(composition)
    outcomes = [one.outcome for one in planned]
    counts = ", ".join(
        f"{outcomes.count(word)} {label}" for word, label in _LABELS.items() if word in outcomes
    )
    click.echo(f"{counted(len(planned), 'filing')}: {counts or 'none'}. Nothing was written.")
    return 3 if waits else 0


_LABELS = {
    "file": "to be filed",
    "unchanged": "unchanged",
    "held": "held",
    "rejected": "rejected",
    "dropped": "dropped",
    "unknown": "without an answer",
    "conflict": "in conflict",
}


def _counts(one: PlannedFiling) -> str:
    words = {"create": "new", "update": "changed", "retract": "withdrawn", "unchanged": "unchanged"}
    actions = [change.action for change in one.changes]
    return ", ".join(f"{actions.count(action)} {word}" for action, word in words.items() if action in actions)


def _show(one: PlannedFiling, *, details: bool) -> None:
    where = f"  row {one.filing.row:>3}  filing {one.filing.filing_id[:8]}"
    colour = "yellow" if one.hold else None
    click.echo(f"{where}  {click.style(f'{_LABELS[one.outcome]:<11}', fg=colour)}  {_counts(one)}")
    if one.hold is not None:
        show_wrapped(str(one.hold), indent=11)
    if not details:
        return
    for change in one.changes:
        if change.action != "unchanged":
            click.echo(f"           {change.action} {change.item.resource_type}")
        for difference in change.differences:
            before, after = _readable(difference.before), _readable(difference.after)
            show_wrapped(f"{difference.path}: {before} → {after}", indent=13)


def _readable(value: Any) -> Any:
    """A value as a person reads it: narrative without its markup."""
    from mappings.narrative import plain_text

    if value is None:
        return "nothing"
    return plain_text(value) if isinstance(value, str) and value.startswith("<div") else value


def _as_json(one: PlannedFiling) -> dict[str, Any]:
    return {
        "filing": one.filing.filing_id,
        "session_id": one.filing.session_id,
        "row": one.filing.row,
        "outcome": one.outcome,
        "digest": one.filing.digest,
        "hold": one.hold and {"guard": one.hold.guard, "reason": str(one.hold)},
        "resources": [
            {
                "type": change.item.resource_type,
                "identifier": change.item.identity.value,
                "action": change.action,
                "differences": [
                    {"path": difference.path, "before": difference.before, "after": difference.after}
                    for difference in change.differences
                ],
            }
            for change in one.changes
        ],
    }
