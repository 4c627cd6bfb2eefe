"""Runs the benchmarks: the usual ones into `results.json` and the README, or some of them to the terminal."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial

import click

from benchmarks import again, checking, mapping, memory, pull, push, report, start, sync, validating, workers
from benchmarks.endpoints import APART
from benchmarks.measure import Figure

USUAL: Mapping[str, Callable[..., list[Figure]]] = {
    "start": start.measure,
    "mapping": mapping.measure,
    "checking": checking.measure,
    "validating": validating.measure,
    "push": push.measure,
    "pull": pull.measure,
    "again": again.measure,
    "sync": sync.measure,
    "sync-by-search": sync.by_search,
    "memory": memory.measure,
}
"""Some twenty minutes of a machine that has nothing else to do."""

LONG: Mapping[str, Callable[..., list[Figure]]] = {
    "push-5000": partial(push.measure, filings=5_000, rounds=3, names=("HAPI", APART)),
    "workers": workers.measure,
    "memory-50000": partial(memory.measure, many=50_000, where=memory.EVERYWHERE),
}
"""Minutes to half an hour each, and only when they are asked for."""

BENCHMARKS = {**USUAL, **LONG}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--filings", type=click.IntRange(10), help="Filings of each side in each round of push.")
@click.option("--rounds", type=click.IntRange(1), help="Rounds, in place of each one's usual number.")
@click.option("--keep", is_flag=True, help="Write NAMES down too, over their earlier figures.")
def main(names: tuple[str, ...], filings: int | None, rounds: int | None, *, keep: bool) -> None:
    """Measure what is usual, and write it down; or only NAMES, and show it."""
    figures = []
    for name in names or USUAL:
        measure = BENCHMARKS[name]
        given = {"filings": filings, "rounds": rounds}
        known = inspect.signature(measure).parameters
        begun = time.monotonic()
        print(f"measuring {name} …", file=sys.stderr)
        figures += measure(**{option: value for option, value in given.items() if value and option in known})
        print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr)
    print(report.table([figure.as_json() for figure in figures]))
    for figure in figures:
        if figure.notes:
            print(figure.subject, dict(figure.notes))
    if keep or not names:
        report.write(figures)


if __name__ == "__main__":
    main()
