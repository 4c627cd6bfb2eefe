"""Whoever decides something: the ledger open for it, and why and by whom, with no patient named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from adapter.ledger.ledger import Ledger
    from adapter.telemetry.events import Tell

_LONGEST_NAME = 200
"""As the ledger keeps it."""

_Command = TypeVar("_Command", bound=Callable[..., object])


def options(command: _Command) -> _Command:
    """`--reason`, which has to be given, and `--by`."""
    reason = click.option("--reason", required=True, help="Why; it is kept in the ledger. Name no patient.")
    by = click.option("--by", help="Who decides. Default: who is logged in.")
    return reason(by(command))


def said(reason: str, by: str | None) -> tuple[str, str]:
    """Why and by whom. Raises `BadParameter` where nothing is said, or an NHS number is."""
    import getpass

    from adapter.guards.giveaway import shows_nhs_number

    if not reason.strip():
        raise click.BadParameter("say why", param_hint="--reason")
    who = by or getpass.getuser()
    for option, given in (("--reason", reason), ("--by", who)):
        if shows_nhs_number(given):
            raise click.BadParameter("an NHS number is in it; name no patient", param_hint=option)
    if len(who) > _LONGEST_NAME:
        raise click.BadParameter(f"at most {_LONGEST_NAME} characters", param_hint="--by")
    return reason.strip(), who


@contextmanager
def deciding(ledger: str | None) -> Iterator[tuple[Ledger, Tell]]:
    """The ledger, and whom to tell what is decided."""
    from adapter.ledger.ledger import Ledger
    from adapter.settings import load
    from adapter.telemetry.telemetry import Telemetry
    from cli.sources import clock

    settings = load({"ledger": ledger}).settings
    with Telemetry(settings, clock, measuring=False) as telemetry, Ledger.existing(settings.ledger) as opened:
        yield opened, telemetry
