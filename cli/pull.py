"""`fhir-vgc pull`: bring back what the practice changed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.helping import Command
from cli.output import counted, naming_written, show_json, show_problems, show_wrapped, show_written

if TYPE_CHECKING:
    from adapter.ledger.programme import Place
    from adapter.pull.changes import Change
    from adapter.pull.report import PullReport


@click.command(
    cls=Command,
    name="pull",
    example=(
        "fhir-vgc pull --to practice",
        "fhir-vgc pull --to http://127.0.0.1:8090/fhir --out changes/",
    ),
)
@options.to
@options.out
@click.option("--full", is_flag=True, help="Compare everything again, whatever was seen before.")
@options.ledger
@options.quiet
@options.as_json
def command(to: str, out: Path | None, ledger: str | None, *, full: bool, quiet: bool, as_json: bool) -> int:
    """Bring back what the practice changed since last time. Writes nothing there.

    Goals, care plans, medication, appointments, referrals, follow-ups and measures of the programme's
    patients; and which of the patients died, left or were merged. A change is brought back once, by a pull
    or by a sync, and written to a workbook and to NDJSON: unless told otherwise, in the folder changes beside
    the ledger. Where nothing changed, nothing is written.
    """
    from adapter.interrupt import Interrupt
    from adapter.ledger.ledger import Ledger
    from adapter.pull.files import Returned
    from adapter.pull.pull import Pull
    from adapter.routes.choose import choose_route, with_records
    from adapter.settings import endpoint, load
    from adapter.telemetry.events import together
    from adapter.telemetry.telemetry import Telemetry
    from cli.progress import Progress
    from cli.sources import clock

    settings = load({"ledger": ledger}).settings
    telemetry = Telemetry(settings, clock)
    progress = Progress(quiet=quiet or as_json or telemetry.on_stderr)
    tell = together(telemetry, progress)
    name, route = choose_route(settings, to, tell)
    with (
        telemetry,
        progress,
        closing(route),
        Ledger(settings.ledger) as opened,
        Interrupt() as interrupt,
    ):
        records = with_records(route)
        changes: list[dict[str, Any]] = []
        files = Returned(out or settings.changes_folder, name, opened.programme(name), clock())

        def found(change: Change, place: Place) -> None:
            if as_json:
                changes.append(_as_json(change, place))
            files.add(change, place)

        with telemetry.counting(opened.figures), naming_written(files.written, as_json=as_json), files:
            report = Pull(
                route=records,
                ledger=opened,
                endpoint=name,
                settings=settings,
                at=endpoint(settings, to)[1],
                clock=clock,
                found=found,
                written=files.save,
                tell=tell,
                interrupt=interrupt,
                full=full,
            ).run()
    if as_json:
        show_json(
            {"endpoint": name, **report.as_json(), "changed": changes, "written": [*map(str, files.written)]}
        )
    else:
        _show(report, name, files.written)
    if report.interrupted:
        return 130
    return 0 if report.complete else 3


def _as_json(change: Change, place: Place) -> dict[str, Any]:
    """A change without what it says: that is the patient's, and in the files that are written."""
    from adapter.merge.difference import differences

    elements = differences(change.before, change.after) if change.before and change.after else ()
    return {
        "kind": change.kind,
        "change": change.action,
        "resource": f"{change.resource_type}/{change.server_id}",
        "ours": change.ours,
        "session_date": place.session_date and place.session_date.isoformat(),
        "row": place.row,
        "elements": [one.path for one in elements],
    }


_MOST_REMARKS = 10


def _show(report: PullReport, endpoint: str, written: list[Path]) -> None:
    patients = counted(report.patients, "patient")
    click.echo(f"Pulled from {click.style(endpoint, bold=True)}: {patients}")
    changed = {kind: counts for kind, counts in report.as_json()["changes"].items() if any(counts.values())}
    for kind, counts in changed.items():
        told = ", ".join(f"{count:,} {action}" for action, count in counts.items() if count)
        click.echo(f"  {kind:<14} {told}")
    if not changed and report.complete:
        click.echo("  nothing changed")
    click.echo(f"Requests: {report.requests:,} read.")
    if report.interrupted:
        click.secho("Interrupted: run the same command again, it goes on from there.", fg="yellow")
    if report.remarks:
        click.echo("\nAbout the endpoint:")
        for remark in report.remarks[:_MOST_REMARKS]:
            show_wrapped(remark, indent=2)
    if report.problems:
        click.echo(f"\n{counted(len(report.problems), 'thing')} for a person to do:")
        show_problems(report.problems)
    show_written(written)
