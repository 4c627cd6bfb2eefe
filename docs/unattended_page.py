"""How the sync command fared when it was left to itself: the page of the last run that was recorded."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.markdown import joined, page, table

FOLDER = Path(__file__).parent
RUN = FOLDER.parent / "tests" / "unattended"
RECORD = RUN / "figures.json"
LESSONS = RUN / "lessons.toml"

_PARTIES = {
    "clinic": "The clinic",
    "practice": "The practice",
    "both": "Clinic and practice at once",
    "person": "A person at the clinic",
    "endpoint": "The endpoint",
    "process": "The process",
}
"""Who does what: the word before the colon of each thing that was done."""


def pages() -> dict[str, str]:
    """The page by its file name."""
    record = json.loads(RECORD.read_text("utf-8"))
    lessons = tomllib.loads(LESSONS.read_text("utf-8"))["lesson"]
    return {"unattended.md": page("Left to itself", _lines(record, lessons))}


def _lines(record: dict[str, Any], lessons: list[dict[str, str]]) -> Iterator[str]:
    yield from _answer(record)
    yield from _rests(record["rests"])
    yield _LOOKED_AT
    yield from _done(record["done"])
    yield "## How the endpoint failed\n"
    yield from table(
        ("fault", "requests"), *((name, f"{count:,}") for name, count in record["faults"].items())
    )
    yield from _process(record)
    yield "## What went wrong, and what came of it\n"
    yield from (f"- **{lesson['what']}** {lesson['then']}" for lesson in lessons)
    yield f"""
## What this does not show

- The endpoint is the one that comes with fhir-vgc, told to break. Real servers, killed and cut off, are in
  `make test-peers`.
- It was one machine and {record["people"]} patients, with a round every {record["every"]} so that much could
  happen. A practice would say `--every 15m`.
- An endpoint that ignores `If-Match` was not played: what is written over there no client can see.
- What the clinic approves was put in the ledger as an import does at its end; no files were read.

## To repeat it

`make unattended MINUTES=120` rewrites the record and this page, and ends with an error if anything did not
hold. `python -m tests.unattended 120 --seed {record["seed"]}` chooses as this run did, but the processes are
real, so that nothing happens in quite the same moment. A short turn of it is in the suite.

This run began on {record["began"].replace("T", " at ").removesuffix("+00:00")} UTC, of commit
`{record["commit"]}`, with Python {record["python"]}.
"""


def _answer(record: dict[str, Any]) -> Iterator[str]:
    rests, last, done = record["rests"], record["rests"][-1], record["done"]
    killed = sum(count for what, count in done.items() if "killed" in what)
    second = sum(count for what, count in done.items() if "second one" in what or "took over" in what)
    seconds = sorted(one["seconds to rest"] for one in rests)
    states = joined(f"{count:,} {state}" for state, count in last["filings"].items())
    yield f"""\
For whoever asks whether `fhir-vgc sync --every` may run with nobody watching.

It ran for **{_long(record["minutes"])}** as a service would run it, with a round every {record["every"]}. All
that time the clinic held sessions and changed what it had approved, and the practice wrote in the same
records. The endpoint failed {sum(record["faults"].values()):,} requests in {len(record["faults"])} ways. The
process was killed {killed} times, and {second} times a second one was started beside it.

In between, everything was mended {len(rests)} times. Each time it came to rest by itself, within
{seconds[-1]:.0f} seconds, and every record was held against everything that anybody had done.
"""
    if record["found"]:
        yield "**Not all of it held:**\n"
        yield from (f"- {one}" for one in record["found"])
        yield ""
    else:
        yield "**Nothing was doubled, nothing lost, nothing written over, and the books balanced.**\n"
    waited = sum(one["conflicts waiting"] for one in rests)
    shown = sum(one["conflicts shown with both sides"] for one in rests)
    yield f"""\
At the end there were {sum(last["filings"].values()):,} filings of {last["sessions"]} sessions: {states}. At
the rests {waited:,} conflicts waited, and {shown:,} of them showed both sides as they were.

What it needs: something that starts it again when the machine or the process goes down (`fhir-vgc schedule
show`), and somebody who sees to what waits (`fhir-vgc status`; the metrics say when).
"""


def _rests(rests: list[dict[str, Any]]) -> Iterator[str]:
    yield "## Each time it came to rest\n"
    head = (
        "minute",
        "written and pulled by",
        "hands on the process",
        "seconds to rest",
        "filings in the record",
        "held",
        "in conflict",
        "resources there",
        "versions written by fhir-vgc",
        "of these for nothing",
        "found",
    )
    yield from table(
        head,
        *(
            (
                f"{one['minute']:.0f}",
                ", ".join(f"{key} {value}" for key, value in one["way"].items()),
                "none" if one["left alone"] else "yes",
                f"{one['seconds to rest']:.0f}",
                str(one["filings"].get("filed", 0) + one["filings"].get("unchanged", 0)),
                str(one["filings"].get("held", 0)),
                str(one["filings"].get("conflict", 0)),
                f"{one['resources']:,}",
                f"{one['written by the adapter']:,}",
                str(one["written for nothing"]),
                str(len(one["found"]) or "nothing"),
            )
            for one in rests
        ),
    )
    yield """\
*Held* are entries of patients who had died or left, as the practice's own record said: nothing more is
written there until a person has looked. *In conflict* are entries whose goal both sides had changed: what the
practice wrote stands until somebody chooses. *For nothing* is a version that says what stood there already.
"""


_LOOKED_AT = """\
## What was looked at each time

- **Books**: every approved entry is in exactly one count of `fhir-vgc status`, and nothing else is.
- **Doubled**: no two resources in all records have one identity; each filed entry stands once.
- **Lost**: each approved entry is in its patient's record, or waits as held or in conflict. Each goal says
  what the clinic approved last, unless the practice's words stand. Each prescription of the practice's came
  back.
- **Overwritten**: every note of the practice's stands in every version since. No version ever replaced the
  practice's words in a goal unless that was decided, by a declared rule or by a person, and recorded.
- **Conflicts**: each waits, and `fhir-vgc conflicts show` gives both sides as they are; of a patient who has
  died or left, as they were when they were last compared.
- **Wrong record**: no patient's words are in another's record, and nothing was written to the dead.
- **At rest**: further rounds write nothing at all.
- **Named**: no name, number or word of a patient is in the log, the rounds' output or the metrics.
- **Two at once**: the second says that the endpoint is in use, and writes nothing.
"""


def _done(done: dict[str, int]) -> Iterator[str]:
    yield "## What was done\n"
    rows = []
    for party, title in _PARTIES.items():
        told = title
        for what, count in sorted(done.items()):
            if what.partition(":")[0] == party:
                rows.append((told, what.partition(": ")[2], f"{count:,}"))
                told = ""
    yield from table(("who", "what", "times"), *rows)


def _process(record: dict[str, Any]) -> Iterator[str]:
    last, longest = record["rests"][-1], record["longest process"]
    broken = record["rounds that could not be"]
    yield "## Rounds, requests, memory\n"
    yield from table(
        ("what", "how much"),
        ("rounds that ended", f"{record['rounds']:,}"),
        ("of these, with nothing written", f"{record['rounds that wrote nothing']:,}"),
        ("rounds that could not be: endpoint away or refusing, or in use", f"{broken:,}"),
        ("requests that arrived", f"{sum(record['requests'].values()):,}"),
        ("changes of the practice's that came back", f"{record['changes pulled']:,}"),
        ("ledger at the end", f"{last['ledger kB'] / 1024:.1f} MB"),
        ("memory of any process, at most", f"{record['peak memory MB']} MB"),
        (f"the one that lived longest, {longest['minutes']:.0f} minutes", _memory(longest)),
    )


def _memory(longest: dict[str, float]) -> str:
    return f"{longest['MB after two minutes']} MB after two minutes, {longest['MB at its end']} MB at its end"


def _long(minutes: float) -> str:
    hours, rest = divmod(int(minutes), 60)
    told = [f"{hours} hour{'s' * (hours > 1)}"] * bool(hours) + [f"{rest} minutes"] * bool(rest)
    return joined(told)
