"""What a check says: to a person, or as an OperationOutcome on each line."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Protocol

import click

from cli.output import counted, is_terminal, show_wrapped
from profiles.checking import outcome
from profiles.checking.issues import Issue, Severity
from profiles.checking.sources import Sources
from profiles.checking.texts import Unreadable, printable
from profiles.checking.verdict import GRAVEST, Batch, Checked, Tally, Verdict

_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "information": "blue"}
_MOST_RULES = 10
_OFTEN = 0.2  # seconds between two lines of progress


class Teller(Protocol):
    """Tells what comes of each thing that was read."""

    def checked(self, checked: Checked) -> None: ...

    def unreadable(self, one: Unreadable) -> None: ...

    def batch(self, batch: Batch) -> None:
        """Tells what another process has checked."""


class Outcomes:
    """An OperationOutcome on each line, one for each resource or Bundle that was read, in their order."""

    def checked(self, checked: Checked) -> None:
        sys.stdout.write(outcome.line(checked))

    def unreadable(self, one: Unreadable) -> None:
        sys.stdout.write(outcome.line(one))

    def batch(self, batch: Batch) -> None:
        sys.stdout.writelines(batch.outcomes)


class Shown:
    """Which issues are shown to a person: at most so many of a rule."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[tuple[str, str]] = Counter()

    def left(self, verdict: Verdict) -> tuple[Issue, ...]:
        """Those of a resource that may be shown still; the first so many of them count as shown."""
        left = tuple(one for one in verdict.issues if self._counts[one.rule, one.profile] < self._most)
        self._counts.update((one.rule, one.profile) for one in left[: self._most])
        return left

    def total(self) -> int:
        return self._counts.total()


class Terminal:
    """Text for a person: what is wrong with each resource, then everything counted.

    Shows at most so many issues of a resource, and of a rule; the others are counted. If quiet, shows only
    what could not be read. On a terminal a line below counts what was checked.
    """

    def __init__(self, sources: Sources, *, most: int, quiet: bool) -> None:
        self._sources = sources
        self._most = most
        self._quiet = quiet
        self._shown = Shown(most)
        self._count = 0
        self._next = time.monotonic() + _OFTEN
        self._counting = False

    def checked(self, checked: Checked) -> None:
        self._count += len(checked.verdicts)
        if not self._quiet:
            for verdict in checked.verdicts:
                self._show(verdict)
        self._progress()

    def batch(self, batch: Batch) -> None:
        self._count += batch.tally.resources
        for one in batch.shown:
            if isinstance(one, Unreadable):
                self.unreadable(one)
            else:
                self._show(one)
        self._progress()

    def unreadable(self, one: Unreadable) -> None:
        self._clear()
        click.secho(f"{one.where}: not read", bold=True)
        show_wrapped(f"found {one.found}; expected {one.expected}", indent=2, fg="red")
        show_wrapped(f"→ {one.todo}", indent=6)
        click.echo()

    def end(self, tally: Tally, *, interrupted: bool) -> None:
        """What was counted: the rules broken, what was not checked or not read, and who passed."""
        self._clear()
        rest = tally.severities.total() - self._shown.total()
        if rest and not self._quiet:
            click.echo(f"Not shown: {counted(rest, 'more issue')} of the same (--most N shows N of a rule)\n")
        _show_tally(tally, self._sources.not_read)
        if interrupted:
            click.secho("Interrupted: the rest was not checked.", fg="yellow")

    def _show(self, verdict: Verdict) -> None:
        issues = self._shown.left(verdict)
        if not issues:
            return
        self._clear()
        click.secho(f"{verdict.where}: {verdict.type}", bold=True)
        for issue in issues[: self._most]:
            click.echo(f"  {_severity(issue.severity)}  {printable(issue.path)}")
            show_wrapped(issue.message, indent=6)
            click.secho(f"      {_short(issue.rule)} of {_short(issue.profile)}", dim=True)
        click.echo()

    def _progress(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _OFTEN
        if not is_terminal():
            return
        share = self._sources.share()
        part = "" if share is None else f", {share:.0%} of the input"
        click.echo(f"\r  {counted(self._count, 'resource')} checked{part}", nl=False, err=True)
        self._counting = True

    def _clear(self) -> None:
        if self._counting:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
        self._counting = False


def _show_tally(tally: Tally, not_read: Counter[str]) -> None:
    if sum(tally.rules.values()) > len(tally.rules):
        _show_frequent(tally)
    if tally.bare:
        types = ", ".join(f"{count:,} {name}" for name, count in tally.bare.most_common())
        show_wrapped(f"Held against FHIR R4 alone, since they name no profile: {types}", indent=0)
    if tally.not_checked:
        click.echo("Not checked, since nothing offline can judge it:")
        for what, count in tally.not_checked.most_common():
            click.echo(f"  {count:>9,} × {printable(what)}")
    if not_read:
        click.echo(f"Not read: {counted(not_read.total(), 'other file')} ({', '.join(sorted(not_read))})")
    if tally.unreadable:
        click.secho(f"Could not be read: {counted(tally.unreadable, 'input')}", fg="red")
    issues = ", ".join(counted(tally.severities[one], one) for one in GRAVEST if one in tally.severities)
    click.echo(f"{counted(tally.resources, 'resource')}: {_ended(tally)}{issues and f' ({issues})'}")


def _show_frequent(tally: Tally) -> None:
    """The rules that were broken most, errors first: one mistake of a program is in all that it writes."""
    click.echo("Rules broken:")
    often = sorted(tally.rules.most_common(), key=lambda one: GRAVEST.index(one[0].severity))
    for (severity, rule, profile, element), count in often[:_MOST_RULES]:
        click.echo(
            f"  {count:>9,}  {_severity(severity)}  {printable(element)}: {_short(rule)} of {_short(profile)}"
        )
    if (rest := len(tally.rules) - _MOST_RULES) > 0:
        click.echo(f"             and {counted(rest, 'rule')} more")


def _severity(severity: Severity) -> str:
    return click.style(severity, fg=_COLOURS[severity])


def _short(url: str) -> str:
    """`VGC-Goal` of its canonical URL; the key of a rule as it is."""
    return url.rpartition("/")[2]


def _ended(tally: Tally) -> str:
    passed = click.style(f"{tally.passed:,} passed", fg="green" if tally.passed else None)
    failed = click.style(f"{tally.failed:,} failed", fg="red" if tally.failed else None)
    return f"{passed}, {failed}"
