"""`fhir-vgc deadletters`: what the endpoint refused, and what a person decides about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import click

from cli import deciding, options
from cli.helping import Group
from cli.output import counted, show_json, show_wrapped

if TYPE_CHECKING:
    from adapter.ledger.dead_letters import DeadLetter
    from adapter.ledger.ledger import Ledger
    from adapter.telemetry.events import Tell


@click.group(
    cls=Group,
    name="deadletters",
    example=(
        "fhir-vgc deadletters list",
        "fhir-vgc deadletters retry f52f7ad1",
        "fhir-vgc deadletters drop f52f7ad1 --reason 'typed into the record by hand'",
    ),
)
def command() -> None:
    """Show what the endpoint refused, have it sent again, or drop it."""


@command.command(name="list", example=("fhir-vgc deadletters list", "fhir-vgc deadletters list --json"))
@options.at
@options.ledger
@options.as_json
def list_letters(to: str | None, ledger: str | None, *, as_json: bool) -> int:
    """List what was refused, the oldest first, and what was dropped."""
    from adapter.overview import check_known

    with _opened(ledger) as opened:
        check_known(opened, to)
        letters = opened.dead_letters.listed(to)
    waits = [letter for letter in letters if letter.state == "rejected"]
    if as_json:
        show_json({"deadletters": [_as_json(letter) for letter in letters]})
        return 3 if waits else 0
    for letter in letters:
        _show(letter)
    dropped = len(letters) - len(waits)
    click.echo(f"{counted(len(waits), 'dead letter')} to decide on, {dropped:,} dropped.")
    return 3 if waits else 0


@command.command(example=("fhir-vgc deadletters show f52f7ad1",))
@click.argument("filing")
@options.at
@options.ledger
@options.as_json
def show(filing: str, to: str | None, ledger: str | None, *, as_json: bool) -> None:
    """Show one dead letter, and why it was refused; FILING is its id, or the first characters."""
    with _opened(ledger) as opened:
        letter = _one(opened, filing, to)
    if as_json:
        show_json(_as_json(letter))
    else:
        _show(letter)


@command.command(example=("fhir-vgc deadletters retry f52f7ad1", "fhir-vgc deadletters retry --all"))
@click.argument("filing", required=False)
@click.option("--all", "every", is_flag=True, help="Every one that was refused and not dropped.")
@options.at
@options.ledger
@options.as_json
def retry(filing: str | None, to: str | None, ledger: str | None, *, every: bool, as_json: bool) -> None:
    """Have the next push or sync send it again."""
    if (filing is None) is not every:
        raise click.UsageError("name one filing, or say --all")
    from adapter.overview import check_known

    with deciding.deciding(ledger) as (opened, tell):
        check_known(opened, to)
        letters = [_one(opened, filing, to)] if filing else opened.dead_letters.listed(to)
        queued = [one for one in letters if opened.dead_letters.retry(one, dt.datetime.now(dt.UTC))]
        for one in queued:
            _told(tell, one, "queued")
    if filing and not queued:
        raise _decided(letters[0])
    if as_json:
        show_json({"queued": [{"endpoint": one.endpoint, "filing": one.filing_id} for one in queued]})
    else:
        click.echo(f"{counted(len(queued), 'filing')} queued: the next push or sync sends what is queued.")


@command.command(example=("fhir-vgc deadletters drop f52f7ad1 --reason 'typed into the record by hand'",))
@click.argument("filing")
@deciding.options
@options.at
@options.ledger
@options.as_json
def drop(
    filing: str, reason: str, by: str | None, to: str | None, ledger: str | None, *, as_json: bool
) -> None:
    """Never send it as it is. If its content changes and is approved anew, that is sent."""
    reason, who = deciding.said(reason, by)
    with deciding.deciding(ledger) as (opened, tell):
        letter = _one(opened, filing, to)
        now = dt.datetime.now(dt.UTC)
        if not opened.dead_letters.drop(letter, reason=reason, by=who, now=now):
            raise _decided(letter)
        _told(tell, letter, "dropped")
    if as_json:
        show_json({"dropped": {"endpoint": letter.endpoint, "filing": letter.filing_id, "by": who}})
    else:
        click.echo(f"Filing {letter.filing_id[:8]} dropped by {who}; it is counted as dropped from now on.")


def _opened(ledger: str | None) -> Ledger:
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load

    return Ledger.existing(load({"ledger": ledger}).settings.ledger)


def _one(ledger: Ledger, filing: str, to: str | None) -> DeadLetter:
    from adapter.errors import SettingsError

    found = ledger.dead_letters.listed(to, filing)
    if len(found) != 1:
        many = f"{len(found)} dead letters have" if found else "no dead letter has"
        more = "; choose one endpoint with --to" if len({one.filing_id for one in found}) == 1 else ""
        raise SettingsError(
            f"{many} an id that begins with {filing}{more}; fhir-vgc deadletters list shows them"
        )
    return found[0]


def _told(tell: Tell, letter: DeadLetter, state: Literal["queued", "dropped"]) -> None:
    from adapter.telemetry.events import DeadLetterDecided, about

    with about(endpoint=letter.endpoint, filing=letter.filing_id):
        tell(DeadLetterDecided(state=state))


def _decided(letter: DeadLetter) -> Exception:
    from adapter.errors import SettingsError

    said = f"filing {letter.filing_id[:8]} was {letter.state} already: nothing was changed"
    if letter.state == "dropped":
        said += "; if it is to be sent after all, a clinician approves the entry again (a new approved_at)"
    return SettingsError(said)


def _show(letter: DeadLetter) -> None:
    from cli.ages import moment

    session = f"session of {letter.session_date}" if letter.session_date else "a session no longer imported"
    click.secho(f"{letter.state}: filing {letter.filing_id[:8]}, {session}, row {letter.row}", bold=True)
    click.echo(f"      at {letter.endpoint} since {moment(letter.since)}, run {letter.run_id[:8]}")
    show_wrapped(letter.reason or "", indent=6)


def _as_json(letter: DeadLetter) -> dict[str, Any]:
    return {
        "endpoint": letter.endpoint,
        "filing": letter.filing_id,
        "session_id": letter.session_id,
        "session_date": letter.session_date and letter.session_date.isoformat(),
        "row": letter.row,
        "state": letter.state,
        "reason": letter.reason,
        "run": letter.run_id,
        "since": letter.since.isoformat(timespec="seconds"),
    }
