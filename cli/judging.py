"""Texts checked and judged: one after the other, and by several processes once there are many."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from cli.verdicts import Shown
from profiles import check
from profiles.checking import outcome
from profiles.checking.issues import Report
from profiles.checking.reading import read
from profiles.checking.side_by_side import can_fork, side_by_side
from profiles.checking.snapshots import package
from profiles.checking.texts import Text, Unreadable
from profiles.checking.verdict import Batch, Checked, Tally, judge
from profiles.wire import Resource

if TYPE_CHECKING:
    from profiles.checking.given import GivenPackage

ALONE = 2_000_000, 20_000_000
"""Bytes that this process checks alone, in the time that others take to begin: as its copies, or anew."""

BATCH = 400_000
"""Bytes that a process is handed at once: some hundreds of resources, a hundredth of a second."""


class Judging:
    """From a text to a verdict on each resource in it, with the definitions of given packages beside ours."""

    def __init__(
        self, given: Sequence[GivenPackage] = (), profile: str | None = None, *, warnings: bool = True
    ) -> None:
        self._given = given
        self._profile = profile
        self._warnings = warnings

    def __call__(self, text: Text | Unreadable) -> Iterator[Checked | Unreadable]:
        """What was checked, in its order, and what is no resource. Raises `UnknownProfile`."""
        for one in read(text) if isinstance(text, Text) else (text,):
            if isinstance(one, Unreadable):
                yield one
                continue
            try:
                report = self._check(one.resource, self._profile)
            except Exception as error:
                error.add_note(f"This happened with {one.where}")
                raise
            report = report if self._warnings else report.errors_alone()
            yield judge(one, report, asked=self._profile is not None)

    @cached_property
    def _check(self) -> Callable[[Resource, str | None], Report]:
        if not self._given:
            return check.check
        from profiles.checking.given import Beside

        return check.Checker(Beside(self._given, package())).check

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_check"}


@dataclass
class Elsewhere:
    """What another process makes of texts: counted, and as little as has to be told of them.

    `shown` is None where nothing is shown to a person but what could not be read.
    """

    judging: Judging
    strict: bool
    outcomes: bool
    cases: bool
    shown: Shown | None

    def __call__(self, texts: Iterable[Text | Unreadable]) -> Batch:
        """An error ends it: the text that raised it is left to whoever asked, who checks and tells it."""
        batch = Batch(Tally(self.strict))
        for text in texts:
            try:
                judged = list(self.judging(text))
            except Exception:
                break
            for one in judged:
                self._add(one, batch)
            batch.texts += 1
        return batch

    def _add(self, one: Checked | Unreadable, batch: Batch) -> None:
        if isinstance(one, Unreadable):
            batch.tally.unreadable += 1
            batch.shown.append(one)
        else:
            batch.tally.add(one)
            if self.shown is not None:
                left = [verdict._replace(issues=self.shown.left(verdict)) for verdict in one.verdicts]
                batch.shown += [verdict for verdict in left if verdict.issues]
        if self.outcomes:
            batch.outcomes.append(outcome.line(one))
        if self.cases:
            from profiles.checking.junit import cases

            batch.cases.append(cases(one, strict=self.strict))


def judged(
    texts: Iterable[Text | Unreadable], elsewhere: Elsewhere, processes: int
) -> Generator[Checked | Unreadable | Batch]:
    """What comes of each text, in their order. Raises `UnknownProfile`, and `Died` where a process did."""
    texts, alone = iter(texts), 0
    enough = inf if processes == 1 else ALONE[0] if can_fork() else ALONE[1]
    for text in texts:
        yield from elsewhere.judging(text)
        alone += len(text.data) if isinstance(text, Text) else 0
        if alone > enough:
            break
    else:
        return
    with closing(side_by_side(elsewhere, _batches(texts), processes)) as answers:
        for some, batch in answers:
            yield batch
            for text in some[batch.texts :]:
                yield from elsewhere.judging(text)


def _batches(texts: Iterable[Text | Unreadable]) -> Iterator[list[Text | Unreadable]]:
    batch, held = [], 0
    for text in texts:
        batch.append(text)
        held += len(text.data) if isinstance(text, Text) else 0
        if held > BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
