"""`fhir-vgc sync`: keep clinic and endpoint in step, unattended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.durations import duration
from cli.helping import Command
from cli.output import (
    counted,
    is_terminal,
    naming_written,
    show_error,
    show_json,
    show_problems,
    show_wrapped,
    show_written,
)
from cli.streams import make_tolerant

if TYPE_CHECKING:
    from adapter.errors import FhirVgcError
    from adapter.ledger.leases import Lease
    from adapter.problem import Problem
    from adapter.pull.files import Returned
    from adapter.pull.report import PullReport
    from adapter.routes.rest import RestRoute
    from adapter.sync.sync import Round


@click.command(
    cls=Command,
    name="sync",
    example=(
        "fhir-vgc sync --to http://127.0.0.1:8090/fhir",
        "fhir-vgc sync --to practice --every 15m --out changes/",
    ),
)
@options.to
@click.option(
    "--every",
    callback=duration,
    metavar="TIME",
    help="Go on, with a round every so often (90s, 15m, 2h, 1d), until interrupted.",
)
@options.out
@options.ledger
@options.quiet
@options.as_json
def command(
    to: str, every: dt.timedelta | None, out: Path | None, ledger: str | None, *, quiet: bool, as_json: bool
) -> int:
    """Keep clinic and endpoint in step: pull, merge, push; once, or every so often.

    What was imported and is not in the record yet is filed. One run at a time has an endpoint. The first
    interrupt ends it after what is under way, the second at once. With --every, a round that was missed is
    made up for once, and --json prints one line for each round. What a round brought back is written to a
    workbook and to NDJSON: unless told otherwise, in the folder changes beside the ledger. Off a terminal, a
    log goes to stderr unless the settings name another place.
    """
    from adapter.errors import SettingsError
    from adapter.interrupt import Interrupt
    from adapter.ledger.ledger import Ledger
    from adapter.pull.files import Returned
    from adapter.pull.pull import Pull
    from adapter.routes.choose import choose_route, with_records
    from adapter.settings import endpoint, load
    from adapter.sync.schedule import Timetable
    from adapter.sync.sync import Sync
    from adapter.telemetry.events import together
    from adapter.telemetry.telemetry import Telemetry
    from cli.progress import Progress
    from cli.sources import clock

    folder = Path.cwd()  # which may be gone when the settings are read again
    settings = load({"ledger": ledger}, folder=folder).settings

    def confirm_settings() -> None:
        """An import binds approvals to the settings as they are by then."""
        if load({"ledger": ledger}, folder=folder).settings != settings:
            raise SettingsError(
                "the settings were changed since this program began, and it sends nothing more under the old"
                " ones: start it again, as a scheduler does"
            )

    telemetry = Telemetry(settings, clock, logging=not is_terminal(), serving=every is not None)
    progress = Progress(quiet=quiet or as_json or telemetry.on_stderr, lines=every is not None)
    tell = together(telemetry, progress)
    name, route = choose_route(settings, to, tell)
    if out is not None:
        with_records(route)
    written: list[Path] = []
    with (
        telemetry,
        Ledger(settings.ledger) as opened,
        telemetry.counting(opened.figures),
        progress,
        Interrupt() as interrupt,
    ):

        def pull(route: RestRoute, lease: Lease) -> PullReport:
            files = Returned(out or settings.changes_folder, name, opened.programme(name), clock())
            with _noted(files, written), files:
                return Pull(
                    route=route,
                    ledger=opened,
                    endpoint=name,
                    settings=settings,
                    at=endpoint(settings, to)[1],
                    clock=clock,
                    found=files.add,
                    written=files.save,
                    tell=tell,
                    interrupt=interrupt,
                ).under(lease)

        sync = Sync(
            open_route=route.anew,
            pull=pull,
            ledger=opened,
            endpoint=name,
            settings=settings,
            clock=clock,
            tell=tell,
            interrupt=interrupt,
        )
        if every is not None:
            make_tolerant("stdout")
            if telemetry.unserved and not (as_json and telemetry.on_stderr):
                told = f"{telemetry.unserved}; the rounds go on. Name another port, and start it again"
                click.echo(told, err=not telemetry.on_stderr)
            rounds = sync.rounds(Timetable(every), before=confirm_settings)
            _keep_going(rounds, every, name, written, as_json=as_json, logging=telemetry.on_stderr)
            return 130
        with naming_written(written, as_json=as_json):
            done = sync.round()
    if as_json:
        show_json(_as_json(done, written))
    else:
        _show(done, name, written)
    if done.pushed.interrupted:
        return 130
    return 0 if done.complete else 3


def _keep_going(
    rounds: Iterator[Round | FhirVgcError],
    every: dt.timedelta,
    name: str,
    written: list[Path],
    *,
    as_json: bool,
    logging: bool,
) -> None:
    """A line for each round, until interrupted; `written` is what the last one wrote.

    What a person has to do is told when it comes up, and no more for as long as it stays.
    """
    from adapter.sync.sync import Round
    from profiles import wire

    told: set[Problem] = set()
    for done in rounds:
        if not isinstance(done, Round):
            _show_failed(done, written, as_json=as_json, logging=logging)
        elif as_json:
            click.echo(wire.dumps(_as_json(done, written)))
        else:
            click.echo(_line(done, name))
            problems = _problems(done)
            show_problems([problem for problem in problems if problem not in told])
            told = set(problems)
            if done.ended - done.began > every:
                click.echo(f"  the round took longer than the interval: {_seconds(done)}", err=True)
        show_written([] if as_json else written)
        written.clear()


@contextmanager
def _noted(files: Returned, written: list[Path]) -> Iterator[None]:
    """What the files are, however the pull ends that writes them."""
    try:
        yield
    finally:
        written[:] = files.written


def _as_json(done: Round, written: list[Path]) -> dict[str, Any]:
    return {**done.as_json(), "written": [*map(str, written)]}


def _show_failed(error: FhirVgcError, written: list[Path], *, as_json: bool, logging: bool) -> None:
    """On stderr, unless that is the log and has nothing but its own lines."""
    from profiles import wire

    if as_json:
        click.echo(wire.dumps({"error": str(error), "written": [*map(str, written)]}))
    else:
        show_error(error, as_json=False, err=not logging)


def _problems(done: Round) -> list[Problem]:
    """Each once: of who died the pull tells, and in the same words the push that holds the entry."""
    pulled = done.pulled.problems if done.pulled else ()
    return list(dict.fromkeys([*pulled, *done.pushed.problems]))


def _line(done: Round, name: str) -> str:
    """The round in one line, for a terminal or a log."""
    books = done.pushed.as_json()["filings"]
    people = counted(done.pushed.participants, "participant")
    found = ", ".join(f"{count:,} {state}" for state, count in books.items() if count)
    missed = f"; makes up for {counted(done.missed, 'missed round')}" if done.missed else ""
    waits = "" if done.complete else "; something waits for a person: fhir-vgc status"
    left = "; interrupted: the rest was left for the next run" if done.pushed.interrupted else ""
    unsettled = f"{people} to settle: {found}" if found else f"nothing {'settled' if left else 'to settle'}"
    if done.pulled is not None:
        unsettled = f"{counted(done.pulled.changes.total(), 'change')} pulled, {unsettled}"
    moment = done.began.isoformat(timespec="seconds").removesuffix("+00:00")
    return f"{moment}Z {name}: {unsettled} ({_seconds(done)}){missed}{left}{waits}"


def _seconds(done: Round) -> str:
    return f"{(done.ended - done.began).total_seconds():,.1f} s"


def _show(done: Round, name: str, written: list[Path]) -> None:
    pushed, pulled = done.pushed, done.pulled
    show_wrapped(_line(done, name), indent=0)
    for remark in [*(pulled.remarks if pulled else ()), *pushed.remarks]:
        show_wrapped(remark, indent=2)
    if problems := _problems(done):
        click.echo(f"\n{counted(len(problems), 'thing')} for a person to do:")
        show_problems(problems)
    show_written(written)
