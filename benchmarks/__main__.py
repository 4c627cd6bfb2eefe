"""Runs the benchmarks: all of them into `results.json` and the README, or some of them to the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import click

from benchmarks import again, checking, mapping, memory, pull, push, report, start, sync
from benchmarks.measure import Figure

BENCHMARKS: Mapping[str, Callable[..., list[Figure]]] = {
    "start": start.measure,
    "mapping": mapping.measure,
    "checking": checking.measure,
    "push": push.measure,
    "pull": pull.measure,
    "again": again.measure,
    "sync": sync.measure,
    "memory": memory.measure,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--filings", type=click.IntRange(10), help="Filings of each side in each round of push.")
@click.option("--rounds", type=click.IntRange(1), help="Rounds, in place of each one's usual number.")
@click.option("--keep", is_flag=True, help="Write NAMES down too, over their earlier figures.")
def main(names: tuple[str, ...], filings: int | None, rounds: int | None, *, keep: bool) -> None:
    """Measure all, and write it down; or only NAMES, and show it."""
    figures = []
    for name in names or BENCHMARKS:
        chosen = {"filings": filings} if name == "push" and filings else {}
        chosen |= {"rounds": rounds} if rounds and name != "memory" else {}
        print(f"measuring {name} …", file=sys.stderr)
        figures += BENCHMARKS[name](**chosen)
    print(report.table([figure.as_json() for figure in figures]))
    for figure in figures:
        if figure.notes:
            print(figure.subject, dict(figure.notes))
    if keep or not names:
        report.write(figures, keeping=bool(names))


if __name__ == "__main__":
    main()
