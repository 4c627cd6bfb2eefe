"""A judge that does not look twice at what it had no fault to find in."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from typing import Any

from profiles import wire
from profiles.checking.element_types import Steps
from profiles.checking.findings import Findings, walk
from profiles.checking.judges import Judge

_MOST_REMEMBERED = 1000
"""At each place, before all of them are forgotten: what comes again comes soon, with the same patient."""


def remembering(judge: Judge) -> Judge:
    """A judge that does not look twice at what it had no fault to find in: codings, labels, the same patient.

    Remembered are a number made of the JSON, with the key that Python draws for each process, and what could
    not be judged, by its place: no content. What a literal reference leads to may differ each time, so what
    has one is looked at each time where it may lead to something at hand.
    """
    known: dict[int, tuple[tuple[Steps, str], ...]] = {}
    dumps = wire.dumps

    def remembered(value: Any, holder: Any, name: str | int, findings: Findings) -> None:
        try:
            data = dumps(value)
        except TypeError:  # no JSON, which the judge tells
            judge(value, holder, name, findings)
            return
        if not findings.alone and b'"reference"' in data:
            judge(value, holder, name, findings)
            return
        number = hash(data)
        told = known.get(number)
        if told is not None:
            for steps, what in told:
                findings.unjudged.append((reduce(getitem, steps, value), what))
            return
        extent, before = findings.extent(), len(findings.unjudged)
        judge(value, holder, name, findings)
        if findings.extent() == extent:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            unjudged = findings.unjudged[before:]
            places = {id(one): steps for one, steps in walk(value)} if unjudged else {}
            if all(id(one) in places for one, _ in unjudged):
                known[number] = tuple((places[id(one)], what) for one, what in unjudged) if unjudged else ()

    return remembered
