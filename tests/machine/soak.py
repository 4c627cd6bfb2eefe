"""The machine for as long as one likes, with seeds drawn by chance."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis.stateful import run_state_machine_as_test

from tests.machine.broken import Doubled, Lost, Overwritten
from tests.machine.figures import ENDINGS
from tests.machine.machine import of_seed, playing

EXAMPLES, STEPS = 10, 40
FIGURES = Path("soak.json")


def main() -> int:
    """Ends with 1 where anything did not hold. The figures are written after every seed."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    began = time.monotonic()
    done: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    broken: list[dict[str, Any]] = []
    while time.monotonic() - began < minutes * 60:
        number = random.SystemRandom().randrange(2**32)
        print(f"seed {number}", flush=True)
        machine = of_seed(number)
        try:
            run_state_machine_as_test(machine, settings=playing(EXAMPLES, STEPS))
        except Exception as error:
            traceback.print_exc()
            totals[_kind(error)] += 1
            broken.append({"seed": number, "what": f"{type(error).__name__}: {error}"})
        done += machine.figures.done
        totals["faults"] += machine.figures.faults
        totals["filings"] += machine.figures.filings
        totals["conflicts waiting"] += machine.figures.waited
        totals["seeds"] += 1
        FIGURES.write_text(json.dumps(_figures(done, totals, broken, time.monotonic() - began), indent=2))
    print(FIGURES.read_text())
    return 1 if broken else 0


def _kind(error: Exception) -> str:
    kinds: dict[type[Exception], str] = {Doubled: "doubles", Lost: "losses", Overwritten: "overwrites"}
    return kinds.get(type(error), "other")


def _figures(
    done: Counter[str], totals: Counter[str], broken: list[dict[str, Any]], seconds: float
) -> dict[str, Any]:
    steps = {name: count for name, count in sorted(done.items()) if name not in ENDINGS}
    counted = ("filings", "doubles", "losses", "overwrites", "other", "conflicts waiting")
    return {
        "minutes": round(seconds / 60, 1),
        "seeds": totals["seeds"],
        "steps": sum(steps.values()),
        "faults injected": totals["faults"],
        "deaths": done["died"],
        **{name: totals[name] for name in counted},
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "steps by kind": steps,
        "broken": broken,
    }


if __name__ == "__main__":
    sys.exit(main())
