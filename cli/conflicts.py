"""`fhir-vgc conflicts`: what the clinic and the practice have both changed, and what a person chooses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.helping import Group
from cli.output import counted, show_json

if TYPE_CHECKING:
    from adapter.merge.contested import Waiting
    from adapter.merge.merge import Question


@click.group(
    cls=Group,
    name="conflicts",
    example=(
        "fhir-vgc conflicts list",
        "fhir-vgc conflicts show 3f2a91c4",
        "fhir-vgc conflicts resolve 3f2a91c4 --keep theirs --by 'Dr A Okafor'",
    ),
)
def command() -> None:
    """Choose where clinic and practice have both changed something."""


@command.command("list", example=("fhir-vgc conflicts list", "fhir-vgc conflicts list --json"))
@options.ledger
@options.as_json
def _list(ledger: str | None, *, as_json: bool) -> int:
    """List what waits for a choice, the oldest first. Names no patient and no content."""
    from adapter.ledger.ledger import Ledger
    from adapter.merge.contested import waiting
    from adapter.settings import load
    from cli.sources import clock

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        found = waiting(opened)
    if as_json:
        show_json({"conflicts": [one.as_json() for one in found]})
        return 3 if found else 0
    for one in found:
        click.echo(f"{one.conflict_id[:8]}  {_where(one)}, at {one.endpoint}, {_age(one, clock())}")
        contested = one.kept.contested
        elements = (_named(contested.resource_type, element) for element in contested.elements)
        click.echo(f"          {contested.resource_type}: {', '.join(elements)}")
    click.echo(f"{counted(len(found), 'conflict')}.")
    return 3 if found else 0


@command.command(
    "show", example=("fhir-vgc conflicts show 3f2a91c4", "fhir-vgc conflicts show 3f2a91c4 --json")
)
@click.argument("conflict", metavar="ID")
@options.ledger
@options.as_json
def _show(conflict: str, ledger: str | None, *, as_json: bool) -> int:
    """Show what was filed, and what each side says now, element by element.

    This prints a patient's record: for whoever may read it, and for no log. ID is one that list printed (its
    first characters suffice).
    """
    from adapter.ledger.ledger import Ledger
    from adapter.merge.contested import find
    from adapter.settings import load
    from mappings.ownership import ownership

    with Ledger.existing(load({"ledger": ledger}).settings.ledger) as opened:
        found = find(opened, conflict)
    questions = found.questions()
    contested = found.kept.contested
    if as_json:
        document = {
            **found.as_json(),
            "questions": [
                {"element": one.element, "filed": one.base, "clinic": one.ours, "practice": one.theirs}
                for one in questions
            ],
            "filed": contested.base if contested.based else None,
            "clinic": contested.ours,
            "practice": contested.theirs,
        }
        show_json(document)
        return 3 if found.waits else 0
    click.secho(f"Conflict {found.conflict_id[:8]}: {contested.resource_type}", bold=True)
    click.echo(f"  {_where(found)}, at {found.endpoint}")
    click.echo(f"  {contested.resource_type}/{contested.server_id}, version {contested.version or 'unknown'}")
    for one in questions:
        click.secho(f"\n{_named(contested.resource_type, one.element)}", bold=True)
        declared = ownership(contested.profile, one.element)
        if declared is not None and declared.owner == "ask":
            _wrapped("", declared.because)
        _sides(one, based=contested.based)
    first = found.conflict_id[:8]
    if found.waits:
        click.echo(f"\nChoose: fhir-vgc conflicts resolve {first} --keep ours|theirs --by NAME")
        click.echo("  ours is what the clinic says, theirs what the practice says; for one element:")
        click.echo("  --keep ELEMENT=ours; another value: --value ELEMENT=JSON, as --json shows it")
        return 3
    click.echo(f"\n{found.closed()}")
    _chosen(found.kept.choice or {})
    return 0


@command.command(
    "resolve",
    example=(
        "fhir-vgc conflicts resolve 3f2a91c4 --keep theirs --by 'Dr A Okafor'",
        "fhir-vgc conflicts resolve 3f2a91c4 --keep description=ours --by 'Dr A Okafor'",
        "fhir-vgc conflicts resolve 3f2a91c4 --value 'statusDate=\"2026-04-21\"' --by 'Dr A Okafor'",
    ),
)
@click.argument("conflict", metavar="ID")
@click.option(
    "--keep",
    multiple=True,
    metavar="SIDE",
    help="ours (the clinic's), theirs (the practice's), or ELEMENT=SIDE.",
)
@click.option(
    "--value", "values", multiple=True, metavar="ELEMENT=JSON", help="Another value; null leaves it out."
)
@click.option(
    "--by",
    required=True,
    metavar="NAME",
    help="Who chooses. Another value is for a clinician of the session.",
)
@options.ledger
@options.as_json
def _resolve(
    conflict: str,
    keep: tuple[str, ...],
    values: tuple[str, ...],
    by: str,
    ledger: str | None,
    *,
    as_json: bool,
) -> int:
    """Record what a person chose. The next push or sync files it.

    If the practice changes the resource again before that, it is a new conflict.
    """
    from adapter.ledger.ledger import Ledger
    from adapter.merge.contested import find, resolve
    from adapter.settings import load
    from adapter.telemetry.telemetry import Telemetry
    from cli.sources import clock

    settings = load({"ledger": ledger}).settings
    with Telemetry(settings, clock, measuring=False) as telemetry, Ledger.existing(settings.ledger) as opened:
        found = find(opened, conflict)
        choice = resolve(opened, found, keep, values, by, clock(), telemetry)
    if as_json:
        show_json({"conflict": found.conflict_id, "by": by, "choice": choice})
        return 0
    _chosen(choice)
    click.echo("Recorded. The next push or sync files it.")
    return 0


def _chosen(choice: dict[str, Any]) -> None:
    for element, chosen in choice.items():
        click.echo(f"  {element}: {_CHOSEN.get(chosen.get('keep', ''), 'another value')}")


_CHOSEN = {"ours": "the clinic's value", "theirs": "the practice's value"}


def _named(resource_type: str, element: str) -> str:
    """The element as `--keep` takes it, and what the session's workbook calls it."""
    from adapter.pull.changes import KINDS
    from adapter.pull.columns import column
    from mappings.in_words import word

    known = column(KINDS.get(resource_type, ""), word(resource_type, element) or element)
    return element if known == element else f"{element} ({known})"


def _where(one: Waiting) -> str:
    if one.session_date is None:
        return f"filing {one.kept.filing_id[:8]}"
    return f"session of {one.session_date.day} {one.session_date:%b %Y}, row {one.row}"


def _age(one: Waiting, now: dt.datetime) -> str:
    days = (now - one.kept.opened_at).days
    return f"for {counted(days, 'day')}" if days else "since today"


_WIDTH = 80
_LABEL = 10


def _sides(question: Question, *, based: bool) -> None:
    sides = [("clinic", question.ours), ("practice", question.theirs)]
    for label, value in [("filed", question.base), *sides] if based else sides:
        _wrapped(label, _readable(value))


def _wrapped(label: str, text: str) -> None:
    import textwrap

    lines = [
        piece
        for line in text.splitlines() or [""]
        for piece in textwrap.wrap(line, _WIDTH - _LABEL - 2, drop_whitespace=False) or [""]
    ]
    for number, line in enumerate(lines):
        click.echo(f"  {label if number == 0 else '':<{_LABEL}}{line}".rstrip())


def _readable(value: Any) -> str:
    """A value as a person reads it: its words where it has no more, narrative without markup, else JSON."""
    from mappings.narrative import plain_text
    from profiles import wire

    if value is None:
        return "(nothing)"
    if isinstance(value, dict) and list(value) == ["text"]:
        return _readable(value["text"])
    if isinstance(value, dict) and isinstance(value.get("div"), str):
        return plain_text(value["div"])
    return value if isinstance(value, str) else wire.pretty(value)
