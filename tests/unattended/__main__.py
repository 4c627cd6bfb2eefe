"""The real command left to itself for as long as one likes, with everything around it breaking."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.unattended.play import Play
from tests.unattended.process import HOUSE

EVERY = "5s"
PEOPLE, GROUPS = 24, 3
_STRETCH = 9 * 60.0
"""Seconds between two rests."""
_SESSION_EVERY = 100.0
_AUTO = {"strategy": "auto", "pull": "auto"}
STRETCHES: tuple[tuple[dict[str, str], bool], ...] = (
    (_AUTO, False),
    ({"strategy": "batch", "pull": "search"}, False),
    ({"strategy": "single", "pull": "sweep"}, False),
    (_AUTO, True),
    (_AUTO, True),
    ({"strategy": "auto", "creates": "client-ids", "pull": "search"}, False),
    ({"strategy": "single", "creates": "look-first", "pull": "history"}, False),
)
"""How the endpoint is written to and pulled from, and whether the process is left alone; over and over."""


def main() -> int:
    """Ends with 1 where anything did not hold. The figures are written after every rest."""
    asked = argparse.ArgumentParser()
    asked.add_argument("minutes", type=float, nargs="?", default=120.0)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked.add_argument("--stretch", type=float, default=_STRETCH)
    asked.add_argument("--figures", type=Path, default=Path("unattended.json"))
    asked.add_argument("--folder", type=Path)
    said = asked.parse_args()
    # a shell's background job ignores it, and so would what it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(f"seed {said.seed}", flush=True)
    with TemporaryDirectory() as folder:
        return run(said.folder or Path(folder), said.seed, said.minutes, said.stretch, said.figures)


def run(folder: Path, seed: int, minutes: float, stretch: float, file: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    began, started = time.monotonic(), dt.datetime.now(dt.UTC)
    play = Play(folder, seed, every=EVERY, people=PEOPLE, groups=GROUPS)
    rests: list[dict[str, Any]] = []
    try:
        while (left := minutes * 60 - (time.monotonic() - began)) > 0:
            way, alone = STRETCHES[len(rests) % len(STRETCHES)]
            play.stretch(min(stretch, left), way, session_every=_SESSION_EVERY, alone=alone)
            rest = play.rest()
            elapsed = round((time.monotonic() - began) / 60, 1)
            rests.append({"minute": elapsed, "left alone": alone, "way": way, **rest})
            figures = {
                "seed": seed,
                "commit": _commit(),
                "began": started.isoformat(timespec="seconds"),
                "minutes": elapsed,
                "every": EVERY,
                "people": PEOPLE,
                "python": platform.python_version(),
                **of(play),
                "rests": rests,
            }
            file.write_text(json.dumps(figures, indent=1, sort_keys=False) + "\n", "utf-8")
            print(json.dumps(rests[-1]), flush=True)
    finally:
        play.close()
    return 1 if play.found else 0


def of(play: Play) -> dict[str, Any]:
    """The figures of all that was done so far, and of what was found."""
    rounds = play.rounds.all
    whole = [one for one in rounds if "push" in one]
    memory = [process.memory for process in play.hands.processes if process.memory]
    longest = max(memory, key=lambda seen: seen[-1][0], default=[])
    return {
        "found": play.found,
        "done": dict(sorted(play.done.items())),
        "faults": {name: count for name, count in sorted(play.weather.happened.items()) if count},
        "requests": {method: play.weather.arrived(method) for method in ("GET", "POST", "PUT")},
        "rounds": len(whole),
        "rounds that wrote nothing": sum(not one["push"]["requests"]["write"] for one in whole),
        "rounds that could not be": len(rounds) - len(whole),
        "changes pulled": sum(
            count
            for one in whole
            if one["pull"]
            for kinds in one["pull"]["changes"].values()
            for count in kinds.values()
        ),
        "peak memory MB": max((kb for seen in memory for _, kb in seen), default=0) // 1024,
        "longest process": _grown(longest),
    }


def _grown(seen: list[tuple[float, int]]) -> dict[str, float]:
    """How the memory of the process that lived longest grew from its second minute on."""
    settled = [(age, kilobytes) for age, kilobytes in seen if age >= 120] or seen
    if not settled:
        return {}
    return {
        "minutes": round(settled[-1][0] / 60, 1),
        "MB after two minutes": round(settled[0][1] / 1024, 1),
        "MB at its end": round(settled[-1][1] / 1024, 1),
        "MB at most": round(max(kilobytes for _, kilobytes in settled) / 1024, 1),
    }


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=HOUSE, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
