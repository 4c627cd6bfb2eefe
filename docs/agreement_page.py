"""How far our check and the official validator agree: the page of the last comparison that was recorded."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.markdown import page, table

PEERS = Path(__file__).parents[1] / "tests" / "peers"
RECORD = PEERS / "agreement.json"
REASONS = PEERS / "disagreements.toml"

_COUNTED = ("both", "only_official", "only_ours", "neither")
_TITLES = {
    "only_official": "What only the official validator finds",
    "only_ours": "What only our check finds",
    "neither": "What neither finds",
}


def pages() -> dict[str, str]:
    """The page by its file name."""
    record = json.loads(RECORD.read_text("utf-8"))
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    return {"agreement.md": page("Our check beside the official validator", _lines(record, reasons))}


def differences(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each kind of rule that not always both find, with who alone does: `only_official`, …"""
    for kind in record["kinds"]:
        for who in _TITLES:
            if kind[who]:
                yield who, kind["kind"]


def _lines(record: dict[str, Any], reasons: dict[str, dict[str, str]]) -> Iterator[str]:
    sums = {name: sum(kind[name] for kind in record["kinds"]) for name in (*_COUNTED, "same_place")}
    count = sum(sums[name] for name in _COUNTED)
    alarms = len(record["false_alarms"])
    ratio = record["official_nanoseconds"] / record["our_nanoseconds"]
    yield f"""\
The HL7 validator ({record["validator"]}, offline, without a terminology server) and our check were given the
same {count:,} broken resources. Each was made from a valid one by breaking one rule in one place, in every
profile and for {len(record["kinds"])} kinds of rule; the profiles themselves say where. Both find
{sums["both"]:,} of them ({sums["both"] / count:.1%}), {sums["same_place"]:,} at the same element or at the
one that holds it.

Of {record["valid"]:,} valid resources (the examples, both fixtures, random records) our check refuses
{alarms or "none"}.

Both warm, on one core each, from JSON and in one run, our check took {_each(record, "our")} a resource and
the official validator {_each(record, "official")}: ours is {ratio:.0f} times as fast. Timed were
{record["timed"]} resources of the fixtures; each had its best of several rounds.

Found means an error, or for what FHIR lets pass (marked \\*) at least a warning, that the valid resource
did not have. `make compare-validators` repeats all of it; CI does too, and fails if our check finds less.
"""
    yield from _counts(record, sums)
    for who, title in _TITLES.items():
        told = [kind for kind in record["kinds"] if kind[who]]
        if told:
            yield f"## {title}\n"
            yield from table(
                ("kind of rule", "how many", "why"),
                *((kind["kind"], str(kind[who]), reasons[who][kind["kind"]]) for kind in told),
            )
    yield """\
## What is not compared

- Codes of SNOMED CT and dm+d: neither can judge them offline. Our check says so of each (`not checked`).
- Whether what a reference leads to is there, and is valid: both look at its type alone, but for what is in
  the same Bundle.
- Whether there is something at a URL: the official validator warns of each that it cannot load, and refuses
  those of `example.org` and `example.com`. Ours does not ask.
- Digital signatures of Bundles. Our check says so of each (`not checked`).
- A history in which one resource refers to another that is there in two versions: the official validator
  refuses it, ours warns.
- The invariants of our own profiles: the invalid examples of the package break them, and CI checks that the
  official validator, HAPI and our check refuse each example for its stated reason.
"""


def _counts(record: dict[str, Any], sums: dict[str, int]) -> Iterator[str]:
    yield "## Kinds of rule\n"
    head = ("", "kind of rule", "both", "of these, same place", "only official", "only ours", "neither")
    columns = ("both", "same_place", "only_official", "only_ours", "neither")
    rows = []
    group = ""
    for kind in record["kinds"]:
        name = kind["kind"] + (" \\*" if kind["warning"] else "")
        shown = kind["group"] if kind["group"] != group else ""
        group = kind["group"]
        rows.append((shown, name, *(str(kind[column]) for column in columns)))
    yield from table(head, *rows, ("", "all", *(str(sums[column]) for column in columns)))


def _each(record: dict[str, Any], whose: str) -> str:
    microseconds = record[f"{whose}_nanoseconds"] / record["timed"] / 1000
    return f"{microseconds / 1000:.1f} ms" if microseconds >= 1000 else f"{microseconds:.0f} µs"
