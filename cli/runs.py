"""`fhir-vgc runs`: what ran, when, and what came of it."""

from __future__ import annotations

from typing import Any

import click

from cli import options
from cli.helping import Group
from cli.output import counted, show_json, show_problems, show_wrapped


@click.group(
    cls=Group,
    name="runs",
    example=(
        "fhir-vgc runs list",
        "fhir-vgc runs show 3f2a91c4",
    ),
)
def command() -> None:
    """Show what ran, when, and what came of it."""


@command.command(name="list", example=("fhir-vgc runs list --to practice --most 10",))
@click.option("--to", metavar="ENDPOINT", help="Of this endpoint only, as fhir-vgc status names it.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@options.ledger
@options.as_json
def list_runs(to: str | None, most: int, ledger: str | None, *, as_json: bool) -> None:
    """List the newest runs."""
    from adapter.ledger.ledger import Ledger
    from adapter.overview import check_known
    from adapter.settings import load
    from cli.ages import moment

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        check_known(opened, to)
        runs = opened.runs.listed(to, most=most)
        endpoints = {run.endpoint for run in runs}
        holders = {name: opened.leases.holders(name or "") for name in endpoints}
    if as_json:
        show_json({"runs": [run.as_json(holders[run.endpoint]) for run in runs]})
        return
    for run in runs:
        outcome = run.outcome(holders[run.endpoint])
        click.echo(f"{run.run_id[:8]}  {moment(run.started_at):>24}  {run.command:<5} {outcome}", nl=False)
        click.echo(f"  {run.endpoint or ''}")
    if not runs:
        click.echo("Nothing has run yet.")


@command.command(example=("fhir-vgc runs show 3f2a91c4",))
@click.argument("run_id", metavar="ID")
@options.ledger
@options.as_json
def show(run_id: str, ledger: str | None, *, as_json: bool) -> None:
    """Show one run with its books; ID is its id, or the first characters."""
    from adapter.errors import SettingsError
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load
    from cli.ages import age, moment

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        found = opened.runs.listed(run_id=run_id, most=2)
        if len(found) != 1:
            many = "several runs have" if found else "no run has"
            raise SettingsError(f"{many} an id that begins with {run_id}; fhir-vgc runs list shows them")
        (run,) = found
        holders = opened.leases.holders(run.endpoint or "")
    if as_json:
        show_json({**run.as_json(holders), "books": run.summary})
        return
    click.echo(f"Run {run.run_id}: {run.command}, {run.outcome(holders)}")
    if run.endpoint:
        click.echo(f"  endpoint  {run.endpoint}")
    click.echo(f"  began     {moment(run.started_at)}")
    if run.ended_at is not None:
        click.echo(f"  took      {age(run.ended_at - run.started_at)}")
    if run.error:
        show_wrapped(run.error, indent=2)
    elif run.summary:
        _show_books(run.summary)


def _show_books(books: dict[str, Any]) -> None:
    """Pull and push apart where a sync has both; the problems of all of it at the end."""
    parts = {name: books[name] for name in ("pull", "push") if isinstance(books.get(name), dict)}
    problems: list[dict[str, str]] = []
    for name, part in (parts or {"": books}).items():
        if name:
            click.secho(f"  {name}", bold=True)
        for key, value in part.items():
            if key == "problems":
                problems += value
            elif isinstance(value, dict):
                show_wrapped(f"{key}: {_told(value) or 'none'}", indent=4)
            elif isinstance(value, int):
                click.echo(f"    {key}: {value:,}")
    if problems:
        from adapter.problem import Problem

        told = list(dict.fromkeys(Problem(**problem) for problem in problems))
        click.echo(f"\n{counted(len(told), 'thing')} for a person to do then:")
        show_problems(told)


def _told(part: dict[str, Any]) -> str:
    """Counts, counts within (changes by kind) and words (how each type was asked for), without zeros."""
    said = []
    for name, value in part.items():
        if isinstance(value, dict):
            said += [f"{name} ({within})"] if (within := _told(value)) else []
        elif isinstance(value, str):
            said.append(f"{name} by {value}")
        elif value:
            said.append(f"{value:,} {name}")
    return ", ".join(said)
