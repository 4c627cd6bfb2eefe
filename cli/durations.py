"""Times such as `15m` on the command line."""

from __future__ import annotations

import datetime as dt
import re

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(_: click.Context, __: click.Parameter, value: str | None) -> dt.timedelta | None:
    """For `callback=`: a number and a unit, such as `90s`, `15m`, `2h`, `1d`; at most a week."""
    if value is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,6})([smhd])", value)
    parsed = dt.timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if parsed is None or parsed > dt.timedelta(days=7):
        raise click.BadParameter(f"{value!r} is not a time such as 90s, 15m, 2h or 1d (a week at most)")
    return parsed
