"""`fhir-vgc schedule`: what has the machine's own scheduler run a sync."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cli import options
from cli.durations import duration
from cli.helping import Group
from cli.output import show_json

_SCHEDULERS = ("systemd", "cron", "windows", "kubernetes")


@click.group(
    cls=Group,
    name="schedule",
    example=(
        "fhir-vgc schedule show systemd --to practice",
        "fhir-vgc schedule show windows --to practice --every 30m --user CLINIC\\\\svc-vgc",
    ),
)
def command() -> None:
    """Print what has the machine's own scheduler run a sync."""


@command.command(
    example=(
        "fhir-vgc schedule show systemd --to practice",
        "fhir-vgc schedule show cron --to practice --every 30m",
    )
)
@click.argument("scheduler", type=click.Choice(_SCHEDULERS))
@options.to
@click.option(
    "--every",
    default="15m",
    show_default=True,
    callback=duration,
    metavar="TIME",
    help="How often: 90s, 15m, 2h, 1d.",
)
@click.option("--user", default="fhir-vgc", show_default=True, help="Who runs it (not for kubernetes).")
@click.option("--image", default="fhir-vgc:latest", show_default=True, help="Your own, for kubernetes.")
@options.out
@options.ledger
@options.as_json
def show(
    scheduler: str,
    to: str,
    every: dt.timedelta,
    user: str,
    image: str,
    out: Path | None,
    ledger: str | None,
    *,
    as_json: bool,
) -> None:
    """Print a unit that is ready to use; nothing is installed.

    It runs from this folder, whose fhir-vgc.toml it reads. A ledger that is a file is named in it; one that
    is a database comes from the settings or from the environment, since its URL may hold a password. Named,
    too, is the folder that what the practice changed is written to; of kubernetes, on the pod's volume.
    """
    import shutil
    import sys

    from adapter.routes.choose import choose_route, with_records
    from adapter.routes.rest import RestRoute
    from adapter.settings import load
    from adapter.sync.units import UNITS, Job

    settings = load({"ledger": ledger}).settings
    name, route = choose_route(settings, to)
    if out is not None:
        with_records(route)
    route.close()
    database = "://" in settings.ledger
    if out is None and isinstance(route, RestRoute) and not (database and settings.changes is None):
        out = settings.changes_folder
    found = shutil.which("fhir-vgc") or sys.argv[0]
    job = Job(
        program=str(Path(found).absolute()),
        to=name.removeprefix("folder:"),
        every=every,
        folder=str(Path.cwd()),
        user=user,
        ledger=None if database else str(Path(settings.ledger).expanduser().absolute()),
        changes=str(out.expanduser().absolute()) if out is not None else None,
        image=image,
    )
    unit = UNITS[scheduler](job)
    if as_json:
        show_json({"scheduler": scheduler, "unit": unit})
    else:
        click.echo(unit, nl=False)
