"""`fhir-vgc push`: file each patient's part of a session."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.helping import Command
from cli.output import counted, show_json, show_problems, show_wrapped

if TYPE_CHECKING:
    from adapter.push.report import PushReport


@click.command(
    cls=Command,
    name="push",
    example=(
        "fhir-vgc push fixtures/richford-gate --to http://127.0.0.1:8090/fhir",
        "fhir-vgc push session.xlsx --to practice",
        "fhir-vgc push session.xlsx --to ./bundles/",
    ),
)
@options.optional_source
@options.to
@options.ledger
@options.quiet
@options.as_json
def command(source: Path | None, to: str, ledger: str | None, *, quiet: bool, as_json: bool) -> int:
    """File each patient's part of a session in the GP record.

    SOURCE is a workbook, a folder with one session's files, or a folder of such folders; without it, what was
    imported before. What is filed already is not written again. On a PostgreSQL ledger several may run at
    once: each files for patients whom no other has.
    """
    from adapter.interrupt import Interrupt
    from adapter.ledger.ledger import Ledger
    from adapter.push.push import Push
    from adapter.routes.choose import choose_route
    from adapter.settings import load
    from adapter.telemetry.events import together
    from adapter.telemetry.telemetry import Telemetry
    from cli.progress import Progress
    from cli.sources import clock, sessions_of

    settings = load({"ledger": ledger}).settings
    telemetry = Telemetry(settings, clock)
    progress = Progress(quiet=quiet or as_json or telemetry.on_stderr)
    tell = together(telemetry, progress)
    name, route = choose_route(settings, to, tell)
    with (
        telemetry,
        closing(route),
        Ledger(settings.ledger) as opened,
        telemetry.counting(opened.figures),
        Interrupt() as interrupt,
    ):
        if source is None:
            progress.total = opened.imports.counts()[1]
        with progress:
            report = Push(
                route=route,
                ledger=opened,
                endpoint=name,
                settings=settings,
                clock=clock,
                tell=tell,
                interrupt=interrupt,
            ).run(sessions_of(source, opened, settings, keeping=True, make_room=progress.make_room))
    if as_json:
        show_json(report.as_json())
    else:
        _show(report, name)
    if report.interrupted:
        return 130
    return 0 if report.complete else 3


_MOST_REMARKS = 5

_COLOURS = {"filed": "green", "unchanged": "green"}


def _show(report: PushReport, endpoint: str) -> None:
    document = report.as_json()
    folder = endpoint.startswith("folder:")
    done = "Written as bundles, in no record yet:" if folder else "Filed at"
    people = counted(report.participants, "participant")
    click.echo(f"{done} {click.style(endpoint.removeprefix('folder:'), bold=True)}: {people}")
    for state, count in document["filings"].items():
        if count:
            click.secho(f"  {count:>6,}  {state}", fg=_COLOURS.get(state, "yellow"))
    if report.with_others:
        click.echo(
            f"Beside them, {report.with_others:,} in the books of other runs that pushed here meanwhile."
        )
    resources = ", ".join(f"{count:,} {word}" for word, count in document["resources"].items())
    requests = document["requests"]
    click.echo(f"Resources: {resources}.")
    click.echo(f"Requests: {requests['read']:,} read, {requests['write']:,} write.")
    if report.interrupted:
        click.secho("Interrupted: the rest was not read. Run the same command again.", fg="yellow")
    if report.remarks:
        click.echo("\nTo know, though nobody has to do anything:")
        for remark in report.remarks[:_MOST_REMARKS]:
            show_wrapped(remark, indent=2)
    if report.problems:
        click.echo(f"\n{counted(len(report.problems), 'thing')} for a person to do:")
        show_problems(report.problems)
