"""`fhir-vgc schedule`: what has the machine's own scheduler run a sync."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import options
from cli.durations import duration
from cli.helping import Group
from cli.output import show_json, show_wrapped

if TYPE_CHECKING:
    from adapter.settings import Loaded

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
    too, is the folder that what the practice changed is written to; of kubernetes, on the pod's volume. What
    is of your own, and the user who runs it has not, is said on stderr.
    """
    import shutil
    import sys

    from adapter.routes.choose import choose_route, with_records
    from adapter.routes.rest import RestRoute
    from adapter.settings import load
    from adapter.sync.units import UNITS, Job

    loaded = load({"ledger": ledger})
    settings = loaded.settings
    name, route = choose_route(settings, to)
    if out is not None:
        with_records(route)
    route.close()
    database = "://" in settings.ledger
    if out is None and isinstance(route, RestRoute) and not (database and settings.changes is None):
        out = settings.changes_folder
    for remark in _remarks(loaded, name, scheduler):
        show_wrapped(remark, indent=0, err=True)
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


def _remarks(loaded: Loaded, name: str, scheduler: str) -> Iterator[str]:
    """What is of whoever prints the unit, and is not there for another user who runs it."""
    settings = loaded.settings
    if scheduler != "kubernetes" and loaded.origins["ledger"] == "default":
        yield (
            f"Nothing names the ledger, so the unit has your own, {settings.ledger}; unless it runs as you,"
            " name another with --ledger or in fhir-vgc.toml."
        )
    in_the_unit = {"changes"} if "://" in settings.ledger else {"changes", "ledger"}
    elsewhere = {"endpoints", *(f"endpoints.{other}" for other in settings.endpoints if other != name)}
    if own := sorted(loaded.own - in_the_unit - elsewhere):
        yield (
            f"Only your own settings have {', '.join(own)}: unless the unit runs as you, write that into"
            " fhir-vgc.toml in this folder as well."
        )
