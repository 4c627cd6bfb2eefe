"""`fhir-vgc sessions`: what was imported, how each session stands, and taking one out that was a mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.helping import Group
from cli.output import counted, show_json, show_wrapped

if TYPE_CHECKING:
    from adapter.ledger.ledger import Ledger
    from adapter.ledger.session_books import SessionBooks

_ENOUGH = 8
"""Characters of an id that are asked for at least: a typing error must not name another session."""


@click.group(
    cls=Group,
    name="sessions",
    example=(
        "fhir-vgc sessions list",
        "fhir-vgc sessions forget 3f2a91c4",
    ),
)
def command() -> None:
    """Show the imported sessions, or take out one that was a mistake."""


@command.command(name="list", example=("fhir-vgc sessions list", "fhir-vgc sessions list --json"))
@options.ledger
@options.as_json
def list_sessions(ledger: str | None, *, as_json: bool) -> None:
    """List every imported session, the newest last, and how its filings stand at each endpoint."""
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        found, endpoints = opened.session_books(), opened.endpoints()
    if as_json:
        show_json({"sessions": [_as_json(one, endpoints) for one in found]})
        return
    for one in found:
        _show(one, endpoints)
    click.echo(f"{counted(len(found), 'session')}.")


@command.command(example=("fhir-vgc sessions forget 3f2a91c4",))
@click.argument("session_id", metavar="SESSION")
@options.ledger
@options.as_json
def forget(session_id: str, ledger: str | None, *, as_json: bool) -> None:
    """Take a session out of the ledger that was imported by mistake, while nothing of it is in a record.

    SESSION is its id, or the first 8 characters or more. Its list, its files, its approvals and what it was
    held for go; imported again it is like new. Not while anything runs: that may have read it.
    """
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load
    from adapter.telemetry.events import SessionForgotten
    from adapter.telemetry.telemetry import Telemetry
    from cli.sources import clock

    settings = load({"ledger": ledger}).settings
    with Telemetry(settings, clock, measuring=False) as telemetry, Ledger.existing(settings.ledger) as opened:
        session = _one(opened, session_id).session
        participants = opened.forget(session.session_id)
        telemetry(SessionForgotten(session=session.session_id[:8], participants=participants))
    if as_json:
        gone = {"session_id": session.session_id, "session_date": session.session_date.isoformat()}
        show_json({"forgotten": {**gone, "participants": participants}})
        return
    people = counted(participants, "participant")
    click.echo(f"Session {session.session_id[:8]} of {_day(session.session_date)} is forgotten: {people}.")


def _one(ledger: Ledger, session_id: str) -> SessionBooks:
    from adapter.errors import SettingsError

    if len(session_id) < _ENOUGH:
        raise click.BadParameter(f"name it by its first {_ENOUGH} characters, or more", param_hint="SESSION")
    found = ledger.session_books(session_id.lower())
    if len(found) != 1:
        many = f"{len(found)} sessions have" if found else "no imported session has"
        raise SettingsError(
            f"{many} an id that begins with {session_id}; fhir-vgc sessions list shows them, and --json their"
            " whole ids"
        )
    return found[0]


def _show(one: SessionBooks, endpoints: Sequence[str]) -> None:
    session = one.session
    when = f"{_day(session.session_date):>11}  {session.start:%H:%M}"
    people = f"{counted(one.participants, 'participant'):>15}"
    click.echo(f"{when}  {click.style(session.session_id[:8], bold=True)}  {people}  {session.title}")
    for endpoint in endpoints:
        books = one.endpoints.get(endpoint)
        told = [f"{count:,} {state}" for state, count in (books.states.items() if books else ())]
        if waiting := one.not_pushed(endpoint):
            told.append(f"{waiting:,} not pushed here yet")
        if books and books.removed:
            gone = ", ".join(f"{count:,} {state}" for state, count in books.removed.items())
            told.append(f"of rows now gone: {gone}")
        if told:
            show_wrapped(f"{endpoint}: {', '.join(told)}", indent=13)


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%b %Y}"


def _as_json(one: SessionBooks, endpoints: Sequence[str]) -> dict[str, Any]:
    session = one.session
    return {
        "session_id": session.session_id,
        "session_date": session.session_date.isoformat(),
        "start": session.start.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "end": session.end.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "title": session.title,
        "imported_at": one.imported_at.isoformat(timespec="seconds"),
        "participants": one.participants,
        "endpoints": {
            endpoint: {
                "states": books.states if (books := one.endpoints.get(endpoint)) else {},
                "removed": books.removed if books else {},
                "not_pushed": one.not_pushed(endpoint),
            }
            for endpoint in endpoints
        },
    }
